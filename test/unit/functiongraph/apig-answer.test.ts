import { describe, expect, it } from "vitest";
import { apigAnswer } from "../../../lib/functiongraph/apig-answer.ts";

const answer = (result: unknown) =>
  apigAnswer({ outcome: "ok", result: typeof result === "string" ? result : JSON.stringify(result) });

describe("what the gateway answers", () => {
  it("is what the function says, its body decoded when it is base64", () => {
    const headers = { "Content-Type": "application/json" };
    const plain = answer({ statusCode: 202, headers, body: "ü", isBase64Encoded: false });
    expect(plain).toMatchObject({ status: 202, headers });
    expect(Buffer.from(plain.body).toString()).toBe("ü");
    const binary = answer({ statusCode: 200, body: "AAFiaW4=", isBase64Encoded: true });
    expect([...binary.body]).toEqual([0, 1, 98, 105, 110]);
    expect(answer({ statusCode: 204 }).body).toHaveLength(0);
  });

  it.each([
    ["a text", "done", /an object/],
    ["nothing", "", /an object/],
    ["null", "null", /an object/],
    ["no status", { body: "" }, /FSS\.1202/],
    ["a status that is text", { statusCode: "200" }, /integer/],
    ["a body that is an object", { statusCode: 200, body: {} }, /stringify/],
    ["headers that are lists", { statusCode: 200, headers: { a: ["b"] } }, /headers/],
  ])("is a 500 for %s", (_, result, problem) => {
    expect(answer(result)).toMatchObject({ status: 500, problem: expect.stringMatching(problem) });
  });

  it("is a 500 for a function that failed", () => {
    expect(apigAnswer({ outcome: "timeout", result: null })).toMatchObject({ status: 500 });
  });
});
