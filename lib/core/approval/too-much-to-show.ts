import type { Intent } from "../../domain/intent.ts";
import type { Veto } from "../guards/guard.ts";

/** Longest parameters, as JSON, that a card shows: they fill half of it. */
export const SHOWN_CHARACTERS_MAX = 8_000;

/**
 * Why people cannot be asked about an order: they agree to exactly what they are shown, and this is more than can be
 * shown to them. What nobody is asked about may be as long as the call takes.
 */
export function tooMuchToShow({ policy, byChat = false, parameters }: Intent): Veto | undefined {
  if (policy.approve === null && !byChat) return undefined;
  const { length } = JSON.stringify(parameters);
  if (length <= SHOWN_CHARACTERS_MAX) return undefined;
  const text = `parameters: ${length} characters; whoever has to agree can be shown at most ${SHOWN_CHARACTERS_MAX}`;
  return { reason: "invalid-parameters", text };
}
