import { describe, expect, it } from "vitest";
import { parseErrorBody } from "../../../../lib/domain/modelarts/error-body.ts";
import { EXAMPLES } from "../../../fixtures/modelarts-examples.ts";

const bodyOf = (key: string): unknown => EXAMPLES.errors[key]?.body;

describe("parseErrorBody", () => {
  it.each([
    ["style_error_msg", "ModelArts.6357", /another operation/],
    ["style_error_message", "ModelArts.6309", /^The instance does not exist\.$/],
    ["apigw_bad_signature", "APIGW.0301", /IAM authentication/],
    ["apig_throttled_otc", "APIG.0308", /throttling/],
    ["service_busy", "ModelArts.6101", /busy/],
    ["token_expired", "ModelArts.0202", /expired/],
    ["project_mismatch", "ModelArts.0210", /project id/],
    ["bad_aksk", "ModelArts.0206", /AK\/SK/],
    ["ces_error", "403", /ces:alarms:get/],
    ["iam_error", "401", /requires authentication/],
  ])("reads %s", (key, code, text) => {
    expect(bodyOf(key)).toBeDefined();
    expect(parseErrorBody(bodyOf(key))).toMatchObject({ code, text: expect.stringMatching(text) });
  });

  it("takes the gateway's request id from the body", () => {
    expect(parseErrorBody(bodyOf("apigw_throttled")).requestId).toBe("5dd19e3bd34e4a4e8b3a4e2b9f1c7a10");
  });

  it("reads the older AOM shape and the Prometheus shape", () => {
    expect(parseErrorBody({ errorCode: "SVCSTG_AMS_4000101", errorMessage: "wrong" })).toEqual({
      code: "SVCSTG_AMS_4000101",
      text: "wrong",
    });
    expect(parseErrorBody({ status: "error", errorType: "bad_data", error: "parse error" })).toEqual({
      code: "bad_data",
      text: "parse error",
    });
  });

  it.each([[undefined], [null], ["<html>"], [7], [[]], [{}], [{ error_code: "", error_msg: {} }]])(
    "finds nothing in %j",
    (body) => {
      expect(parseErrorBody(body)).toEqual({});
    },
  );
});
