import { describe, expect, it } from "vitest";
import { sha256 } from "../../../lib/signing/sha256.ts";
import { signRequest } from "../../../lib/signing/sign-request.ts";
import { type ReceivedRequest, verifySignature } from "../../../lib/signing/verify-signature.ts";

const credentials = { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key" };
const signedAt = new Date("2025-01-15T08:30:00Z");
const body = Buffer.from('{"name":"one"}');
const target = "/v1/project/notebooks?offset=0&limit=2";

function received(headers: Record<string, string> = {}): ReceivedRequest {
  const url = `https://modelarts.eu-de.example.com${target}`;
  const signed = signRequest({ method: "POST", url, headers, body, credentials, date: signedAt });
  const lowerCased = Object.entries(signed).map(([name, value]) => [name.toLowerCase(), value]);
  return { method: "POST", target, headers: Object.fromEntries(lowerCased), body };
}

function withHeaders(headers: Record<string, string | undefined>, request = received()): ReceivedRequest {
  return { ...request, headers: { ...request.headers, ...headers } };
}

function verify(request: ReceivedRequest, options: { afterMs?: number; skewMs?: number } = {}) {
  const { afterMs = 0, ...rest } = options;
  return verifySignature(request, {
    lookupSecret: (accessKey) => (accessKey === credentials.accessKey ? credentials.secretKey : undefined),
    now: new Date(signedAt.getTime() + afterMs),
    ...rest,
  });
}

const ok = { ok: true, accessKey: credentials.accessKey };

describe("accepted", () => {
  it("is what was signed, and the access key is told", () => {
    expect(verify(received())).toEqual(ok);
  });

  it("is a request with headers that were added unsigned on the way", () => {
    expect(
      verify(withHeaders({ "x-forwarded-for": "192.0.2.1", "x-security-token": "EXAMPLETOKEN" })),
    ).toEqual(ok);
  });

  it("is a request whose header values gained blanks on the way", () => {
    expect(verify(withHeaders({ "x-note": " \t1 \t " }, received({ "x-note": "1" })))).toEqual(ok);
  });

  it("is an unsigned payload that says so", () => {
    const unsigned = received({ "x-sdk-content-sha256": "UNSIGNED-PAYLOAD" });
    expect(verify({ ...unsigned, body: Buffer.from("anything") })).toEqual(ok);
  });

  it("is a payload whose hash was given", () => {
    const hash = sha256(body, "hex").toUpperCase();
    expect(verify(received({ "x-sdk-content-sha256": hash }))).toEqual(ok);
  });
});

describe("missing", () => {
  it("is a signature that is not there", () => {
    expect(verify(withHeaders({ authorization: undefined }))).toEqual({ ok: false, reason: "missing" });
    expect(verify({ ...received(), headers: {} })).toEqual({ ok: false, reason: "missing" });
  });
});

describe("malformed", () => {
  const authorization = received().headers["authorization"] ?? "";

  it.each([
    ["another algorithm", authorization.replace("SDK-HMAC-SHA256", "SDK-HMAC-SM3")],
    ["a credential scope", authorization.replace("Access=", "Credential=")],
    ["a bearer token", "Bearer example"],
    ["an empty header", ""],
    ["a short signature", authorization.slice(0, -1)],
    ["a signature in upper case", authorization.replace(/[\da-f]{64}$/, "AB".repeat(32))],
    ["text after the signature", `${authorization}\n`],
    ["text before the algorithm", `x${authorization}`],
    ["no signed headers", authorization.replace(/SignedHeaders=[^,]+/, "SignedHeaders=")],
    ["an empty name among them", authorization.replace("host;", "host;;")],
    ["an upper-case name among them", authorization.replace("host;", "Host;")],
    ["an unsigned date", authorization.replace("host;x-sdk-date", "host")],
  ])("is %s", (_, value) => {
    expect(verify(withHeaders({ authorization: value }))).toEqual({ ok: false, reason: "malformed" });
  });

  it.each([undefined, "", "2025-01-15T08:30:00Z", "20250230T083000Z"])("is the date %j", (date) => {
    expect(verify(withHeaders({ "x-sdk-date": date }))).toEqual({ ok: false, reason: "malformed" });
  });

  it.each(["v1", "", `x${target}`, "/v1/a%2Fb", "/v1/%zz", "/v1?a=%ff"])("is the target %j", (malformed) => {
    expect(verify({ ...received(), target: malformed })).toEqual({ ok: false, reason: "malformed" });
  });
});

it("takes a request that breaks its own type for a fault of the caller, not of the sender", () => {
  expect(() => verify({ ...received(), method: undefined as never })).toThrow(TypeError);
});

describe("unknown-key", () => {
  it("is an access key without a secret", () => {
    const authorization = received().headers["authorization"]?.replace(
      "EXAMPLEACCESSKEY0000",
      "EXAMPLEACCESSKEY0001",
    );
    expect(verify(withHeaders({ authorization }))).toEqual({ ok: false, reason: "unknown-key" });
  });
});

describe("expired", () => {
  const quarter = 15 * 60_000;
  const expired = { ok: false, reason: "expired" };

  it("is a signature more than 15 minutes old or ahead", () => {
    expect(verify(received(), { afterMs: quarter })).toEqual(ok);
    expect(verify(received(), { afterMs: quarter + 1 })).toEqual(expired);
    expect(verify(received(), { afterMs: -quarter })).toEqual(ok);
    expect(verify(received(), { afterMs: -quarter - 1 })).toEqual(expired);
  });

  it("follows the skew given", () => {
    expect(verify(received(), { afterMs: 1_000, skewMs: 1_000 })).toEqual(ok);
    expect(verify(received(), { afterMs: 1_001, skewMs: 1_000 })).toEqual(expired);
  });

  it("is everything when the clock is broken", () => {
    expect(verify(received(), { afterMs: Number.NaN })).toEqual(expired);
    expect(verify(received(), { skewMs: Number.NaN })).toEqual(expired);
  });
});

describe("mismatch", () => {
  it.each([
    ["method", { method: "PUT" }],
    ["path", { target: "/v1/project/notebook?offset=0&limit=2" }],
    ["query", { target: "/v1/project/notebooks?offset=1&limit=2" }],
    ["body", { body: Buffer.from('{"name":"two"}') }],
  ])("is another %s", (_, change) => {
    expect(verify({ ...received(), ...change })).toMatchObject({ ok: false, reason: "mismatch" });
  });

  it("is a signed header that changed or got lost", () => {
    const request = received({ "x-note": "1" });
    expect(verify(withHeaders({ "x-note": "2" }, request))).toMatchObject({ reason: "mismatch" });
    expect(verify(withHeaders({ "x-note": undefined }, request))).toMatchObject({
      reason: "mismatch",
      canonicalRequest: expect.stringContaining("\nx-note:\n"),
    });
  });

  it("is a given payload hash that is not the body's", () => {
    const request = received({ "x-sdk-content-sha256": sha256("another", "hex") });
    expect(verify(request)).toMatchObject({ reason: "mismatch" });
  });

  it("is an unsigned-payload header that was added after signing", () => {
    const request = withHeaders({ "x-sdk-content-sha256": "UNSIGNED-PAYLOAD" });
    expect(verify(request)).toEqual(ok);
    expect(verify({ ...request, body: Buffer.from("changed") })).toMatchObject({ reason: "mismatch" });
  });

  it("shows the canonical request as it was rebuilt", () => {
    expect(verify({ ...received(), body: Buffer.alloc(0) })).toMatchObject({
      canonicalRequest: [
        "POST",
        "/v1/project/notebooks/",
        "limit=2&offset=0",
        "host:modelarts.eu-de.example.com",
        "x-sdk-date:20250115T083000Z",
        "",
        "host;x-sdk-date",
        sha256("", "hex"),
      ].join("\n"),
    });
  });

  it("is a signed header named like something every object inherits", () => {
    const authorization = received().headers["authorization"]?.replace("host;", "constructor;host;");
    expect(verify(withHeaders({ authorization }))).toMatchObject({ reason: "mismatch" });
  });
});
