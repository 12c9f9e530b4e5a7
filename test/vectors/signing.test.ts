import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { parseSdkDate } from "../../lib/signing/sdk-date.ts";
import { type SigningRequest, signRequest } from "../../lib/signing/sign-request.ts";
import { type ReceivedRequest, verifySignature } from "../../lib/signing/verify-signature.ts";
import { canonicalUrl } from "../../lib/signing/wire-url.ts";

const QueryValue = z.union([z.string(), z.boolean(), z.null(), z.array(z.string())]);
const Input = z.object({
  method: z.string(),
  scheme: z.string(),
  host: z.string(),
  path: z.string(),
  query: z.record(z.string(), QueryValue),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
  date: z.string(),
  ak: z.string(),
  sk: z.string(),
  wireUrl: z.string().optional(),
});
type Input = z.infer<typeof Input>;
const Foreign = z.object({
  vectors: z.array(
    z.object({
      id: z.string(),
      input: Input.partial().extend({ url: z.string().optional(), headers: z.unknown() }),
      expected: z.object({ authorization: z.string() }),
    }),
  ),
});
const Vectors = z.object({
  documentedVector: z.object({
    input: Input,
    expected: z.object({ signature: z.string(), authorization: z.string() }),
  }),
  vectors: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      input: Input,
      expected: z.object({ canonicalRequest: z.string(), authorization: z.string() }),
      goAuthorization: z.string().optional(),
    }),
  ),
  deviations: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      input: Input,
      outputs: z.object({ node: z.string(), python: z.string(), go: z.string() }),
      follow: z.enum(["node", "python", "none", "all-equal"]),
    }),
  ),
  v11Vectors: Foreign,
  sm3Vectors: Foreign,
  otcScopedVectors: Foreign,
});

const file = Vectors.parse(
  JSON.parse(readFileSync(new URL("./signing-vectors.json", import.meta.url), "utf8")),
);

/** The URL as a careless caller writes it: nothing encoded in the path, null dropped from the query. */
function urlOf({ scheme, host, path, query, wireUrl }: Input): string {
  if (wireUrl !== undefined) return wireUrl;
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== null)
    .flatMap(([name, value]) => [value].flat().map((one) => `${name}=${String(one)}`));
  return `${scheme}://${host}${path}${pairs.length === 0 ? "" : `?${pairs.join("&")}`}`;
}

function requestOf(input: Input): SigningRequest {
  return {
    method: input.method,
    url: urlOf(input),
    headers: input.headers,
    body: input.body,
    credentials: { accessKey: input.ak, secretKey: input.sk },
    date: new Date(parseSdkDate(input.date) ?? Number.NaN),
  };
}

function authorizationOf(request: SigningRequest): string | undefined {
  return signRequest(request)["Authorization"];
}

/** What arrives at a server when the headers given are sent along with the signature given. */
function receivedOf(input: Input, authorization: string): ReceivedRequest {
  const url = canonicalUrl(urlOf(input));
  const sent = { host: input.host, ...input.headers, "x-sdk-date": input.date, authorization };
  return {
    method: input.method,
    target: url.slice(url.indexOf("/", "https://".length)),
    headers: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(input.body),
  };
}

function verifyAs(input: Input, authorization: string, secretKey = input.sk) {
  return verifySignature(receivedOf(input, authorization), {
    lookupSecret: (accessKey) => (accessKey === input.ak ? secretKey : undefined),
    now: new Date(parseSdkDate(input.date) ?? Number.NaN),
  });
}

describe("the example published in the signing guide", () => {
  const { input, expected } = file.documentedVector;

  it("is signed as published", () => {
    expect(authorizationOf(requestOf(input))).toBe(expected.authorization);
    expect(expected.authorization).toContain(`Signature=${expected.signature}`);
  });
});

describe("vectors on which the official signers agree", () => {
  it("are all there", () => {
    expect(file.vectors).toHaveLength(42);
    expect(file.deviations).toHaveLength(17);
  });

  it.each(file.vectors)("$id: $title", ({ input, expected }) => {
    expect(authorizationOf(requestOf(input))).toBe(expected.authorization);
  });

  it.each(file.vectors)("$id is sent as it is signed", ({ input, expected }) => {
    const request = requestOf(input);
    expect(canonicalUrl(request.url)).toBe(input.wireUrl);
    expect(verifyAs(input, expected.authorization)).toEqual({ ok: true, accessKey: input.ak });
  });

  it.each(file.vectors)("$id has the canonical request the signers made", ({ input, expected }) => {
    expect(verifyAs(input, expected.authorization, "another-secret")).toEqual({
      ok: false,
      reason: "mismatch",
      canonicalRequest: expected.canonicalRequest,
    });
  });

  it.each(
    file.vectors.flatMap(({ id, input, goAuthorization }) =>
      goAuthorization === undefined ? [] : [{ id, input, goAuthorization }],
    ),
  )(
    "$id is accepted from the Go SDK, which leaves the content type unsigned",
    ({ input, goAuthorization }) => {
      expect(verifyAs(input, goAuthorization)).toEqual({ ok: true, accessKey: input.ak });
    },
  );

  it.each(file.vectors.filter(({ input }) => input.headers["X-Security-Token"] !== undefined))(
    "$id comes out the same with the token among the credentials",
    ({ input, expected }) => {
      const { "X-Security-Token": securityToken = "", ...headers } = input.headers;
      const request = requestOf(input);
      const credentials = { ...request.credentials, securityToken };
      expect(signRequest({ ...request, headers, credentials })).toMatchObject({
        Authorization: expected.authorization,
        "X-Security-Token": securityToken,
      });
    },
  );
});

describe("inputs on which the official signers differ", () => {
  const followed = file.deviations.flatMap(({ id, title, input, outputs, follow }) =>
    follow === "node" || follow === "python" ? [{ id, title, input, follow, expected: outputs[follow] }] : [],
  );

  it.each(followed)("$id ($title) is signed as by the $follow SDK", ({ input, expected }) => {
    expect(authorizationOf(requestOf(input))).toBe(expected);
  });

  function deviation(id: string) {
    const found = file.deviations.find((one) => one.id === id);
    if (found === undefined) throw new Error(`no deviation ${id}`);
    return found;
  }

  it("leaves none without a test", () => {
    const others = file.deviations.map(({ id }) => id).filter((id) => !followed.some((one) => one.id === id));
    expect(others).toEqual([
      "dev-path-pre-encoded-slash",
      "dev-path-dot-segments",
      "dev-query-null",
      "dev-query-bool",
      "dev-default-port",
    ]);
  });

  it("refuses an encoded slash in a path, which every signer reads differently", () => {
    const { input } = deviation("dev-path-pre-encoded-slash");
    expect(() => signRequest(requestOf(input))).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        details: expect.objectContaining({ field: "url" }),
      }),
    );
  });

  it("resolves dot segments before signing, as the guide asks and no SDK does", () => {
    const { input, outputs } = deviation("dev-path-dot-segments");
    const resolved = authorizationOf(requestOf({ ...input, path: "/v1/b" }));
    expect(authorizationOf(requestOf(input))).toBe(resolved);
    expect(authorizationOf(requestOf(input))).not.toBe(outputs.node);
    expect(canonicalUrl(urlOf(input))).toBe("https://ecs.eu-de.example.com/v1/b");
  });

  it("signs a dropped parameter as Go does", () => {
    const { input, outputs } = deviation("dev-query-null");
    expect(authorizationOf(requestOf(input))).toBe(outputs.go);
  });

  it("signs a boolean as the word it is sent as", () => {
    const { input, outputs } = deviation("dev-query-bool");
    expect(authorizationOf(requestOf(input))).toBe(outputs.node);
  });

  it("drops a default port, as HTTP clients do when they write the Host header", () => {
    const { input, outputs } = deviation("dev-default-port");
    const without = { ...input, host: "ecs.eu-de.example.com" };
    expect(authorizationOf(requestOf(input))).toBe(authorizationOf(requestOf(without)));
    expect(authorizationOf(requestOf(input))).not.toBe(outputs.node);
    expect(signRequest(requestOf(input))["host"]).toBe("ecs.eu-de.example.com");
  });
});

describe("signatures of algorithms that are not spoken here", () => {
  const { v11Vectors, sm3Vectors, otcScopedVectors } = file;
  const foreign = [v11Vectors, sm3Vectors, otcScopedVectors].flatMap(({ vectors }) => vectors);

  it("are all looked at", () => {
    expect(foreign).toHaveLength(12);
  });

  it.each(foreign)("$id is refused as malformed, whatever its key", ({ input, expected }) => {
    const received = {
      method: input.method ?? "GET",
      target: "/",
      headers: { "x-sdk-date": input.date, authorization: expected.authorization },
      body: new Uint8Array(),
    };
    const now = new Date(parseSdkDate(input.date ?? "") ?? Number.NaN);
    expect(verifySignature(received, { lookupSecret: () => input.sk, now })).toEqual({
      ok: false,
      reason: "malformed",
    });
  });

  it.each(foreign)("$id is never produced", ({ input, expected }) => {
    const { wireUrl, url = wireUrl ?? "", ak = "", sk = "" } = input;
    const authorization = authorizationOf({
      method: input.method ?? "GET",
      url,
      credentials: { accessKey: ak, secretKey: sk },
      date: new Date(parseSdkDate(input.date ?? "") ?? Number.NaN),
    });
    expect(authorization).toMatch(/^SDK-HMAC-SHA256 Access=/);
    expect(authorization).not.toBe(expected.authorization);
  });
});
