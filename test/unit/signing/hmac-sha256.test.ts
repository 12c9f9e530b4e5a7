import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hmacSha256 } from "../../../lib/signing/hmac-sha256.ts";

describe("hmacSha256", () => {
  it("gives the values published in RFC 4231", () => {
    expect(hmacSha256("Jefe", 28)("what do ya want for nothing?")).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  it.each([
    ["an ordinary key", "example-secret-key"],
    ["a key as long as a block", "k".repeat(64)],
    ["a key longer than a block", "k".repeat(65)],
    ["a key that only its UTF-8 makes longer than a block", "é".repeat(33)],
    ["a key beyond ASCII", "测试-é-🚀"],
    ["an empty key", ""],
  ])("equals createHmac for %s", (_, key) => {
    expect(hmacSha256(key, 4)("text")).toBe(createHmac("sha256", key).update("text").digest("hex"));
  });

  it("forgets one text before the next", () => {
    const mac = hmacSha256("key", 3);
    const first = mac("one");
    expect(mac("two")).not.toBe(first);
    expect(mac("one")).toBe(first);
  });
});
