import { parseDuration } from "../domain/duration.ts";
import { AutomationError } from "../domain/errors.ts";

type Options = Readonly<Record<string, unknown>>;

function wrong(name: string, rule: string, got: unknown): AutomationError {
  return new AutomationError("usage", `--${name}: ${rule} (got ${JSON.stringify(got)})`, {
    details: { field: name, rule },
  });
}

/** A text option, or `undefined`. */
export function textOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** A flag. */
export function flagOption(options: Options, name: string): boolean {
  return options[name] === true;
}

/** A whole number within bounds. Throws `usage` otherwise. */
export function numberOption(
  options: Options,
  name: string,
  bounds: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  const text = textOption(options, name);
  if (text === undefined) return bounds.fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= bounds.min && value <= bounds.max) return value;
  throw wrong(name, `a whole number from ${bounds.min} to ${bounds.max}`, text);
}

/** A span of time in milliseconds, or `undefined`. Throws `usage` for anything else. */
export function spanOption(options: Options, name: string): number | undefined {
  const text = textOption(options, name);
  if (text === undefined) return undefined;
  const value = parseDuration(text);
  if (value !== undefined) return value;
  throw wrong(name, "a time span such as 90s, 10m, 2h or 7d", text);
}
