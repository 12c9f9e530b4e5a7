import { describe, expect, it } from "vitest";
import { makeContext } from "../../../../lib/functiongraph/child/make-context.ts";
import { fakeSettings } from "./fake-settings.ts";

/** Every method the documents and the runtime's code know. */
const METHODS = [
  "getAccessKey",
  "getAlias",
  "getCPUNumber",
  "getFunctionName",
  "getLogger",
  "getMemorySize",
  "getPackage",
  "getProjectID",
  "getRemainingTimeInMilliSeconds",
  "getRequestID",
  "getRunningTimeInSeconds",
  "getSecretKey",
  "getSecurityAccessKey",
  "getSecuritySecretKey",
  "getSecurityToken",
  "getToken",
  "getUserData",
  "getVersion",
  "getWorkflowID",
  "getWorkflowRunID",
  "getWorkflowStateID",
];

function context(preset: Record<string, string> = {}, nowMs = { value: 1_000 }) {
  const call = { requestId: "req-1", alias: "", credentials: { authToken: "EXAMPLE", accessKey: "OLD" } };
  return makeContext(fakeSettings("/code", preset), call, {
    now: () => nowMs.value,
    emit: () => undefined,
  });
}

describe("the context of a call", () => {
  it("has exactly the platform's methods", () => {
    expect(Object.keys(context()).sort()).toEqual(METHODS);
  });

  it("has memory and CPU as text, 0 when the platform says nothing", () => {
    expect([context().getMemorySize(), context().getCPUNumber()]).toEqual(["0", "0"]);
    expect(context({ RUNTIME_MEMORY: "512" }).getMemorySize()).toBe("512");
  });

  it("counts down past zero", () => {
    const now = { value: 1_000 };
    const made = context({ RUNTIME_TIMEOUT: "3" }, now);
    now.value = 1_400;
    expect(made.getRemainingTimeInMilliSeconds()).toBe(2_600);
    now.value = 5_000;
    expect(made.getRemainingTimeInMilliSeconds()).toBe(-1_000);
  });

  it("answers the timeout in milliseconds where the name says seconds, as the runtime does", () => {
    expect(context({ RUNTIME_TIMEOUT: "3" }).getRunningTimeInSeconds()).toBe(3_000);
  });

  it("hands out one logger, so that its level stays", () => {
    const made = context();
    expect(made.getLogger()).toBe(made.getLogger());
  });

  it("has the token and the old keys of the agency", () => {
    expect([context().getToken(), context().getAccessKey(), context().getSecretKey()]).toEqual([
      "EXAMPLE",
      "OLD",
      "",
    ]);
  });
});
