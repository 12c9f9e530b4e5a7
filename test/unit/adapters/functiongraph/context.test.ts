import { describe, expect, it } from "vitest";
import { credentialsOf, deadlineMs, environmentOf } from "../../../../lib/adapters/functiongraph/context.ts";
import { functionGraphContext } from "../../../fixtures/functiongraph-context.ts";

describe("the environment of a function", () => {
  const { context } = functionGraphContext({
    getUserData: (name) => ({ BOTH: "function", EMPTY: "" })[name],
  });
  const read = environmentOf(context, { BOTH: "process", ONLY: "process", EMPTY: "process" });

  it.each([
    ["BOTH", "function"],
    ["ONLY", "process"],
    ["EMPTY", "process"],
    ["NEITHER", undefined],
    ["constructor", undefined],
  ])("has %s from the platform first and from the process second: %s", (name, value) => {
    expect(read(name)).toBe(value);
  });
});

describe("the credentials of a function", () => {
  it("are the temporary ones of the agency", () => {
    expect(credentialsOf(functionGraphContext().context)()).toEqual({
      accessKey: "EXAMPLE-ACCESS-KEY",
      secretKey: "EXAMPLE-SECRET-KEY",
      securityToken: "EXAMPLE-TOKEN",
    });
  });

  it("are asked for anew each time, so that a long run signs with the ones that count", () => {
    const tokens = ["EXAMPLE-1", "EXAMPLE-2"];
    const provider = credentialsOf(
      functionGraphContext({ getSecurityToken: () => tokens.shift() ?? "" }).context,
    );
    expect([provider(), provider()]).toMatchObject([
      { securityToken: "EXAMPLE-1" },
      { securityToken: "EXAMPLE-2" },
    ]);
  });

  it.each(["getSecurityAccessKey", "getSecuritySecretKey", "getSecurityToken"])(
    "that lack %s name the agency and the way out, and none of the other parts",
    (method) => {
      const provider = credentialsOf(functionGraphContext({ [method]: () => "" }).context);
      expect(provider).toThrow(
        expect.objectContaining({
          code: "missing-credentials",
          message: expect.stringMatching(/^(?!.*EXAMPLE).*curfew-webhook.*agency \(app_xrole\).*10 minutes/),
        }),
      );
    },
  );
});

describe("the deadline of a call", () => {
  it("is as far ahead as the platform says", () => {
    const { context } = functionGraphContext({ getRemainingTimeInMilliSeconds: () => 2_500 });
    expect(deadlineMs(context, 1_000_000)).toBe(1_002_500);
  });

  it("can have passed", () => {
    const { context } = functionGraphContext({ getRemainingTimeInMilliSeconds: () => -1 });
    expect(deadlineMs(context, 1_000_000)).toBe(999_999);
  });

  it.each([
    ["a context of Lambda", { getRemainingTimeInMillis: () => 30_000 }],
    ["a text", { getRemainingTimeInMilliSeconds: () => "30000" }],
    ["no number", { getRemainingTimeInMilliSeconds: () => Number.NaN }],
  ])("is never guessed: %s", (_what, context) => {
    expect(() => deadlineMs(context as never, 1_000_000)).toThrow(
      expect.objectContaining({ code: "not-supported" }),
    );
  });
});
