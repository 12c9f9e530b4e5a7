import { describe, expect, it } from "vitest";
import { obsSignature, obsStringToSign, signObsRequest } from "../../../lib/signing/obs-signature.ts";
import { FAKE_CREDENTIALS } from "../../fixtures/fake-credentials.ts";

const DATE = new Date("2026-09-01T08:30:00Z");
/** As the page on header authentication and the vendor's client list them. */
const SUB_RESOURCES = [
  ...["acl", "append", "delete", "lifecycle", "location", "object-lock", "partNumber", "position"],
  ...["response-cache-control", "response-content-disposition", "response-content-encoding"],
  ...["response-content-language", "response-content-type", "response-expires", "retention", "tagging"],
  ...["uploadId", "uploads", "versionId", "versioning", "versions", "x-obs-security-token"],
];
const input = { method: "GET", resource: "/bucket/key", headers: {} };

describe("the text that is signed for OBS", () => {
  it("leaves a line empty for whatever is not there", () => {
    expect(obsStringToSign(input)).toBe("GET\n\n\n\n/bucket/key");
  });

  it("takes header names in any case and cuts the blanks around values", () => {
    const headers = { "CONTENT-md5": " abc= ", "X-Obs-Meta-B": "2", "x-obs-meta-a": " 1 ", "X-Other": "no" };
    expect(obsStringToSign({ ...input, method: "put", headers })).toBe(
      "PUT\nabc=\n\n\nx-obs-meta-a:1\nx-obs-meta-b:2\n/bucket/key",
    );
  });

  it("leaves out a header that is not given", () => {
    expect(obsStringToSign({ ...input, headers: { date: undefined, "x-obs-acl": undefined } })).toBe(
      "GET\n\n\n\n/bucket/key",
    );
  });

  it("names signed sub-resources in order, decoded, and no other parameter", () => {
    const query = "position=8&prefix=a%ZZ&append&versionId=a%2Bb&marker=z";
    expect(obsStringToSign({ ...input, query })).toBe(
      "GET\n\n\n\n/bucket/key?append&position=8&versionId=a+b",
    );
  });

  it("has lines of their own for type and date", () => {
    const headers = { "Content-Type": "text/plain", Date: "Tue, 01 Sep 2026 08:30:00 GMT" };
    expect(obsStringToSign({ ...input, headers })).toBe(
      "GET\n\ntext/plain\nTue, 01 Sep 2026 08:30:00 GMT\n/bucket/key",
    );
  });

  it.each(["obs", "aws"] as const)("leaves the date line empty for a date of its own: %s", (dialect) => {
    const own = dialect === "obs" ? "x-obs-date" : "x-amz-date";
    const headers = { Date: "Tue, 01 Sep 2026 08:30:00 GMT", [own]: "today" };
    expect(obsStringToSign({ ...input, headers, dialect })).toBe(`GET\n\n\n\n${own}:today\n/bucket/key`);
  });

  it.each(SUB_RESOURCES)("counts %s among the sub-resources", (name) => {
    expect(obsStringToSign({ ...input, query: `${name}=1` })).toBe(`GET\n\n\n\n/bucket/key?${name}=1`);
  });

  it("keeps the order of a sub-resource that is given twice", () => {
    expect(obsStringToSign({ ...input, query: "append=2&append=1" })).toMatch(/\?append=2&append=1$/);
  });

  it("does not sign headers of the other dialect", () => {
    const headers = { "x-amz-acl": "private", "x-obs-acl": "public-read" };
    expect(obsStringToSign({ ...input, headers, dialect: "aws" })).toContain("\nx-amz-acl:private\n/");
    expect(obsStringToSign({ ...input, headers, dialect: "aws" })).not.toContain("x-obs-acl");
  });
});

describe("a signed request to OBS", () => {
  it("differs with every part that is signed", () => {
    const parts = [
      {},
      { method: "HEAD" },
      { resource: "/bucket/other" },
      { query: "append" },
      { headers: { "Content-MD5": "x" } },
      { headers: { "x-obs-acl": "private" } },
      { date: new Date(DATE.getTime() + 1000) },
      { credentials: { ...FAKE_CREDENTIALS, secretKey: "another-example-key" } },
      { credentials: { ...FAKE_CREDENTIALS, securityToken: "example-token" } },
    ];
    const signatures = parts.map(
      (part) =>
        signObsRequest({ ...input, credentials: FAKE_CREDENTIALS, date: DATE, ...part })["Authorization"],
    );
    expect(new Set(signatures).size).toBe(parts.length);
  });

  it("carries date and token as headers", () => {
    const credentials = { ...FAKE_CREDENTIALS, securityToken: "example-token" };
    expect(signObsRequest({ ...input, credentials, date: DATE })).toMatchObject({
      Date: "Tue, 01 Sep 2026 08:30:00 GMT",
      "x-obs-security-token": "example-token",
      Authorization: expect.stringMatching(/^OBS EXAMPLE-ACCESS-KEY:[\w+/]{27}=$/),
    });
    expect(signObsRequest({ ...input, credentials, date: DATE, dialect: "aws" })).toMatchObject({
      "x-amz-security-token": "example-token",
      Authorization: expect.stringMatching(/^AWS EXAMPLE-ACCESS-KEY:[\w+/]{27}=$/),
    });
  });

  it("is refused for a date that is none", () => {
    const date = new Date(Number.NaN);
    expect(() => signObsRequest({ ...input, credentials: FAKE_CREDENTIALS, date })).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: "Cannot sign: date must be a valid Date.",
      }),
    );
  });

  it("keeps a secret of any script", () => {
    expect(obsSignature("text", "ключ")).toHaveLength(28);
  });
});
