import { textOption } from "./option-values.ts";
import { wrongOption } from "./wrong-option.ts";

/** Longest reason that is kept, in characters. */
export const REASON_CHARACTERS_MAX = 1_024;

/** `--why`, or `undefined` when it is not given or blank. Throws `usage` when it is too long. */
export function reasonOption(options: Readonly<Record<string, unknown>>): string | undefined {
  const why = textOption(options, "why")?.trim();
  if (why === undefined || why === "") return undefined;
  if (why.length <= REASON_CHARACTERS_MAX) return why;
  throw wrongOption("--why", `at most ${REASON_CHARACTERS_MAX} characters, put the rest behind a link`);
}

/** `--why` where nothing goes without one. Throws `usage` that says what it is for. */
export function requiredReason(options: Readonly<Record<string, unknown>>, purpose: string): string {
  const why = reasonOption(options);
  if (why !== undefined) return why;
  throw wrongOption("--why", `${purpose}; give one: --why "…"`);
}
