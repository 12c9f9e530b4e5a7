import { describe, expect, it } from "vitest";
import { splitRecord } from "../../../lib/functiongraph/split-record.ts";

describe("a log record", () => {
  it.each([
    ["a\n", ["a"]],
    ["a\r\n", ["a"]],
    ["a\n\n", ["a\n"]],
    ["\n", [""]],
    ["", [""]],
    ["abcdefg", ["abc", "def", "g"]],
    ["abc\n", ["abc"]],
  ])("%j is kept as %j", (text, pieces) => {
    expect(splitRecord(text, 3)).toEqual(pieces);
  });
});
