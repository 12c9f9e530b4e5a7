import { createPrivateKey, createPublicKey } from "node:crypto";
import { Webhooks } from "@octokit/webhooks";
import { isValidSlackRequest } from "@slack/bolt";
import { verifyKey } from "discord-interactions";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { receive } from "../../lib/sources/receive.ts";
import type { SourceSecret } from "../../lib/sources/secret-kinds.ts";
import { signForTest } from "../../lib/sources/sign-event.ts";

const WHSEC = "whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0LCBpdCBvcGVucyBub3RoaW5n";
const TEXT = "test-only-secret-that-opens-nothing";
const RUNS = { numRuns: 60 };

/** Bodies as they come: any JSON object, with whatever characters are in it. */
const anyBody = fc
  .dictionary(fc.string({ unit: "grapheme", maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 })
  .map((data) => JSON.stringify({ type: "note", data: { ...data, n: 1 } }));

interface Sent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const hmac = (value: string): readonly SourceSecret[] => [{ kind: "hmac", value }];

/** What our side says of a delivery: let in, or the code of its refusal. */
async function ours(
  scheme: string,
  { body, headers }: Sent,
  secrets: readonly SourceSecret[],
  now = new Date(),
) {
  const input = { method: "POST", query: {}, body: Buffer.from(body), headers, secrets, now };
  const received = await receive(scheme, input);
  return received.ok ? "in" : received.code;
}

function signed(scheme: string, body: string, secrets: readonly SourceSecret[], now = new Date()) {
  const { headers } = signForTest(scheme, { body: Buffer.from(body), secrets, now, deliveryId: "msg_1" });
  return { body, headers };
}

/** A delivery with one character of one header, or of the body, replaced. */
function damaged({ body, headers }: Sent, name: string | null, at: number): Sent {
  const other = (text: string) => {
    const place = at % text.length;
    return `${text.slice(0, place)}${text[place] === "0" ? "1" : "0"}${text.slice(place + 1)}`;
  };
  return name === null
    ? { body: other(body), headers }
    : { body, headers: { ...headers, [name]: other(headers[name] ?? "0") } };
}

describe("standardwebhooks, the reference library", () => {
  const theirs = ({ body, headers }: Sent, secret = WHSEC) => {
    try {
      new Webhook(secret).verify(body, { ...headers });
      return true;
    } catch {
      return false;
    }
  };

  it("signs what we let in, and lets in what we sign", async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const now = new Date();
        const headers = {
          ...{ "webhook-id": "msg_1", "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)) },
          "webhook-signature": new Webhook(WHSEC).sign("msg_1", now, body),
        };
        expect(await ours("standard-webhooks", { body, headers }, hmac(WHSEC))).toBe("in");
        expect(theirs(signed("standard-webhooks", body, hmac(WHSEC)))).toBe(true);
      }),
      RUNS,
    );
  });

  it("refuses with us what was damaged, is late, or has another secret", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyBody,
        fc.nat(),
        fc.constantFrom(null, "webhook-id", "webhook-timestamp"),
        async (body, at, name) => {
          const delivery = damaged(signed("standard-webhooks", body, hmac(WHSEC)), name, at);
          expect(theirs(delivery)).toBe(false);
          expect(await ours("standard-webhooks", delivery, hmac(WHSEC))).not.toBe("in");
        },
      ),
      RUNS,
    );
    for (const seconds of [-400, -200, 200, 400]) {
      const delivery = signed(
        "standard-webhooks",
        '{"n":1}',
        hmac(WHSEC),
        new Date(Date.now() + seconds * 1_000),
      );
      const isIn = Math.abs(seconds) < 300;
      expect(theirs(delivery)).toBe(isIn);
      expect((await ours("standard-webhooks", delivery, hmac(WHSEC))) === "in").toBe(isIn);
    }
    const other = "whsec_YW5vdGhlciBzZWNyZXQgdGhhdCBvcGVucyBub3RoaW5n";
    const delivery = signed("standard-webhooks", '{"n":1}', hmac(WHSEC));
    expect([theirs(delivery, other), await ours("standard-webhooks", delivery, hmac(other))]).toEqual([
      false,
      "bad-signature",
    ]);
  });
});

describe("@octokit/webhooks, GitHub's own library", () => {
  const github = new Webhooks({ secret: TEXT });
  const HEADER = "x-hub-signature-256";

  it("signs what we let in, and verifies what we sign", async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, async (body) => {
        const headers = { [HEADER]: await github.sign(body), "x-github-delivery": "d-1" };
        expect(await ours("github", { body, headers }, hmac(TEXT))).toBe("in");
        const { headers: own } = signed("github", body, hmac(TEXT));
        expect(await github.verify(body, own[HEADER] ?? "")).toBe(true);
      }),
      RUNS,
    );
  });

  it("refuses with us what was damaged or has another secret", async () => {
    await fc.assert(
      fc.asyncProperty(anyBody, fc.nat(), fc.constantFrom(null, HEADER), async (body, at, name) => {
        const delivery = damaged(signed("github", body, hmac(TEXT)), name, at);
        const theirs = await github.verify(delivery.body, delivery.headers[HEADER] ?? "").catch(() => false);
        expect(theirs).toBe(false);
        expect(await ours("github", delivery, hmac(TEXT))).not.toBe("in");
      }),
      RUNS,
    );
    const delivery = signed("github", "{}", hmac("another-secret-that-opens-nothing"));
    expect(await github.verify("{}", delivery.headers[HEADER] ?? "")).toBe(false);
    expect(await ours("github", delivery, hmac(TEXT))).toBe("bad-signature");
  });
});

describe("@slack/bolt's receiver", () => {
  const form = (text: string) =>
    new URLSearchParams({
      command: "/curfew",
      text,
      user_id: "U1",
      team_id: "T1",
      trigger_id: "1",
    }).toString();
  const theirs = ({ body, headers }: Sent, nowMs: number) =>
    isValidSlackRequest({
      signingSecret: TEXT,
      body,
      headers: {
        "x-slack-signature": headers["x-slack-signature"] ?? "",
        "x-slack-request-timestamp": Number(headers["x-slack-request-timestamp"]),
      },
      nowMilliseconds: nowMs,
    });

  it("agrees on what is valid and what was damaged", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 40 }),
        fc.nat(),
        fc.constantFrom("whole", null, "x-slack-signature", "x-slack-request-timestamp"),
        async (text, at, what) => {
          const now = new Date();
          const whole = signed("slack", form(text), hmac(TEXT), now);
          const delivery = what === "whole" ? whole : damaged(whole, what, at);
          const isIn = (await ours("slack", delivery, hmac(TEXT), now)) === "in";
          expect(isIn).toBe(what === "whole");
          expect(theirs(delivery, now.getTime())).toBe(isIn);
        },
      ),
      RUNS,
    );
  });

  it.each([
    [-301, false],
    [-299, true],
    [0, true],
    [299, true],
  ])("agrees on a delivery that is %s seconds from now", async (seconds, isIn) => {
    const now = new Date(Date.UTC(2026, 4, 12, 9));
    const delivery = signed("slack", form("status"), hmac(TEXT), new Date(now.getTime() + seconds * 1_000));
    expect(theirs(delivery, now.getTime())).toBe(isIn);
    expect((await ours("slack", delivery, hmac(TEXT), now)) === "in").toBe(isIn);
  });

  it("lets in what comes from the future, which we do not", async () => {
    const now = new Date(Date.UTC(2026, 4, 12, 9));
    const delivery = signed("slack", form("status"), hmac(TEXT), new Date(now.getTime() + 400_000));
    expect(theirs(delivery, now.getTime())).toBe(true);
    expect(await ours("slack", delivery, hmac(TEXT), now)).toBe("stale");
  });
});

describe("discord-interactions", () => {
  const SEED = Buffer.alloc(32, 7);
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), SEED]);
  const key = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  const publicHex = Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url").toString("hex");
  const sending: readonly SourceSecret[] = [{ kind: "private-key", value: SEED.toString("hex") }];
  const receiving: readonly SourceSecret[] = [{ kind: "public-key", value: publicHex }];
  const interaction = (word: string) =>
    JSON.stringify({
      type: 2,
      id: "1",
      member: { user: { id: "5" } },
      data: { name: word, type: 1, options: [] },
    });
  const theirs = ({ body, headers }: Sent) =>
    verifyKey(body, headers["x-signature-ed25519"] ?? "", headers["x-signature-timestamp"] ?? "", publicHex);

  it("agrees on what is valid and what was damaged", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.constantFrom("whole", null, "x-signature-ed25519", "x-signature-timestamp"),
        async (word, at, what) => {
          const whole = signed("discord", interaction(word), sending);
          const delivery = what === "whole" ? whole : damaged(whole, what, at);
          const isIn = (await ours("discord", delivery, receiving)) === "in";
          expect(isIn).toBe(what === "whole");
          expect(await theirs(delivery)).toBe(isIn);
        },
      ),
      RUNS,
    );
  });

  it("looks at no clock, while we do", async () => {
    const delivery = signed("discord", interaction("status"), sending, new Date(Date.now() - 400_000));
    expect(await theirs(delivery)).toBe(true);
    expect(await ours("discord", delivery, receiving)).toBe("stale");
  });
});
