import { describe, expect, it } from "vitest";
import { percentDecode, percentEncode, refuseControls } from "../../../lib/signing/percent-encoding.ts";

describe("percentEncode", () => {
  it("leaves the unreserved characters and no other ASCII character", () => {
    const unreserved = new Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~");
    for (let code = 0; code < 128; code += 1) {
      const character = String.fromCharCode(code);
      const escaped = `%${code.toString(16).toUpperCase().padStart(2, "0")}`;
      expect(percentEncode(character)).toBe(unreserved.has(character) ? character : escaped);
    }
  });

  it("encodes the UTF-8 bytes of everything else", () => {
    expect(percentEncode("ä项🚀")).toBe("%C3%A4%E9%A1%B9%F0%9F%9A%80");
  });

  it("refuses lone surrogates", () => {
    expect(() => percentEncode("a\udc00")).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: "Cannot sign: url must be well-formed Unicode text, without lone surrogates.",
      }),
    );
  });
});

describe("percentDecode", () => {
  it("decodes once and leaves a plus sign alone", () => {
    expect(percentDecode("a%2520b+c%20d%E9%A1%B9")).toBe("a%20b+c d项");
  });

  it.each(["%", "%2", "%zz", "%C3", "%C0%AF"])("refuses %s", (text) => {
    expect(() => percentDecode(text)).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: "Cannot sign: url must be percent-encoded UTF-8: every % followed by two hex digits.",
      }),
    );
  });
});

describe("refuseControls", () => {
  it.each(["\u0000", "\t", "\n", "\r", "\u001f", "\u007f", "\u0085"])("refuses %j", (control) => {
    expect(() => refuseControls(`a${control}b`)).toThrow(
      expect.objectContaining({
        code: "invalid-request",
        message: "Cannot sign: url must be free of control characters.",
      }),
    );
  });

  it("lets everything else pass", () => {
    expect(() => refuseControls("a b|项%0A")).not.toThrow();
  });
});
