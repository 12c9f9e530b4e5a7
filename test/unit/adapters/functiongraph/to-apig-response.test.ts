import { describe, expect, it } from "vitest";
import { toApigResponse } from "../../../../lib/adapters/functiongraph/to-apig-response.ts";
import { jsonAnswer } from "../../../../lib/adapters/web/http-record.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";

describe("an answer for the API gateway", () => {
  it("has the documented fields in the documented kinds", () => {
    const response = toApigResponse(jsonAnswer(202, { ok: true }, { "retry-after": "5" }));
    expect(response).toEqual({
      statusCode: 202,
      headers: { "content-type": "application/json", "retry-after": "5" },
      body: '{"ok":true}\n',
      isBase64Encoded: false,
    });
    expect(Object.keys(response).sort()).toEqual(Object.keys(functionGraphEvent("RESPONSE_APIG")).sort());
  });

  it("has texts for headers, whatever was meant", () => {
    const answer = { status: 200, headers: { "retry-after": 5 }, body: "" };
    expect(toApigResponse(answer as never).headers).toEqual({ "retry-after": "5" });
  });

  it.each([200.5, Number.NaN, 0, 99, 600, "200"])(
    "never has the status %j, which is an HTTP 500 there",
    (status) => {
      expect(() => toApigResponse({ status: status as number, headers: {}, body: "" })).toThrow(
        expect.objectContaining({ code: "invalid-response" }),
      );
    },
  );

  it.each([100, 599])("may have the status %i", (status) => {
    expect(toApigResponse({ status, headers: {}, body: "" }).statusCode).toBe(status);
  });
});
