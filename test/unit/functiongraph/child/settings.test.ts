import { describe, expect, it } from "vitest";
import { readSettings } from "../../../../lib/functiongraph/child/settings.ts";

describe("settings of the child", () => {
  it("has the platform's defaults: three seconds, 6,291,456 bytes, no user data", () => {
    expect(readSettings({})).toMatchObject({ timeoutMs: 3_000, resultBytesMax: 6_291_456, userData: {} });
  });

  it("reads the timeout as seconds, which may be a fraction", () => {
    expect(readSettings({ RUNTIME_TIMEOUT: "0.25" }).timeoutMs).toBe(250);
  });

  it("keeps the presets as they were when the process started", () => {
    const environment = { RUNTIME_MEMORY: "128" };
    const settings = readSettings(environment);
    environment.RUNTIME_MEMORY = "256";
    expect(settings.preset("RUNTIME_MEMORY")).toBe("128");
  });

  it("takes user data that is no record for none", () => {
    expect(readSettings({ RUNTIME_USERDATA: "null" }).userData).toEqual({});
  });
});
