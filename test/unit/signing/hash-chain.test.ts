import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { chainHash, digest, genesisHash, sealMac } from "../../../lib/signing/hash-chain.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("the chain", () => {
  it("starts from the run's id", () => {
    expect(genesisHash("run-1")).toMatch(/^[\da-f]{64}$/);
    expect(genesisHash("run-1")).not.toBe(genesisHash("run-2"));
  });

  it("hashes the hash before and the entry's bytes", () => {
    const first = genesisHash("run-1");
    expect(chainHash(first, '{"phase":"received"}')).toBe(sha256(`${first}\n{"phase":"received"}`));
  });

  it.each([
    ["an edit", ["a", "x", "c"]],
    ["a removal", ["a", "c"]],
    ["another order", ["b", "a", "c"]],
    ["a cut at the end", ["a", "b"]],
    ["an entry split in two", ["a", "b", "", "c"]],
  ])("ends elsewhere after %s", (_, entries) => {
    const end = (all: readonly string[]) => all.reduce(chainHash, genesisHash("run-1"));
    expect(end(entries)).not.toBe(end(["a", "b", "c"]));
  });
});

describe("digest", () => {
  it("hashes the text in UTF-8", () => {
    expect(digest("项目")).toBe(sha256("项目"));
  });
});

describe("sealMac", () => {
  it("is the HMAC over the fields, one a line", () => {
    const expected = createHmac("sha256", "example-log-key").update("run-1\n3\nhash").digest("hex");
    expect(sealMac("example-log-key", ["run-1", "3", "hash"])).toBe(expected);
  });

  it("depends on the key and on where a field ends", () => {
    const seal = sealMac("example-log-key", ["a", "bc"]);
    expect(sealMac("another-log-key", ["a", "bc"])).not.toBe(seal);
    expect(sealMac("example-log-key", ["ab", "c"])).not.toBe(seal);
  });

  it("refuses a line break, with which two fields could pass for one", () => {
    expect(() => sealMac("example-log-key", ["a", "b\nc"])).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ field: "fields[1]", rule: "free of line breaks" }),
      }),
    );
  });

  it("refuses an empty key, under which everybody could seal", () => {
    expect(() => sealMac("", ["a"])).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        details: expect.objectContaining({ field: "key", rule: "a non-empty text" }),
      }),
    );
  });
});
