import { describe, expect, it } from "vitest";
import { isAutomationError } from "../../../lib/domain/errors.ts";
import { type SigningRequest, signRequest } from "../../../lib/signing/sign-request.ts";

const base: SigningRequest = {
  method: "POST",
  url: "https://modelarts.eu-de.example.com/v1/project/notebooks",
  headers: { "Content-Type": "application/json" },
  body: '{"name":"one"}',
  credentials: { accessKey: "EXAMPLEACCESSKEY0000", secretKey: "example-secret-key" },
  date: new Date("2025-01-15T08:30:00.900Z"),
};

function signedHeaders(headers: Record<string, string>): string | undefined {
  return /SignedHeaders=([^,]+)/.exec(headers["Authorization"] ?? "")?.[1];
}

function refusal(change: object): unknown {
  try {
    return signRequest({ ...base, ...change });
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    return error;
  }
}

describe("the headers to send", () => {
  it("are the given ones, the host, the date and the signature", () => {
    const sent = signRequest(base);
    expect(Object.keys(sent).sort()).toEqual(["Authorization", "Content-Type", "X-Sdk-Date", "host"]);
    expect(sent).toMatchObject({
      "Content-Type": "application/json",
      "X-Sdk-Date": "20250115T083000Z",
      host: "modelarts.eu-de.example.com",
    });
    expect(sent["Authorization"]).toMatch(
      /^SDK-HMAC-SHA256 Access=EXAMPLEACCESSKEY0000, SignedHeaders=content-type;host;x-sdk-date, Signature=[\da-f]{64}$/,
    );
  });

  it("need none to be given", () => {
    const { headers: _, body: __, ...bare } = base;
    expect(signedHeaders(signRequest(bare))).toBe("host;x-sdk-date");
  });

  it("carry a signed token for temporary credentials", () => {
    const credentials = { ...base.credentials, securityToken: "EXAMPLETOKEN==" };
    const sent = signRequest({ ...base, credentials });
    expect(sent["X-Security-Token"]).toBe("EXAMPLETOKEN==");
    expect(signedHeaders(sent)).toBe("content-type;host;x-sdk-date;x-security-token");
  });

  it("carry no token when the token is empty, as an unset variable makes it", () => {
    const credentials = { ...base.credentials, securityToken: "" };
    expect(signRequest({ ...base, credentials })).toEqual(signRequest(base));
  });

  it("are renewed, not doubled, when an earlier result is signed again", () => {
    const credentials = { ...base.credentials, securityToken: "EXAMPLETOKEN==" };
    const first = signRequest({ ...base, credentials });
    const later = { ...base, credentials, date: new Date("2025-01-15T09:00:00Z") };
    const lowerCased = Object.fromEntries(
      Object.entries(first).map(([name, value]) => [name.toLowerCase(), value]),
    );
    expect(signRequest({ ...later, headers: first })).toEqual(signRequest(later));
    expect(signRequest({ ...later, headers: lowerCased })).toEqual({
      ...signRequest({ ...later, headers: {} }),
      "content-type": "application/json",
      Authorization: signRequest(later)["Authorization"],
    });
  });

  it("leave the given object alone", () => {
    const headers = Object.freeze({ Host: "proxy.example.com", "X-Note": "1" });
    expect(signRequest({ ...base, headers })).toMatchObject({ host: "proxy.example.com", "X-Note": "1" });
    expect(signRequest({ ...base, headers })).not.toHaveProperty("Host");
  });
});

describe("the signature", () => {
  it("is the same for a text and for its UTF-8 bytes", () => {
    const body = '{"name":"Prüfstand 项目"}';
    expect(signRequest({ ...base, body })).toEqual(signRequest({ ...base, body: Buffer.from(body) }));
  });

  it("is the same for no body and an empty one", () => {
    const { body: _, ...bare } = base;
    expect(signRequest({ ...base, body: "" })).toEqual(signRequest(bare));
    expect(signRequest({ ...base, body: new Uint8Array() })).toEqual(signRequest(bare));
  });

  it("does not depend on the case of the method", () => {
    expect(signRequest({ ...base, method: "post" })).toEqual(signRequest(base));
  });

  it("covers the body unless the payload is declared unsigned", () => {
    const unsigned = { ...base.headers, "X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD" };
    expect(signRequest({ ...base, body: "a" })).not.toEqual(signRequest({ ...base, body: "b" }));
    expect(signRequest({ ...base, headers: unsigned, body: "a" })).toEqual(
      signRequest({ ...base, headers: unsigned, body: "b" }),
    );
  });

  it("stays right after more keys than are remembered", () => {
    const before = signRequest(base);
    for (let key = 0; key < 40; key += 1) {
      signRequest({ ...base, credentials: { accessKey: "EXAMPLE", secretKey: `example-${key}` } });
    }
    expect(signRequest(base)).toEqual(before);
  });
});

describe("what cannot be signed is refused with the name of the field", () => {
  it.each([
    ["url", "absolute", { url: "/v1/project" }],
    ["url", "absolute", { url: "ftp://modelarts.example.com/v1" }],
    ["url", "free of %2F", { url: "https://modelarts.example.com/v1/a%2fb" }],
    ["url", "percent-encoded", { url: "https://modelarts.example.com/v1/a%zz" }],
    ["url", "percent-encoded", { url: "https://modelarts.example.com/v1/%ff" }],
    ["url", "percent-encoded", { url: "https://modelarts.example.com/v1?a=%2" }],
    ["method", "an HTTP method", { method: "" }],
    ["method", "an HTTP method", { method: "GET /\r\n" }],
    ["method", "an HTTP method", { method: "/\r\nGET" }],
    ["body", "a Uint8Array or a string", { body: { name: "one" } }],
    ["body", "a Uint8Array or a string", { body: null }],
    ["date", "a valid Date", { date: new Date(Number.NaN) }],
    ["date", "a valid Date", { date: "20250115T083000Z" }],
    ["headers.x-note", "text", { headers: { "X-Note": "a\nb" } }],
    ["headers.x-note", "text", { headers: { "X-Note": "a\u0000" } }],
    ["headers.x-note", "text", { headers: { "X-Note": 5 } }],
    ["headers.x-sdk-content-sha256", "UNSIGNED-PAYLOAD", { headers: { "X-Sdk-Content-Sha256": "none" } }],
    ["credentials.accessKey", "a non-empty text without", { credentials: { accessKey: "", secretKey: "s" } }],
    ["credentials.accessKey", "a non-empty text without", { credentials: { secretKey: "s" } }],
    [
      "credentials.accessKey",
      "a non-empty text without",
      { credentials: { accessKey: "two words", secretKey: "s" } },
    ],
    ["credentials.accessKey", "spaces and commas", { credentials: { accessKey: "a,b", secretKey: "s" } }],
    ["credentials.secretKey", "a non-empty text", { credentials: { accessKey: "A", secretKey: "" } }],
    ["credentials.secretKey", "a non-empty text", { credentials: { accessKey: "A" } }],
    [
      "credentials.securityToken",
      "a text without line breaks",
      { credentials: { accessKey: "A", secretKey: "s", securityToken: "t\n" } },
    ],
    [
      "credentials.securityToken",
      "a text without line breaks",
      { credentials: { accessKey: "A", secretKey: "s", securityToken: "t\r" } },
    ],
  ])("%s must be %s: %o", (field, rule, change) => {
    expect(refusal(change)).toMatchObject({ code: "invalid-request", details: { field } });
    expect(refusal(change)).toHaveProperty("message", expect.stringContaining(`${field} must be `));
    expect(refusal(change)).toHaveProperty("details.rule", expect.stringContaining(rule));
  });

  it("without repeating a secret", () => {
    const secret = "example-secret-to-hide";
    const errors = [
      refusal({ url: `https://user:${secret}@example.com:bad/` }),
      refusal({ url: `https://user:${secret}@example.com/` }),
      refusal({ credentials: { accessKey: `${secret}\n`, secretKey: secret } }),
      refusal({ credentials: { accessKey: "A", secretKey: secret, securityToken: `${secret}\n` } }),
      refusal({ headers: { "X-Note": `${secret}\n` } }),
    ];
    for (const error of errors) {
      expect(error).toBeInstanceOf(Error);
      expect(`${error} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toContain(secret);
    }
  });
});
