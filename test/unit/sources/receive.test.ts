import { describe, expect, it } from "vitest";
import { EVENT_BYTES_MAX } from "../../../lib/domain/event.ts";
import { chatSchemes } from "../../../lib/sources/chat-delivery.ts";
import { receive } from "../../../lib/sources/receive.ts";
import { REFUSALS } from "../../../lib/sources/refusals.ts";
import { NOW, SENDERS, type Sender, sampleBody, senderOf, signedInput } from "./senders.ts";

const standard = senderOf("standard-webhooks");
const github = senderOf("github");
/** Of these senders the sample is something that is said. */
const CHATS = chatSchemes("type").filter((scheme) => scheme !== "standard-webhooks");
const BODY = '{"type":"a","data":{"b":1}}';

function received(sender: Sender, body: string, changes: Partial<ReturnType<typeof signedInput>> = {}) {
  return receive(sender.scheme, { ...signedInput(sender, body), ...changes });
}

describe("an event", () => {
  it("carries the source's name, the trigger and the signed delivery id", async () => {
    expect(await received(standard, BODY)).toEqual({
      ok: true,
      event: {
        specversion: "1.0",
        id: "delivery-1",
        source: "sender",
        type: "webhook.received",
        time: "2025-01-15T08:30:00.000Z",
        trigger: "webhook",
        data: { type: "a", b: 1 },
      },
    });
  });

  it("has the time of sending when the body has none, and the time of receiving when nothing has", async () => {
    const sent = new Date(NOW.getTime() - 60_000);
    const later = { ...signedInput(standard, BODY, { now: sent }), now: NOW };
    expect(await receive("standard-webhooks", later)).toMatchObject({
      event: { time: "2025-01-15T08:29:00.000Z" },
    });
    expect(await received(github, "{}")).toMatchObject({ event: { time: "2025-01-15T08:30:00.000Z" } });
  });

  it("has the digest of the signed bytes as its id when the sender gives none, the same on every repetition", async () => {
    const grafana = senderOf("grafana");
    const first = await received(grafana, '{"a":1}');
    const again = await received(grafana, '{"a":1}', { now: new Date(NOW.getTime() + 1) });
    const other = await received(grafana, '{"a":2}');
    const id = (result: object) => ("event" in result ? (result.event as { id: string }).id : "none");
    expect(id(first)).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(id(again)).toBe(id(first));
    expect(id(other)).not.toBe(id(first));
  });
});

describe("a refusal", () => {
  it("looks the same from outside for a missing, a wrong and an outdated signature", async () => {
    const { headers } = signedInput(standard, BODY);
    const refused = await Promise.all([
      received(standard, BODY, { headers: {} }),
      received(standard, BODY, { headers: { ...headers, "webhook-signature": "v1,AAAA" } }),
      received(standard, BODY, { now: new Date(NOW.getTime() + 301_000) }),
    ]);
    expect(refused).toEqual([
      { ok: false, code: "missing-signature", status: 401 },
      { ok: false, code: "bad-signature", status: 401 },
      { ok: false, code: "stale", status: 401 },
    ]);
  });

  it("of a forged body does not depend on whether it could be parsed", async () => {
    const headers = signedInput(github, "{}").headers;
    for (const body of ["{", '{"a":1}', "\xff"]) {
      const forged = await received(github, "{}", { headers, body: Buffer.from(body, "latin1") });
      expect(forged).toEqual({ ok: false, code: "bad-signature", status: 401 });
    }
  });

  it("comes for a signed body that is no JSON object", async () => {
    expect(await received(github, "[1]")).toEqual({ ok: false, code: "malformed-body", status: 400 });
  });

  it("comes for a body above the limit, before and after parsing", async () => {
    const long = `{"a":"${"x".repeat(EVENT_BYTES_MAX)}"}`;
    expect(await received(github, long)).toMatchObject({ code: "too-large", status: 413 });
    // Nobody makes us hash megabytes: the length is looked at before the signature.
    expect(await received(github, long, { headers: {} })).toMatchObject({ code: "too-large", status: 413 });
    const growing = `{"a":[${Array(20_000).fill("1e20").join(",")}]}`;
    expect(growing.length).toBeLessThan(EVENT_BYTES_MAX);
    expect(await received(github, growing)).toMatchObject({ code: "too-large", status: 413 });
  });

  it("comes without a secret, so that the sender tries again once we have one", async () => {
    expect(await received(github, "{}", { secrets: [] })).toEqual({
      ok: false,
      code: "no-secret",
      status: 503,
    });
  });

  it("comes for another method; Grafana may use PUT", async () => {
    expect(await received(github, "{}", { method: "GET" })).toMatchObject({
      code: "unsupported-method",
      status: 405,
    });
    expect(await received(senderOf("grafana"), "{}", { method: "put" })).toMatchObject({ ok: true });
  });

  it("comes for a scheme that does not exist", async () => {
    expect(await receive("carrier-pigeon", signedInput(github, "{}"))).toMatchObject({
      code: "unknown-source",
    });
  });

  it("comes for a source named like one of Curfew's own, whose events would need no permission", async () => {
    for (const name of ["cli", "clock", "inbox", "link", "cloud-eye", "cts", "budgets"]) {
      expect(await received(standard, BODY, { name })).toMatchObject({ code: "unknown-source", status: 404 });
    }
  });

  it("of a proven event names the field and the rule, never the value", async () => {
    const body = '{"type":"action.request","data":{"verb":"stop","resource":7,"password":"hush"}}';
    const result = await received(standard, body);
    expect(result).toMatchObject({ code: "unsupported-event", status: 422 });
    expect("detail" in result && result.detail).toMatch(/^data\.resource: /);
    expect(JSON.stringify(result)).not.toContain("hush");
  });
});

it("a flood of codes is not needed: strangers see four statuses at most", () => {
  const anybody = [
    "missing-signature",
    "bad-signature",
    "stale",
    "unknown-source",
    "unsupported-method",
    "too-large",
  ];
  const statuses = anybody.map((code) => REFUSALS[code as keyof typeof REFUSALS]);
  expect(new Set(statuses)).toEqual(new Set([401, 404, 405, 413]));
});

it.each(SENDERS)("$label: what it signs is received", async (sender) => {
  expect(await received(sender, sampleBody(sender))).toMatchObject({
    ok: true,
    event: { type: CHATS.includes(sender.scheme) ? "chat.message" : "webhook.received" },
  });
});
