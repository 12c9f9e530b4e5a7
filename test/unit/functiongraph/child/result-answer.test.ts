import { describe, expect, it } from "vitest";
import { resultAnswer } from "../../../../lib/functiongraph/child/result-answer.ts";

describe("the body of a result", () => {
  it.each([
    ["text", "text"],
    ['{"a":1}', '{"a":1}'],
    [7, "7"],
    [false, "false"],
    [undefined, ""],
    [null, "null"],
    [[1, "a"], '[1,"a"]'],
    [{ toJSON: () => undefined }, ""],
    [10n, "10"],
  ])("of %s is %j", (value, body) => {
    expect(resultAnswer(value, 100)).toEqual({ code: 0, body });
  });

  it("is measured in bytes", () => {
    expect(resultAnswer("ü".repeat(50), 100)).toMatchObject({ code: 0 });
    expect(resultAnswer("ü".repeat(51), 100)).toMatchObject({
      code: 4004,
      error: { errorMessage: "response body size 102 exceeds the limit of 100" },
    });
  });

  it("cannot be what JSON cannot hold", () => {
    expect(resultAnswer({ n: 1n }, 100)).toMatchObject({
      code: 4007,
      error: { errorMessage: "function result is invalid, error: Do not know how to serialize a BigInt" },
    });
  });
});
