import { describe, expect, it } from "vitest";
import { cut, printable, widthOf } from "../../../lib/cli/cell-text.ts";

describe("printable", () => {
  it("lets no text steer the terminal, end the line or turn its direction", () => {
    expect(printable("a\u001b[2Jb\r\nc\u009bd\u202ee\u2066f\u2028g")).toBe("a [2Jb  c d e f g");
  });

  it("leaves letters of every script as they are", () => {
    expect(printable("Größe 华为 día")).toBe("Größe 华为 día");
  });
});

describe("widthOf", () => {
  it.each([
    ["plain", 5],
    ["华为", 4],
    ["e\u0301", 1],
    ["🔥", 2],
    ["한국", 4],
    ["ab…", 3],
  ])("counts the cells of %j", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });
});

describe("cut", () => {
  it("keeps what fits and ends with an ellipsis where something is missing", () => {
    expect(cut("abcdef", 6)).toBe("abcdef");
    expect(cut("abcdef", 5)).toBe("abcd…");
  });

  it("never splits a wide character over the edge", () => {
    expect(cut("华为华为", 6)).toBe("华为…");
    expect(widthOf(cut("华为华为", 6))).toBeLessThanOrEqual(6);
  });
});
