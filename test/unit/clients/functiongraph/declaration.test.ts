import { describe, expect, it } from "vitest";
import { readDeclaration } from "../../../../lib/clients/functiongraph/declaration.ts";
import { wantedStack } from "../../../../lib/clients/functiongraph/wanted-stack.ts";
import { codeOf, declared, PROJECT, TIMER, wanted } from "./emulated-api.ts";

const timer = (eventData: object) => ({
  a: { triggers: [{ type: "TIMER", eventData: { ...TIMER.eventData, ...eventData } }] },
});

describe("a declaration", () => {
  it.each([
    [
      "a trigger type that does not exist",
      { a: { triggers: [{ type: "PIGEON", eventData: {} }] } },
      /^functions\.a\.triggers\[0\]\.type: "PIGEON" is none of TIMER, APIG/,
    ],
    [
      "a key that no trigger of the type has",
      timer({ cron: "x" }),
      /^functions\.a\.triggers\[0\]\.eventData\.cron: unknown field/,
    ],
    ["a rate that is none", timer({ schedule: "90m" }), /eventData\.schedule: Rate: a number and m, h or d/],
    [
      "a classic cron line of five fields",
      timer({ schedule_type: "Cron", schedule: "0 20 * * 1" }),
      /Cron: six fields, seconds first/,
    ],
    [
      "a mandatory key that is missing",
      { a: { triggers: [{ type: "SMN", eventData: {} }] } },
      /eventData\.topic_urn: mandatory/,
    ],
    [
      "a status the type does not have",
      { a: { triggers: [{ type: "SMN", eventData: { topic_urn: "urn:smn:x" }, status: "DISABLED" }] } },
      /\.status: a trigger of type SMN cannot be disabled/,
    ],
    [
      "a memory size that does not exist",
      { a: { memorySize: 300 } },
      /^functions\.a\.memorySize: MB, one of 128, 256.*got 300/,
    ],
    [
      "a timeout that is too short",
      { a: { timeout: 1 } },
      /^functions\.a\.timeout: 3 to 259,200 seconds \(got 1\)/,
    ],
    ["a handler without a function", { a: { handler: "index" } }, /^functions\.a\.handler: file\.function/],
    ["an unknown setting", { a: { memmory: 1 } }, /^functions\.a\.memmory: unknown field/],
  ])("refuses %s", (_, functions, message) => {
    expect(() => readDeclaration(declared(functions))).toThrow(
      expect.objectContaining({ code: "invalid-config", message: expect.stringMatching(message) }),
    );
  });

  it("refuses a type that the cloud does not have", () => {
    const shared = { type: "IOTDA", eventData: {} };
    expect(() =>
      readDeclaration(declared({ a: { triggers: [shared] } }, { cloud: "otc", region: "eu-de" })),
    ).toThrow(
      expect.objectContaining({
        code: "not-supported",
        message: "functions.a.triggers[0].type: otc has no trigger of type IOTDA",
      }),
    );
  });

  it("never shows a password that breaks a rule", () => {
    const eventData = { instance_id: "i", topic_ids: ["a"], kafka_password: 12345678 };
    expect(() => readDeclaration(declared({ a: { triggers: [{ type: "KAFKA", eventData }] } }))).toThrow(
      /kafka_password: text, not empty|kafka_password: text/,
    );
    expect(() => readDeclaration(declared({ a: { triggers: [{ type: "KAFKA", eventData }] } }))).not.toThrow(
      /12345678/,
    );
  });
});

describe("a wanted stack", () => {
  const settle = (functions: Readonly<Record<string, object>>, code = codeOf("1")) =>
    wantedStack(
      readDeclaration(declared(functions)),
      new Map(Object.keys(functions).map((key) => [key, code])),
    );

  it("gives names, and marks each function with its stack and the digest of its code", () => {
    const { functions, place } = wanted({ webhook: { environment: { LEVEL: "info" } } });
    expect(place).toEqual({ region: "eu-west-101", projectId: PROJECT, package: "default" });
    expect(functions[0]).toMatchObject({
      name: "curfew-test-webhook",
      environment: {
        LEVEL: "info",
        CURFEW_STACK: "curfew/test",
        CURFEW_CODE_SHA256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
  });

  it("names a version after code and settings, so that the same ones have the same name", () => {
    const nameOf = (settings: object, code = "1") => wanted({ a: settings }, code).functions[0]?.version;
    expect(nameOf({})).toMatch(/^curfew-[0-9a-f]{16}$/);
    expect(nameOf({})).toBe(nameOf({}));
    expect(
      new Set([nameOf({}), nameOf({}, "2"), nameOf({ timeout: 60 }), nameOf({ environment: { A: "1" } })])
        .size,
    ).toBe(4);
  });

  it("refuses an environment above 4,096 characters, with the deployment's own variables in it", () => {
    expect(() => settle({ a: { environment: { BIG: "x".repeat(4090) } } })).toThrow(
      /functions\.a\.environment: at most 4096 characters in all/,
    );
  });

  it.each([
    [
      "a variable that the deployment sets itself",
      { a: { environment: { CURFEW_STACK: "x" } } },
      /CURFEW_STACK: set by the deployment itself/,
    ],
    [
      "a variable whose name is none",
      { a: { environment: { "9x": "1" } } },
      /environment\.9x: a letter first/,
    ],
    [
      "two functions of one name",
      { a: { name: "same" }, b: { name: "same" } },
      /functions\.b\.name: same is the name of another function/,
    ],
    ["a name that is too long", { ["k".repeat(60)]: {} }, /name: 1 to 60 letters/],
  ])("refuses %s", (_, functions, message) => {
    expect(() => settle(functions)).toThrow(message);
  });

  it("refuses a function without a package", () => {
    expect(() => wantedStack(readDeclaration(declared({ a: {} })), new Map())).toThrow(
      /functions\.a: no code package/,
    );
  });

  it("refuses a package above 50 MB", () => {
    expect(() => settle({ a: {} }, new Uint8Array(50 * 1024 * 1024 + 1))).toThrow(/at most 52428800 bytes/);
  });
});
