import { describe, expect, it } from "vitest";
import { runtimeEnvironment } from "../../../lib/functiongraph/runtime-environment.ts";
import { checkOptions, type RuntimeOptions } from "../../../lib/functiongraph/runtime-options.ts";

const folders = { root: "/t", code: "/t/code", runtime: "/t/runtime", log: "/t/log" };
const environment = (options: Partial<RuntimeOptions> = {}) =>
  runtimeEnvironment(checkOptions({ codeFolder: "x", handler: "index.handler", ...options }), folders);

describe("the environment of a function", () => {
  it("is the documented presets and nothing of this process", () => {
    expect(environment({ memoryMb: 512, timeoutMs: 4_500 })).toEqual({
      PATH: "/usr/local/bin:/usr/bin:/bin",
      TZ: "UTC",
      RUNTIME_PROJECT_ID: "0".repeat(32),
      RUNTIME_FUNC_NAME: "function",
      RUNTIME_FUNC_VERSION: "latest",
      RUNTIME_PACKAGE: "default",
      RUNTIME_HANDLER: "index.handler",
      RUNTIME_TIMEOUT: "4.5",
      RUNTIME_USERDATA: "{}",
      RUNTIME_CPU: "400",
      RUNTIME_MEMORY: "512",
      RUNTIME_MAX_RESP_BODY_SIZE: "6291456",
      RUNTIME_ROOT: "/t/runtime",
      RUNTIME_CODE_ROOT: "/t/code",
      RUNTIME_LOG_DIR: "/t/log",
    });
  });

  it("names the initializer when there is one", () => {
    expect(environment({ initializer: "index.init", initializerTimeoutMs: 2_000 })).toMatchObject({
      RUNTIME_INITIALIZER_HANDLER: "index.init",
      RUNTIME_INITIALIZER_TIMEOUT: "2",
    });
  });

  it("holds user data as JSON, and as variables only when asked to", () => {
    const userData = { A: "1" };
    expect(environment({ userData })).not.toHaveProperty("A");
    expect(environment({ userData })).toHaveProperty("RUNTIME_USERDATA", '{"A":"1"}');
    expect(environment({ userData, userDataInEnvironment: true })).toHaveProperty("A", "1");
  });
});
