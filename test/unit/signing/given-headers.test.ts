import { describe, expect, it } from "vitest";
import { insert, readGivenHeaders } from "../../../lib/signing/given-headers.ts";

const names = (headers: Record<string, string>, hasToken = false) =>
  readGivenHeaders(headers, hasToken).signed.map(({ name }) => name);

describe("readGivenHeaders", () => {
  it("signs every header in the order of the lower-case names, whatever the order given", () => {
    expect(names({ "X-B": "1", Accept: "2", "x-a-c": "3", "X-A": "4" })).toEqual([
      "accept",
      "x-a",
      "x-a-c",
      "x-b",
    ]);
  });

  it("trims spaces off the signed value and leaves the sent header as it is", () => {
    const { signed, sent } = readGivenHeaders({ "X-Note": "  two  words " }, false);
    expect(signed).toEqual([{ name: "x-note", value: "two  words" }]);
    expect(sent).toEqual({ "X-Note": "  two  words " });
  });

  it("sends but does not sign names with an underscore and a multipart content type", () => {
    const headers = { x_a: "1", "Content-Type": "Multipart/form-data; boundary=x" };
    expect(readGivenHeaders(headers, false)).toMatchObject({ signed: [], sent: headers });
  });

  it("signs other content types", () => {
    expect(names({ "content-type": "application/multipart" })).toEqual(["content-type"]);
    expect(names({ "content-type": "text/plain; about=multipart/mixed" })).toEqual(["content-type"]);
  });

  it("takes out what the signer writes itself", () => {
    const { signed, sent, host } = readGivenHeaders(
      { HOST: "proxy.example.com", authorization: "old", "x-sdk-date": "old", "X-Note": "1" },
      false,
    );
    expect(host).toBe("proxy.example.com");
    expect(signed).toEqual([{ name: "x-note", value: "1" }]);
    expect(sent).toEqual({ "X-Note": "1" });
  });

  it("keeps a security token unless the credentials bring one", () => {
    const headers = { "X-Security-Token": "EXAMPLETOKEN" };
    expect(readGivenHeaders(headers, false)).toMatchObject({
      sent: headers,
      signed: [{ name: "x-security-token" }],
    });
    expect(readGivenHeaders(headers, true)).toMatchObject({ sent: {}, signed: [] });
  });

  it.each(["UNSIGNED-PAYLOAD", "AB".repeat(32), "ab".repeat(32)])("hands on the payload hash %s", (value) => {
    const headers = { "X-Sdk-Content-Sha256": value };
    expect(readGivenHeaders(headers, false)).toMatchObject({ payloadHash: value, signed: [{ value }] });
  });

  const name = "named with letters, digits and hyphens";
  const host = "given once and not empty";
  const line = "text without line breaks and other control characters";
  it.each([
    [
      "a name in two spellings",
      { "X-Note": "1", "x-note": "2" },
      "headers.x-note",
      "given once, in one spelling",
    ],
    ["two hosts", { Host: "a.example.com", host: "b.example.com" }, "headers.host", host],
    ["an empty host", { host: "" }, "headers.host", host],
    ["a name with a space", { "X Note": "1" }, "headers", name],
    ["an empty name", { "": "1" }, "headers", name],
    ["a name that only looks like ASCII in lower case", { "X-\u212a": "1" }, "headers", name],
    ["a line break", { a: "1\r\nb: 2" }, "headers.a", line],
    ["a line break at the end", { a: "1\n" }, "headers.a", line],
    ["a tab", { a: "1\t2" }, "headers.a", line],
    ["text beyond Latin-1", { a: "项" }, "headers.a", line],
    [
      "a payload hash that is none",
      { "x-sdk-content-sha256": "" },
      "headers.x-sdk-content-sha256",
      "UNSIGNED-PAYLOAD or a SHA-256 in hex",
    ],
  ])("refuses %s and names the rule", (_, headers, field, rule) => {
    expect(() => readGivenHeaders(headers as Record<string, string>, false)).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: `Cannot sign: ${field} must be ${rule}.`,
        details: expect.objectContaining({ field, rule }),
      }),
    );
  });

  it("accepts Latin-1 text, which HTTP can carry", () => {
    expect(readGivenHeaders({ a: "Köln" }, false).signed).toEqual([{ name: "a", value: "Köln" }]);
  });
});

describe("insert", () => {
  it("orders by code unit, not by locale", () => {
    const signed: { name: string; value: string }[] = [];
    for (const name of ["x_a", "x-b", "x", "x-a", "x1"]) insert(signed, name, "");
    expect(signed.map(({ name }) => name)).toEqual(["x", "x-a", "x-b", "x1", "x_a"]);
  });
});
