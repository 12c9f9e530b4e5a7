import { describe, expect, it } from "vitest";
import { computeHmac, equalInConstantTime } from "../../../lib/signing/webhook-signature.ts";

const key = Buffer.from("Jefe");
const text = Buffer.from("what do ya want for nothing?");

describe("computeHmac", () => {
  it("gives the values published in RFC 4231 and RFC 2202", () => {
    expect(computeHmac({ algorithm: "sha256", key, text, encoding: "hex" })).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
    expect(computeHmac({ algorithm: "sha1", key, text, encoding: "hex" })).toBe(
      "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
    );
  });

  it("writes the same bytes in base64", () => {
    const hex = computeHmac({ algorithm: "sha256", key, text, encoding: "hex" });
    const base64 = computeHmac({ algorithm: "sha256", key, text, encoding: "base64" });
    expect(Buffer.from(base64, "base64").toString("hex")).toBe(hex);
    expect(base64).toMatch(/^[\w+/]{43}=$/);
  });

  it("works on bytes that are no text", () => {
    const options = { algorithm: "sha256", key, encoding: "hex" } as const;
    expect(computeHmac({ ...options, text: Uint8Array.of(0xff) })).not.toBe(
      computeHmac({ ...options, text: Uint8Array.of(0xfe) }),
    );
  });
});

describe("equalInConstantTime", () => {
  it.each([
    ["", "", true],
    ["abc", "abc", true],
    ["abc", "abd", false],
    ["abc", "ab", false],
    ["", "a", false],
    ["é", "é", true],
    ["\ud800", "\ud801", false],
    ["ab", "\u6261", false],
  ])("%j and %j: %s", (a, b, expected) => {
    expect(equalInConstantTime(a, b)).toBe(expected);
  });
});
