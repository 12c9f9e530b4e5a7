import { describe, expect, it } from "vitest";
import { fitText, oneLine } from "../../../../lib/clients/channels/fit-text.ts";

const html = (character: string) => (character === "<" ? "&lt;" : character);

describe("a text that is fitted", () => {
  it("stays as it is where it fits, to the last unit", () => {
    expect(fitText("abcd", { max: 4 })).toBe("abcd");
    expect(fitText("", { max: 0 })).toBe("");
  });

  it("ends in … where it does not", () => {
    expect(fitText("abcde", { max: 4 })).toBe("abc…");
    expect(fitText("abcde", { max: 0 })).toBe("");
  });

  it("never ends in half an escape", () => {
    expect(fitText("a<<", { max: 8, written: html })).toBe("a&lt;…");
    expect(fitText("a<<", { max: 9, written: html })).toBe("a&lt;&lt;");
  });

  it("never ends in half a character, and counts bytes where bytes count", () => {
    expect(fitText("机器人", { max: 8, unit: "bytes" })).toBe("机…");
    expect(fitText("🙂🙂", { max: 3 })).toBe("🙂…");
  });
});

describe("a line", () => {
  it("is one line, without what steers a terminal or turns the direction of writing", () => {
    expect(oneLine("a\r\nBcc: b\u001b[31m\u202ec\u2028d")).toBe("a Bcc: b [31m c d");
  });

  it("holds no half of a character", () => {
    expect(oneLine("a\ud800b")).toBe("a\ufffdb");
  });
});
