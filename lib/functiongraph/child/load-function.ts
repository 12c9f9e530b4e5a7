import { join } from "node:path";
import type { ErrorBody } from "../protocol.ts";
import { explainLoadError } from "./explain-load-error.ts";

/** Anything that was exported under the name that was asked for. */
export type UserFunction = (...values: unknown[]) => unknown;

/** A function of the user's module, or why it cannot be had. */
export type LoadedFunction = { readonly found: UserFunction } | { readonly error: ErrorBody };

/** File part of `<file>.<function>`. */
export function fileOf(setting: string): string {
  return setting.slice(0, setting.lastIndexOf("."));
}

/**
 * Requires the file, which is when its top-level code runs the first time, and takes a function out of it. Every call
 * requires it anew: what failed to load is tried again, what did load comes from the cache.
 */
export function loadFunction(
  place: { readonly codeRoot: string; readonly file: string; readonly name: string },
  load: (path: string) => unknown,
): LoadedFunction {
  const { codeRoot, file, name } = place;
  let exported: unknown;
  try {
    exported = load(join(codeRoot, file));
  } catch (error) {
    return { error: explainLoadError(error, codeRoot, file) };
  }
  const found: unknown = Object(exported)[name];
  if (typeof found === "function") return { found: found as UserFunction };
  return {
    error: {
      errorMessage: `handler '${name}' not found in module './${file}.js'`,
      errorType: "FunctionConfigError",
    },
  };
}
