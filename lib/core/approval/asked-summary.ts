import type { Facts } from "../../domain/facts.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Summary } from "../summarize.ts";
import { askKey } from "./open-asks.ts";

/** Runs that the sentence names. */
const NAMED_MAX = 5;

/**
 * How a run ends that leaves everything to others which ask people already: its end names them. A line for each machine
 * would be written anew with every delivery.
 */
export function askedSummary(
  { steps, observed, skipped }: Plan,
  { asked }: Pick<Facts, "asked">,
): { readonly summary?: Summary } {
  const open = skipped.flatMap(({ intent, ref, reason }) => {
    const one = reason === "awaiting-approval" && asked?.get(askKey(intent.policy.name, ref, intent.verb));
    return one ? [one] : [];
  });
  const [first] = open;
  if (!first || steps.length > 0 || observed.length > 0) return {};
  const runs = [...new Set(open.map(({ run }) => run))];
  const more = runs.length > NAMED_MAX ? ` and ${runs.length - NAMED_MAX} more` : "";
  const about = open.length === 1 ? "1 machine" : `${open.length} machines`;
  const named =
    runs.length === 1 ? `run ${first.run}, plan ${first.code}` : runs.slice(0, NAMED_MAX).join(", ");
  const text = `people are asked about ${about} already: ${named}${more}; see curfew status`;
  const counts = { succeeded: 0, failed: 0, skipped: open.length, observed: 0 };
  return { summary: { reason: "nothing-to-do", text, counts } };
}
