import { beforeEach, describe, expect, it, vi } from "vitest";
import * as digest from "../../../lib/signing/sha256.ts";
import * as hmac from "../../../lib/signing/webhook-signature.ts";
import * as ed25519 from "../../../lib/sources/ed25519.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";
import { signatureRecords } from "../../../lib/sources/signature-records.ts";
import { verifySignature } from "../../../lib/sources/verify-signature.ts";
import { NOW, SENDERS, type Sender, senderOf, signedInput } from "./senders.ts";

vi.mock(import("../../../lib/signing/webhook-signature.ts"), { spy: true });
vi.mock(import("../../../lib/signing/sha256.ts"), { spy: true });
vi.mock(import("../../../lib/sources/ed25519.ts"), { spy: true });
beforeEach(() => {
  vi.clearAllMocks();
});

const BODY = '{"a":1}';
const standard = senderOf("standard-webhooks");

function verify(sender: Sender, changes: Partial<ReturnType<typeof signedInput>> = {}) {
  return verifySignature(signatureRecords("standard-webhooks"), { ...signedInput(sender, BODY), ...changes });
}

describe("verifying", () => {
  it("accepts a signature under any of the active secrets, so that one can be rotated", () => {
    const old = { kind: "hmac", value: "whsec_b2xkIHNlY3JldA==" } as const;
    expect(verify(standard, { secrets: [old, standard.receiving] }).ok).toBe(true);
    expect(verify(standard, { secrets: [standard.receiving, old] }).ok).toBe(true);
    expect(verify(standard, { secrets: [old] })).toEqual({ ok: false, code: "bad-signature" });
  });

  it("accepts when any signature of a list fits, wherever it stands", () => {
    const { headers } = signedInput(standard, BODY);
    const right = headers["webhook-signature"];
    for (const list of [`v1,AAAA ${right}`, `${right} v1,AAAA`, `v9,x v1a,AAAA ${right}`]) {
      expect(verify(standard, { headers: { ...headers, "webhook-signature": list } }).ok).toBe(true);
    }
  });

  it("returns the delivery id and the signed time", () => {
    expect(verify(standard)).toMatchObject({ ok: true, deliveryId: "delivery-1", sentAtMs: NOW.getTime() });
  });

  it("finds headers in any case", () => {
    const { headers } = signedInput(standard, BODY);
    const shouting = Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key.toUpperCase(), value]),
    );
    expect(verify(standard, { headers: shouting }).ok).toBe(true);
  });

  it("refuses a secret of zero length, even when the sender signed with one", () => {
    for (const sender of SENDERS) {
      const empty = { ...sender.receiving, value: "" };
      const input = { ...signedInput(sender, BODY), secrets: [empty] };
      expect(verifySignature([sender.record], input)).toEqual({ ok: false, code: "no-secret" });
    }
    const github = senderOf("github");
    const key = Buffer.alloc(0);
    const forged = hmac.computeHmac({ algorithm: "sha256", key, text: Buffer.from(BODY), encoding: "hex" });
    const input = {
      ...signedInput(github, BODY),
      headers: { "x-hub-signature-256": `sha256=${forged}` },
      secrets: [{ kind: "hmac", value: "" }, github.receiving] as const,
    };
    expect(verifySignature([github.record], input)).toEqual({ ok: false, code: "bad-signature" });
  });

  it("refuses a secret of another kind and a request without any", () => {
    expect(verify(standard, { secrets: [] })).toEqual({ ok: false, code: "no-secret" });
    expect(verify(standard, { secrets: [{ kind: "token", value: "x" }] })).toEqual({
      ok: false,
      code: "no-secret",
    });
  });

  it("refuses another spelling of the right signature", () => {
    const github = senderOf("github");
    const input = signedInput(github, BODY);
    const right = String(input.headers["x-hub-signature-256"]);
    for (const other of [right.toUpperCase(), right.slice("sha256=".length), `SHA256=${right.slice(7)}`]) {
      const headers = { "x-hub-signature-256": other };
      expect(verifySignature([github.record], { ...input, headers })).toEqual({
        ok: false,
        code: "bad-signature",
      });
    }
  });

  it("refuses an Ed25519 signature without its padding", () => {
    const sender = SENDERS.find((one) => one.record.algorithm === "ed25519") ?? standard;
    const { headers } = signedInput(sender, BODY);
    const bare = { ...headers, "webhook-signature": String(headers["webhook-signature"]).replace(/=+$/, "") };
    expect(verify(sender).ok).toBe(true);
    expect(verify(sender, { headers: bare })).toEqual({ ok: false, code: "bad-signature" });
  });

  it("a token is never taken for a signing secret of the same source, nor the other way round", () => {
    const records = signatureRecords("gitlab");
    const value = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    const input = { ...signedInput(standard, BODY), headers: { "x-gitlab-token": value } };
    expect(verifySignature(records, { ...input, secrets: [{ kind: "hmac", value }] })).toEqual({
      ok: false,
      code: "missing-signature",
    });
    expect(verifySignature(records, { ...input, secrets: [{ kind: "token", value }] }).ok).toBe(true);
  });
});

describe("senders without a published example, signed by another implementation", () => {
  it.each([
    [
      "grafana-timestamp",
      {
        "X-Grafana-Alerting-Signature": "87bb6bb411801bcf6816c503ecbeb3bf7f19252f02261af438125097614ef875",
        "X-Grafana-Alerting-Timestamp": "1736929800",
      },
    ],
    [
      "pagerduty",
      {
        "X-PagerDuty-Signature": "v1=7dbead8764cfb482945cc75f43be0246f503af91270d49889c6cc3cd2958e452,v1=00",
      },
    ],
  ] as const)("%s", (scheme, headers) => {
    const { record, receiving } = senderOf(scheme);
    const input = { headers, body: Buffer.from('{"a":1}'), secrets: [receiving], now: NOW };
    expect(verifySignature([record], input).ok).toBe(true);
    expect(verifySignature([record], { ...input, body: Buffer.from('{"a":2}') }).ok).toBe(false);
  });
});

describe("the replay window", () => {
  const dated = SENDERS.filter((sender) => sender.record.timestamp !== null);

  it.each(dated)("of $label is closed on both sides of the clock", (sender) => {
    const input = signedInput(sender, BODY);
    const past = (sender.record.timestamp?.pastSeconds ?? 0) * 1_000;
    const future = (sender.record.timestamp?.futureSeconds ?? 0) * 1_000;
    const at = (ms: number) =>
      verifySignature([sender.record], { ...input, now: new Date(NOW.getTime() + ms) });
    expect(at(past).ok).toBe(true);
    expect(at(-future).ok).toBe(true);
    expect(at(past + 1)).toEqual({ ok: false, code: "stale" });
    expect(at(-future - 1)).toEqual({ ok: false, code: "stale" });
  });

  it("is closed when the clock is broken", () => {
    expect(verify(standard, { now: new Date(Number.NaN) })).toEqual({ ok: false, code: "stale" });
  });

  it("is only spoken of to those who can sign", () => {
    const late = {
      now: new Date(NOW.getTime() + 3_600_000),
      secrets: [{ kind: "hmac", value: "whsec_AAAA" }] as const,
    };
    expect(verify(standard, late)).toEqual({ ok: false, code: "bad-signature" });
  });
});

describe("a stranger learns nothing from the time an answer takes", () => {
  const hashed = () =>
    [...vi.mocked(hmac.computeHmac).mock.calls.map(([input]) => input.text.length)].concat(
      vi.mocked(ed25519.verifyEd25519).mock.calls.map(([, text]) => text.length),
    );

  it.each(SENDERS)("$label: wrong, outdated and missing signatures cost the same hashing", (sender) => {
    const input = signedInput(sender, BODY);
    const { record } = sender;
    const costOf = (changes: object) => {
      vi.clearAllMocks();
      const result = verifySignature([record], { ...input, ...changes });
      return { ok: result.ok, cost: hashed() };
    };
    const right = String(input.headers[record.header]);
    const wrong = { ...input.headers, [record.header]: `${record.prefix}${"A".repeat(right.length)}` };
    const late = new Date(NOW.getTime() + 7_200_000);
    const accepted = costOf({});
    expect(accepted.ok).toBe(true);
    expect(accepted.cost.length).toBeGreaterThan(0);
    expect(costOf({ headers: wrong })).toMatchObject({ ok: false });
    // A token's own length is hashed, which is the guesser's doing; everything else is the same to the byte.
    if (record.algorithm === "token") return;
    expect(costOf({ headers: wrong }).cost).toEqual(accepted.cost);
    expect(costOf({ headers: { ...input.headers, [record.header]: undefined } })).toEqual({
      ok: false,
      cost: accepted.cost,
    });
    if (record.timestamp) expect(costOf({ now: late })).toEqual({ ok: false, cost: accepted.cost });
  });

  it("a delivery is only given a digest once it is accepted", () => {
    expect(verify(standard, { now: new Date(NOW.getTime() + 7_200_000) })).toEqual({
      ok: false,
      code: "stale",
    });
    expect(vi.mocked(digest.sha256)).not.toHaveBeenCalled();
    expect(verify(standard).ok).toBe(true);
    expect(vi.mocked(digest.sha256)).toHaveBeenCalledTimes(1);
  });

  it("every secret is tried, also after the first that fits", () => {
    const secrets = [standard.receiving, standard.receiving, standard.receiving];
    expect(verify(standard, { secrets }).ok).toBe(true);
    expect(vi.mocked(hmac.computeHmac).mock.calls).toHaveLength(4);
  });
});

it("a list signed with two secrets is accepted by who has either", () => {
  const other = { kind: "hmac", value: "whsec_b3RoZXI=" } as const;
  const signed = signForTest("standard-webhooks", {
    body: Buffer.from(BODY),
    secrets: [other, standard.sending],
    now: NOW,
    deliveryId: "d",
  });
  for (const secret of [other, standard.receiving]) {
    const input = { ...signed, secrets: [secret], now: NOW };
    expect(verifySignature(signatureRecords("standard-webhooks"), input).ok).toBe(true);
  }
});
