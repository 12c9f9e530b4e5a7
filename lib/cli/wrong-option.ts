import { AutomationError } from "../domain/errors.ts";

/** A value on the command line that breaks a rule: names the option or argument, the rule and what came. */
export function wrongOption(name: string, rule: string, got?: unknown): AutomationError {
  const came = got === undefined ? "" : ` (got ${JSON.stringify(got)})`;
  return new AutomationError("usage", `${name}: ${rule}${came}`, { details: { field: name, rule } });
}
