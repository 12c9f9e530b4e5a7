import { FUNCTIONGRAPH_LIMITS } from "./limits.ts";
import type { CheckedOptions } from "./runtime-options.ts";

/** Folders of a local function. */
export interface FunctionFolders {
  /** Working directory of the function; relative paths start with `code/`. */
  readonly root: string;
  readonly code: string;
  readonly runtime: string;
  readonly log: string;
}

/** The platform gives a tenth of a core for each 128 MB. */
const MILLICORES_PER_MB = 100 / 128;
const MS_PER_SECOND = 1_000;

/**
 * The whole environment of the child process: the documented presets and nothing of the environment this runs in, so that
 * a variable which only this machine has is missing here too. Paths are this machine's.
 */
export function runtimeEnvironment(
  options: CheckedOptions,
  folders: FunctionFolders,
): Record<string, string> {
  const { initializer, userData, memoryMb } = options;
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    // Not documented; another zone than the developer's is what shows code that relies on it.
    TZ: "UTC",
    ...(options.userDataInEnvironment ? userData : {}),
    RUNTIME_PROJECT_ID: options.projectId,
    RUNTIME_FUNC_NAME: options.functionName,
    RUNTIME_FUNC_VERSION: options.version,
    RUNTIME_PACKAGE: options.packageName,
    RUNTIME_HANDLER: options.handler,
    RUNTIME_TIMEOUT: String(options.timeoutMs / MS_PER_SECOND),
    RUNTIME_USERDATA: JSON.stringify(userData),
    RUNTIME_CPU: String(Math.round(memoryMb * MILLICORES_PER_MB)),
    RUNTIME_MEMORY: String(memoryMb),
    RUNTIME_MAX_RESP_BODY_SIZE: String(FUNCTIONGRAPH_LIMITS.resultBytes),
    ...(initializer === undefined
      ? {}
      : {
          RUNTIME_INITIALIZER_HANDLER: initializer,
          RUNTIME_INITIALIZER_TIMEOUT: String(options.initializerTimeoutMs / MS_PER_SECOND),
        }),
    RUNTIME_ROOT: folders.runtime,
    RUNTIME_CODE_ROOT: folders.code,
    RUNTIME_LOG_DIR: folders.log,
  };
}
