import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AwsRequest, awsCanonicalRequest, signAwsV4 } from "../../../lib/signing/aws-v4.ts";
import { FAKE_CREDENTIALS } from "../../fixtures/fake-credentials.ts";

/** The example keys of the vendor's own pages. */
const SUITE_KEYS = {
  accessKey: "AKIDEXAMPLE",
  secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const S3_KEYS = {
  accessKey: "AKIAIOSFODNN7EXAMPLE",
  secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};

const suite = (over: Partial<AwsRequest>): AwsRequest => ({
  method: "GET",
  url: "https://example.amazonaws.com/",
  region: "us-east-1",
  service: "service",
  credentials: SUITE_KEYS,
  date: new Date("2015-08-30T12:36:00Z"),
  ...over,
});
const s3 = (over: Partial<AwsRequest>): AwsRequest => ({
  method: "GET",
  url: "https://examplebucket.s3.amazonaws.com/",
  region: "us-east-1",
  service: "s3",
  credentials: S3_KEYS,
  date: new Date("2013-05-24T00:00:00Z"),
  ...over,
});
const FORM = "application/x-www-form-urlencoded";

/** Published by AWS: the Signature Version 4 test suite, the S3 API reference, and the IAM user guide. */
const published: readonly [string, AwsRequest, string][] = [
  ["get-vanilla", suite({}), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
  [
    "get-vanilla-query-order-key-case",
    suite({ url: "https://example.amazonaws.com/?Param2=value2&Param1=value1" }),
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
  [
    "post-vanilla",
    suite({ method: "POST" }),
    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  ],
  [
    "post-x-www-form-urlencoded",
    suite({ method: "POST", headers: { "Content-Type": FORM }, body: Buffer.from("Param1=value1") }),
    "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  ],
  [
    "list users of IAM",
    suite({
      url: "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
      service: "iam",
      headers: { "Content-Type": `${FORM}; charset=utf-8` },
    }),
    "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
  ],
  [
    "GET an object of S3",
    s3({ url: "https://examplebucket.s3.amazonaws.com/test.txt", headers: { Range: "bytes=0-9" } }),
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  ],
  [
    "PUT an object of S3",
    s3({
      method: "PUT",
      url: "https://examplebucket.s3.amazonaws.com/test$file.text",
      headers: { Date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
      body: Buffer.from("Welcome to Amazon S3."),
    }),
    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  ],
  [
    "GET a sub-resource of a bucket of S3",
    s3({ url: "https://examplebucket.s3.amazonaws.com/?lifecycle" }),
    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  ],
  [
    "list objects of S3",
    s3({ url: "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J" }),
    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  ],
];

describe("the examples that AWS publishes", () => {
  it.each(published)("%s is signed as published", (_, request, signature) => {
    expect(signAwsV4(request)["Authorization"]).toMatch(new RegExp(`Signature=${signature}$`));
  });

  it("get-vanilla has the whole header as published", () => {
    expect(signAwsV4(suite({}))).toEqual({
      host: "example.amazonaws.com",
      "x-amz-date": "20150830T123600Z",
      Authorization:
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    });
  });
});

/** The same rules once more, on other means: `URL` for the query, one pass, no code of the project. */
function derive(request: AwsRequest): string {
  const url = new URL(request.url);
  const hash = createHash("sha256")
    .update(request.body ?? "")
    .digest("hex");
  const stamp = request.date.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const encode = (text: string) =>
    [...Buffer.from(text)]
      .map((byte) => {
        const character = String.fromCharCode(byte);
        return /[A-Za-z0-9._~-]/.test(character)
          ? character
          : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
      })
      .join("");
  const headers = new Map(Object.entries(request.headers ?? {}).map(([k, v]) => [k.toLowerCase(), v]));
  headers.set("host", url.host).set("x-amz-date", stamp);
  if (request.credentials.securityToken) {
    headers.set("x-amz-security-token", request.credentials.securityToken);
  }
  if (request.service === "s3") headers.set("x-amz-content-sha256", hash);
  const names = [...headers.keys()].sort();
  const query = url.search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => pair.split("=").map((part) => encode(decodeURIComponent(part))))
    .map(([name = "", value = ""]) => [name, value] as const)
    .sort(
      ([a, x], [b, y]) =>
        Buffer.compare(Buffer.from(a), Buffer.from(b)) || Buffer.compare(Buffer.from(x), Buffer.from(y)),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const path = request.service === "s3" ? url.pathname : url.pathname.split("/").map(encode).join("/");
  const lines = names.map((name) => `${name}:${(headers.get(name) ?? "").trim().replace(/ +/g, " ")}\n`);
  const canonical = `${request.method}\n${path}\n${query}\n${lines.join("")}\n${names.join(";")}\n${hash}`;
  const scope = `${stamp.slice(0, 8)}/${request.region}/${request.service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${createHash("sha256").update(canonical).digest("hex")}`;
  let key: Buffer | string = `AWS4${request.credentials.secretKey}`;
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  const signature = createHmac("sha256", key).update(text).digest("hex");
  return `AWS4-HMAC-SHA256 Credential=${request.credentials.accessKey}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

const segment = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 8 })
  .filter((text) => !/^\.{1,2}$|[/\p{Cc}]/u.test(text))
  .map((text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
  );
const anyRequest = fc.record({
  method: fc.constantFrom("GET", "PUT", "POST", "DELETE"),
  url: fc
    .tuple(fc.array(segment, { maxLength: 3 }), fc.array(fc.tuple(segment, segment), { maxLength: 4 }))
    .map(
      ([path, query]) =>
        `https://h.example.com/${path.join("/")}?${query.map((pair) => pair.join("=")).join("&")}`,
    ),
  headers: fc.constantFrom({}, { "X-Amz-Meta": " a   b " }, { "Content-Type": "text/plain" }),
  body: fc.uint8Array({ maxLength: 20 }),
  region: fc.constantFrom("eu-central-1", "us-east-1"),
  service: fc.constantFrom("s3", "secretsmanager", "ssm", "sqs"),
  credentials: fc.constantFrom(FAKE_CREDENTIALS, { ...FAKE_CREDENTIALS, securityToken: "example-token==" }),
  date: fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }).map((seconds) => new Date(seconds * 1000)),
});

describe("any other request", () => {
  it("is signed as the rules say, written down a second time", () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        expect(signAwsV4(request)["Authorization"]).toBe(derive(request));
      }),
      { numRuns: 200 },
    );
  });

  it("sorts parameters by name before it looks at values", () => {
    const input = {
      method: "GET",
      path: "/",
      headers: {},
      payloadHash: "x",
      amzDate: "",
      region: "",
      service: "s",
    };
    const canonical = awsCanonicalRequest({ ...input, query: "a-b=1&a=2&a=1&%C3%A9=3&z" });
    expect(canonical.split("\n")[2]).toBe("%C3%A9=3&a=1&a=2&a-b=1&z=");
  });

  it.each([
    ["a=z&a=%C3%A9", "a=%C3%A9&a=z"],
    ["=ba&=ab", "=ab&=ba"],
    ["", ""],
  ])("sorts the values of one name as they are written: %j", (query, expected) => {
    const input = { method: "GET", path: "/", headers: {}, payloadHash: "x" };
    const canonical = awsCanonicalRequest({ ...input, amzDate: "", region: "", service: "s", query });
    expect(canonical.split("\n")[2]).toBe(expected);
  });

  it("encodes a path twice and without empty segments, but for S3", () => {
    const url = "https://h.example.com/a//b%20c/./d/../e";
    const lineOf = (service: string) =>
      awsCanonicalRequest({
        ...{ method: "GET", path: new URL(url).pathname, query: "", headers: {}, payloadHash: "" },
        ...{ amzDate: "", region: "", service },
      }).split("\n")[1];
    expect(lineOf("sqs")).toBe("/a/b%2520c/e");
    expect(lineOf("s3")).toBe("/a//b%20c/e");
  });

  it("carries token, date and digest as headers", () => {
    const credentials = { ...FAKE_CREDENTIALS, securityToken: "example-token" };
    const signed = signAwsV4(s3({ credentials, headers: { "If-None-Match": "*" } }));
    expect(signed).toMatchObject({
      host: "examplebucket.s3.amazonaws.com",
      "if-none-match": "*",
      "x-amz-security-token": "example-token",
      "x-amz-content-sha256": createHash("sha256").digest("hex"),
      Authorization: expect.stringContaining(
        "SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date;x-amz-security-token, ",
      ),
    });
    expect(signAwsV4(suite({}))).not.toHaveProperty("x-amz-content-sha256");
  });

  it.each([
    ["given once, in one spelling", { a: "1", A: "2" }],
    ["text without line breaks", { a: "1\r\nb: 2" }],
  ])("is refused for a header that is not %s, by its name", (rule, headers) => {
    expect(() => signAwsV4(suite({ headers }))).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: `Cannot sign: headers.a must be ${rule}.`,
      }),
    );
  });

  it.each([
    ["a relative address", { url: "/path" }],
    ["a date that is none", { date: new Date(Number.NaN) }],
  ])("is refused for %s", (_, over) => {
    expect(() => signAwsV4(suite(over))).toThrow(expect.objectContaining({ code: "invalid-request" }));
  });
});
