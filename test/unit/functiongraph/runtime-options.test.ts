import { describe, expect, it } from "vitest";
import { checkOptions } from "../../../lib/functiongraph/runtime-options.ts";

const MINIMAL = { codeFolder: "dist", handler: "index.handler" };
const userData = (entries: Record<string, string>) => checkOptions({ ...MINIMAL, userData: entries });

describe("options of a local function", () => {
  it("have the platform's defaults", () => {
    expect(checkOptions(MINIMAL)).toMatchObject({
      timeoutMs: 3_000,
      memoryMb: 128,
      userData: {},
      userDataInEnvironment: false,
      credentials: {},
      initializer: undefined,
      version: "latest",
    });
  });

  it.each([["index.handler"], ["src/index.handler"], ["a.b.handler"]])("take the handler %s", (handler) => {
    expect(checkOptions({ ...MINIMAL, handler }).handler).toBe(handler);
  });

  it.each([
    ["handler"],
    [".h"],
    ["index."],
    ["../index.handler"],
    ["/etc/x.handler"],
    [`${"x".repeat(125)}.abc`],
  ])("refuse the handler %s", (handler) => {
    expect(() => checkOptions({ ...MINIMAL, handler })).toThrow(/^handler: <file>\.<function>/);
  });

  it.each([
    [{ timeoutMs: 0 }, /^timeoutMs: milliseconds from 1 to 259200000/],
    [{ timeoutMs: Number.NaN }, /^timeoutMs/],
    [{ initializerTimeoutMs: 300_001 }, /^initializerTimeoutMs/],
    [{ memoryMb: 200 }, /^memoryMb: one of 128, 256/],
    [{ idleMs: -1 }, /^idleMs/],
  ])("refuse %j", (wrong, why) => {
    expect(() => checkOptions({ ...MINIMAL, ...wrong })).toThrow(why);
  });

  it("take 4,096 characters of user data and no more, names included", () => {
    expect(userData({ NAME: "x".repeat(4_092) }).userData).toHaveProperty("NAME");
    expect(() => userData({ NAME: "x".repeat(4_093) })).toThrow(
      /^userData: names and values together at most 4096 characters/,
    );
  });

  it("take 20 variables and no more", () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`V${i}`, ""]));
    expect(Object.keys(userData(many(20)).userData)).toHaveLength(20);
    expect(() => userData(many(21))).toThrow(/^userData: at most 20 variables \(got 21\)/);
  });

  it.each([["1A"], ["A-B"], ["_A"], [""], ["RUNTIME_X"]])(
    "refuse the name %j and keep its value quiet",
    (name) => {
      expect(() => userData({ [name]: "SECRET-EXAMPLE" })).toThrow(
        expect.objectContaining({ code: "usage", message: expect.not.stringContaining("SECRET") }),
      );
    },
  );
});
