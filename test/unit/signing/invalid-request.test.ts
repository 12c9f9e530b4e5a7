import { expect, it } from "vitest";
import { invalidRequest } from "../../../lib/signing/invalid-request.ts";

it("names the field, the rule and the document", () => {
  const cause = new Error("cause");
  expect(invalidRequest("url", "absolute", cause)).toMatchObject({
    name: "AutomationError",
    code: "invalid-request",
    message: "Cannot sign: url must be absolute.",
    details: { field: "url", rule: "absolute", document: "API Request Signing Guide" },
    cause,
  });
  expect(invalidRequest("url", "absolute")).not.toHaveProperty("cause");
});
