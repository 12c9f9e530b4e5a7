import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isPayloadHash, payloadHash } from "../../../lib/signing/payload-hash.ts";

describe("payloadHash", () => {
  it("is the hash of nothing when there is no body", () => {
    const nothing = createHash("sha256").digest("hex");
    expect(payloadHash(undefined)).toBe(nothing);
    expect(payloadHash("")).toBe(nothing);
    expect(payloadHash(new Uint8Array())).toBe(nothing);
  });

  it("hashes the bytes of a view, not of the buffer behind it", () => {
    const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    expect(payloadHash(view)).toBe(createHash("sha256").update(Uint8Array.of(2, 3)).digest("hex"));
  });

  it.each([[{}], [null], [5], [new ArrayBuffer(1)]])("refuses %o", (body) => {
    expect(() => payloadHash(body as never)).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: "Cannot sign: body must be a Uint8Array or a string; serialise it before signing.",
        details: expect.objectContaining({ field: "body" }),
      }),
    );
  });
});

describe("isPayloadHash", () => {
  it("knows the word for an unsigned payload and hashes in hex", () => {
    expect(isPayloadHash("UNSIGNED-PAYLOAD")).toBe(true);
    expect(isPayloadHash("aF".repeat(32))).toBe(true);
    expect(isPayloadHash("unsigned-payload")).toBe(false);
    expect(isPayloadHash("af".repeat(31))).toBe(false);
    expect(isPayloadHash(`${"af".repeat(32)}a`)).toBe(false);
    expect(isPayloadHash(`sha256:${"af".repeat(32)}`)).toBe(false);
    expect(isPayloadHash("")).toBe(false);
  });
});
