import { FUNCTIONGRAPH_LIMITS } from "../limits.ts";

/** What the runtime knows about the function it carries. */
export interface ChildSettings {
  readonly codeRoot: string;
  readonly handler: string;
  readonly initializer: string;
  readonly timeoutMs: number;
  readonly resultBytesMax: number;
  readonly userData: Readonly<Record<string, unknown>>;
  /** The presets as they were before the function could touch them. */
  readonly preset: (name: string) => string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

function parseUserData(text: string | undefined): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(text || "{}");
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
}

/** Reads the settings from the `RUNTIME_` variables, which is where the platform's own runtime has them from. */
export function readSettings(environment: Environment): ChildSettings {
  const kept = { ...environment };
  const seconds = Number(kept["RUNTIME_TIMEOUT"]);
  return {
    codeRoot: kept["RUNTIME_CODE_ROOT"] ?? "",
    handler: kept["RUNTIME_HANDLER"] ?? "",
    initializer: kept["RUNTIME_INITIALIZER_HANDLER"] ?? "",
    timeoutMs: seconds > 0 ? Math.round(seconds * 1_000) : FUNCTIONGRAPH_LIMITS.timeoutDefaultMs,
    resultBytesMax: Number(kept["RUNTIME_MAX_RESP_BODY_SIZE"]) || FUNCTIONGRAPH_LIMITS.resultBytes,
    userData: parseUserData(kept["RUNTIME_USERDATA"]),
    preset: (name) => kept[name],
  };
}
