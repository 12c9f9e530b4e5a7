import { describe, expect, it } from "vitest";
import { realError } from "../../../../lib/adapters/functiongraph/real-error.ts";

describe("what was thrown", () => {
  it("stays as it is when it is an error", () => {
    const error = new TypeError("no");
    expect(realError(error)).toBe(error);
  });

  it("gets a stack when it has none, since the platform takes it apart", () => {
    const bare = Object.assign(new Error("bare"), { stack: undefined });
    const error = realError(bare);
    expect(error.message).toBe("bare");
    expect(error.stack).toEqual(expect.any(String));
    expect(error.cause).toBe(bare);
  });

  it.each([
    ["text", /: text$/],
    ["x".repeat(1_000), /: x{300}$/],
    [undefined, /: undefined$/],
    [null, /: object$/],
    [{ secret: "EXAMPLE" }, /: object$/],
  ])("is told by its kind when it is no error: %j", (thrown, message) => {
    const error = realError(thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toMatch(message);
    expect(error.stack).toEqual(expect.any(String));
  });
});
