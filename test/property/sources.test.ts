import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AutomationEvent, EVENT_BYTES_MAX } from "../../lib/domain/event.ts";
import type { ReceiveInput } from "../../lib/sources/receive.ts";
import { receive } from "../../lib/sources/receive.ts";
import { ANY_CHARACTER } from "../fixtures/any-character.ts";
import { NOW, SENDERS, type Sender, sampleBody, signedInput } from "../unit/sources/senders.ts";

const RUNS = { numRuns: 15 };
const JSON_BODY = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }))
  .map((object) => Buffer.from(JSON.stringify(object)));
const DELIVERY_ID = fc.stringMatching(/^[A-Za-z0-9._:+/=@~-]{1,64}$/);

/** Words that parsers look for, so that random bodies get past the first question. */
const KNOWN = {
  type: fc.constantFrom("budget.alert", "ticket.updated", "action.request", "other", 7),
  timestamp: fc.oneof(fc.integer(), fc.constant("2025-01-15T08:30:00Z"), fc.string()),
  data: fc.oneof(fc.jsonValue(), fc.record({ budget: fc.string(), at: fc.jsonValue(), key: fc.string() })),
  webhookEvent: fc.constant("jira:issue_updated"),
  issue: fc.record(
    { key: fc.string(), number: fc.jsonValue(), fields: fc.jsonValue() },
    { requiredKeys: [] },
  ),
  changelog: fc.record({ id: fc.jsonValue(), items: fc.jsonValue() }, { requiredKeys: [] }),
  action: fc.constantFrom("closed", "labeled", "edited"),
  repository: fc.record({ full_name: fc.string() }),
  object_kind: fc.constant("issue"),
  project: fc.record({ path_with_namespace: fc.string() }),
  object_attributes: fc.record({ iid: fc.jsonValue(), action: fc.string() }, { requiredKeys: [] }),
  event: fc.record({ id: fc.jsonValue(), occurred_at: fc.jsonValue() }, { requiredKeys: [] }),
};
const PLAUSIBLE_BODY = fc
  .record(KNOWN, { requiredKeys: [] })
  .map((object) => Buffer.from(JSON.stringify(object)));

function flipBit(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = Math.floor(at / 8) % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (at % 8));
  return copy;
}

function withHeader(input: ReceiveInput, name: string, change: (value: string) => string): ReceiveInput {
  return { ...input, headers: { ...input.headers, [name]: change(String(input.headers[name])) } };
}

/** Headers are text, so a flipped bit makes another of the first 256 characters. */
function flippedHeader(input: ReceiveInput, name: string, at: number): ReceiveInput {
  return withHeader(input, name, (value) => flipBit(Buffer.from(value, "latin1"), at).toString("latin1"));
}

/** Registers a test only for the records it has a meaning for. */
function when(applies: boolean): (name: string, test: () => Promise<void>) => void {
  return (name, test) => {
    if (applies) it(name, test);
  };
}

async function refused(sender: Sender, input: ReceiveInput): Promise<boolean> {
  const result = await receive(sender.scheme, input);
  return !result.ok && result.status === 401;
}

describe.each(SENDERS)("$label", (sender) => {
  const { record } = sender;

  it("what is signed is received, whatever body, id and time", async () => {
    const time = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
    await fc.assert(
      fc.asyncProperty(JSON_BODY, DELIVERY_ID, time, async (body, deliveryId, now) => {
        const result = await receive(sender.scheme, signedInput(sender, body, { deliveryId, now }));
        const taken = result.ok || result.code === "unsupported-event";
        // Random JSON is seldom the form that Slack sends.
        expect(taken || (sender.scheme === "slack" && result.code === "malformed-body")).toBe(true);
        if (!("event" in result) || record.idHeaders.length === 0) return;
        expect(result.event.id).toBe(deliveryId);
      }),
      RUNS,
    );
  });

  when(record.signed?.includes("{body}") === true)("any flipped bit of the body is refused", async () => {
    await fc.assert(
      fc.asyncProperty(JSON_BODY, fc.nat(), async (body, at) => {
        const input = signedInput(sender, body);
        expect(await refused(sender, { ...input, body: flipBit(body, at) })).toBe(true);
      }),
      RUNS,
    );
  });

  it("any flipped bit of the header that proves it is refused", async () => {
    await fc.assert(
      fc.asyncProperty(JSON_BODY, fc.nat(), async (body, at) => {
        expect(await refused(sender, flippedHeader(signedInput(sender, body), record.header, at))).toBe(true);
      }),
      RUNS,
    );
  });

  when(record.timestamp !== null)("any flipped bit of the timestamp is refused", async () => {
    const name = record.timestamp?.header ?? "";
    await fc.assert(
      fc.asyncProperty(JSON_BODY, fc.nat(), async (body, at) => {
        expect(await refused(sender, flippedHeader(signedInput(sender, body), name, at))).toBe(true);
      }),
      RUNS,
    );
  });

  when(record.signed?.includes("{id}") === true)(
    "any flipped bit of a signed delivery id is refused",
    async () => {
      const name = record.idHeaders[0] ?? "";
      await fc.assert(
        fc.asyncProperty(JSON_BODY, fc.nat(), async (body, at) => {
          expect(await refused(sender, flippedHeader(signedInput(sender, body), name, at))).toBe(true);
        }),
        RUNS,
      );
    },
  );

  when(record.timestamp !== null)("nothing is received outside the window, however far", async () => {
    const past = (record.timestamp?.pastSeconds ?? 0) * 1_000;
    const future = (record.timestamp?.futureSeconds ?? 0) * 1_000;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -1e12, max: 1e12 }), async (ms) => {
        const input = { ...signedInput(sender, sampleBody(sender)), now: new Date(NOW.getTime() + ms) };
        const result = await receive(sender.scheme, input);
        expect(result.ok).toBe(ms <= past && -ms <= future);
      }),
      RUNS,
    );
  });

  it("arbitrary bytes and headers are never received and never throw", async () => {
    const names = [record.header, record.timestamp?.header, ...record.idHeaders].filter(
      (name) => name !== undefined,
    );
    const value = fc.oneof(
      fc.string({ unit: ANY_CHARACTER }),
      fc.string().map((text) => record.prefix + text),
      fc.constant(String(NOW.getTime() / 1_000)),
      fc.constant("__proto__"),
      fc.array(fc.string()),
    );
    const headers = fc.dictionary(fc.constantFrom(...names, "__proto__", "x-github-event"), value);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), headers, async (body, given) => {
        const input = { ...signedInput(sender, "{}"), body, headers: given };
        expect(await refused(sender, input)).toBe(true);
      }),
      RUNS,
    );
  });

  it("whatever a proven sender says becomes a valid event of bearable size, a reply or a refusal", async () => {
    const body = fc.oneof(PLAUSIBLE_BODY, JSON_BODY, fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom("issues", "ping"), async (bytes, event) => {
        const result = await receive(sender.scheme, signedInput(sender, bytes, { event }));
        if (!result.ok) expect([400, 422]).toContain(result.status);
        if (!("event" in result)) return;
        expect(AutomationEvent.parse(result.event)).toEqual(result.event);
        expect(result.event.source).toBe("sender");
        expect(Buffer.byteLength(JSON.stringify(result.event.data))).toBeLessThanOrEqual(EVENT_BYTES_MAX);
      }),
      RUNS,
    );
  });
});
