import type { Facts } from "../domain/facts.ts";
import type { Plan } from "../domain/plan.ts";
import type { NewEntry } from "../domain/status.ts";
import { entryAt } from "./entry.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** Which wording of each policy was judged: a trial of one says nothing of another. */
function formsOf({ counts }: Plan, { formOf }: ShellPorts["rulebook"]): Readonly<Record<string, string>> {
  const forms = counts.flatMap(({ policy }) => {
    const form = formOf(policy);
    return form === undefined ? [] : [[policy, form] as const];
  });
  return Object.fromEntries(forms);
}

/** Which fleets were looked at: a trial on one says nothing of another, whatever it is called. One that failed was not. */
function targetsOf(
  { inventories }: Facts,
  { targetFormOf }: ShellPorts["rulebook"],
): Readonly<Record<string, string>> {
  const read = inventories.filter(({ failed }) => failed === null).map(({ target }) => target);
  const forms = [...new Set(read)].flatMap((target) => {
    const form = targetFormOf(target);
    return form === undefined ? [] : [[target, form] as const];
  });
  return Object.fromEntries(forms);
}

/** Policies that are named; more are only counted. */
const NAMED_MAX = 5;

/** Which of the policies enforce: whoever wrote that into the file by hand has left no other trace. */
function enforcedText({ counts }: Plan, { config }: ShellPorts["rulebook"]): string {
  const enforcing = new Set(config.policies.filter(({ mode }) => mode === "enforce").map(({ name }) => name));
  const names = counts.map(({ policy }) => policy).filter((name) => enforcing.has(name));
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
  return names.length === 0 ? "" : `; enforced: ${names.slice(0, NAMED_MAX).join(", ")}${more}`;
}

/** The decision of a pass in one entry: how many machines each policy meant, and in which wording and mode. */
export function decidedEntry(
  facts: Facts,
  plan: Plan,
  { number, rulebook }: { readonly number: number; readonly rulebook: ShellPorts["rulebook"] },
): NewEntry {
  const skipped = plan.counts.reduce((sum, count) => sum + count.skip, 0);
  return entryAt(facts.nowMs, {
    phase: "decided",
    reason: "matched",
    text: `${plan.steps.length} steps, ${plan.observed.length} only observed, ${skipped} left alone${enforcedText(plan, rulebook)}`,
    details: {
      ...{ complete: true, plan: number, counts: plan.counts },
      ...{ forms: formsOf(plan, rulebook), targets: targetsOf(facts, rulebook) },
    },
  });
}
