import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";

/** Form of the file that stands beside a function's code. Another one belongs to another version of Curfew. */
export const COMPILED_VERSION = 1;

/** The configuration as it was checked when the function was packed. References are still references. */
export interface CompiledConfig {
  readonly compiled: typeof COMPILED_VERSION;
  readonly config: Config;
}

function isCompiled(value: unknown): value is CompiledConfig {
  return typeof value === "object" && value !== null && "compiled" in value && "config" in value;
}

/**
 * The configuration beside a function's code. It was checked when it was written, with a YAML parser that no function
 * carries; here only its form is looked at. Throws `invalid-config` naming the way out.
 */
export function readCompiledConfig(value: unknown): Config {
  if (isCompiled(value) && value.compiled === COMPILED_VERSION) return value.config;
  throw new AutomationError(
    "invalid-config",
    "curfew.config.json: written by another version of Curfew; pack the functions again with `curfew package`",
    { details: { field: "curfew.config.json", retryable: false } },
  );
}
