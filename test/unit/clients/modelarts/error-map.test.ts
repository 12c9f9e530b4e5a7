import { describe, expect, it } from "vitest";
import { failureOf } from "../../../../lib/clients/modelarts/error-map.ts";

describe("failureOf", () => {
  it.each([
    [400, "ModelArts.0104", "invalid-request", false],
    [400, "ModelArts.6318", "invalid-request", false],
    [400, "ModelArts.6358", "invalid-request", false],
    [400, "ModelArts.6349", "invalid-request", false],
    [400, "ModelArts.6404", "not-found", false],
    [400, "ModelArts.6309", "not-found", false],
    [400, "ModelArts.6357", "conflict", false],
    [400, "ModelArts.6305", "conflict", false],
    [400, "ModelArts.6307", "conflict", false],
    [400, "ModelArts.6333", "unavailable", true],
    [400, "ModelArts.6355", "unavailable", true],
    [400, "ModelArts.6302", "quota", false],
    [403, "ModelArts.5040", "quota", false],
    [500, "ModelArts.0116", "quota", false],
    [400, "ModelArts.6329", "capacity", true],
    [500, "ModelArts.6200", "capacity", true],
    [400, "ModelArts.6326", "forbidden", false],
    [401, "ModelArts.6201", "forbidden", false],
    [400, "ModelArts.0425", "forbidden", false],
    [401, "ModelArts.0202", "unauthorized", false],
    [400, "ModelArts.0204", "invalid-config", false],
    [401, "ModelArts.0204", "unauthorized", false],
    [400, "ModelArts.0210", "invalid-config", false],
    [403, "ModelArts.0210", "forbidden", false],
    [401, "ModelArts.0206", "unauthorized", false],
    [403, "ModelArts.0206", "forbidden", false],
    [408, "ModelArts.6100", "timeout", true],
    [400, "ModelArts.4205", "timeout", true],
    [429, "ModelArts.6101", "throttled", true],
    [429, "ModelArts.4206", "throttled", true],
    [500, "ModelArts.5039", "unavailable", true],
    [400, "ModelArts.6361", "unavailable", true],
    [503, "ModelArts.4302", "unavailable", true],
    [429, "APIGW.0308", "throttled", true],
    [429, "APIG.0308", "throttled", true],
    [401, "APIGW.0301", "unauthorized", false],
    [401, "APIGW.0307", "unauthorized", false],
    [403, "APIGW.0802", "forbidden", false],
    [404, "APIGW.0105", "unavailable", true],
    [413, "APIGW.0201", "invalid-request", false],
    [504, "APIGW.0201", "unavailable", true],
    [405, "APIGW.0502", "forbidden", false],
    [429, undefined, "throttled", true],
    [409, undefined, "conflict", false],
    [418, undefined, "invalid-request", false],
    [500, undefined, "unavailable", true],
    [302, undefined, "invalid-response", false],
    [400, "ModelArts.50004000", "invalid-request", false],
    [404, "ces.0016", "not-found", false],
    [403, "ces.0017", "forbidden", false],
    [400, "CBC.30000067", "invalid-request", false],
  ] as const)("HTTP %d with %s is %s", (status, cloudCode, code, retryable) => {
    expect(failureOf(status, cloudCode)).toEqual({ code, retryable });
  });

  it.each([
    [404, "APIGW.0101", "the gateway does not know the path"],
    [404, "ModelArts.4204", "the service does not know the path"],
    [404, "ModelArts.6650", "the service does not know the project"],
    [404, undefined, "something that is not the service answered"],
  ] as const)("HTTP %d with %s is never not-found: %s", (status, cloudCode, _why) => {
    expect(failureOf(status, cloudCode).code).not.toBe("not-found");
  });
});
