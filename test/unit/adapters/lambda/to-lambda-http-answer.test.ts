import { describe, expect, it } from "vitest";
import { toLambdaHttpAnswer } from "../../../../lib/adapters/lambda/to-lambda-http-answer.ts";

const answer = {
  status: 202,
  headers: { "content-type": "application/json", "set-cookie": "a=1" },
  body: "{}",
};

describe("an HTTP answer", () => {
  it("keeps its headers in the first form", () => {
    expect(toLambdaHttpAnswer(answer, "v1")).toEqual({
      statusCode: 202,
      headers: answer.headers,
      body: "{}",
      isBase64Encoded: false,
    });
  });

  it("puts a cookie beside the headers in the second form", () => {
    expect(toLambdaHttpAnswer(answer, "v2")).toEqual({
      statusCode: 202,
      headers: { "content-type": "application/json" },
      body: "{}",
      isBase64Encoded: false,
      cookies: ["a=1"],
    });
  });

  it("has no cookies where there is none", () => {
    expect(toLambdaHttpAnswer({ ...answer, headers: {} }, "v2")).not.toHaveProperty("cookies");
  });
});
