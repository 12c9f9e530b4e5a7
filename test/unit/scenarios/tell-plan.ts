import { groupBy } from "../../../lib/domain/group-by.ts";
import type { Plan } from "../../../lib/domain/plan.ts";
import { isLocalVerb } from "../../../lib/domain/verbs.ts";
import type { Verdict } from "../../../lib/domain/verdict.ts";

/** A plan, and the policies that were asked. */
export interface ToTell {
  readonly plan: Plan;
  /** Why no policy had to be asked; empty when some were. */
  readonly ignored: readonly string[];
}

const ACTS: Readonly<Record<string, readonly [acts: string, wouldAct: string]>> = {
  stop: ["stops", "would stop"],
  start: ["starts", "would start"],
  reboot: ["reboots", "would reboot"],
  lease: ["sets a lease of", "would set a lease of"],
  hold: ["holds", "would hold"],
  "change-os": ["changes the system of", "would change the system of"],
  "reinstall-os": ["reinstalls", "would reinstall"],
  none: ["tells of", "tells of"],
};

const name = ({ ref }: Verdict) => ref.split("/").at(-1) ?? ref;
const listed = (verdicts: readonly Verdict[]) => verdicts.map(name).join(", ");

/** Machines of one verb, group after group where they go in groups. */
function inGroups(verdicts: readonly Verdict[], { steps }: Plan): string {
  const group = ({ ref }: Verdict) => steps.find(({ resource }) => resource === ref)?.barrier?.group ?? 0;
  const groups = [...groupBy(verdicts, group)].toSorted(([a], [b]) => a - b);
  return groups.map(([, own]) => listed(own)).join(", then ");
}

/** For how long a notebook lease is to be. */
function hoursOf([verdict]: readonly Verdict[]): string {
  const hours = verdict?.intent.verb === "lease" ? verdict.intent.parameters["hours"] : undefined;
  return typeof hours === "number" ? `${hours}h on ` : "";
}

function actions(verdicts: readonly Verdict[], plan: Plan, tense: 0 | 1): readonly string[] {
  return [...groupBy(verdicts, ({ intent }) => intent.verb)].map(
    ([verb, own]) => `${ACTS[verb]?.[tense] ?? verb} ${hoursOf(own)}${inGroups(own, plan)}`,
  );
}

function skips(skipped: readonly Verdict[]): readonly string[] {
  return [...groupBy(skipped, ({ reason }) => reason)].map(([reason, own]) =>
    reason === "warned" ? `warns ${listed(own)}` : `leaves ${listed(own)} (${reason})`,
  );
}

/** A plan has no step for what is kept in the house, so that its verdicts stand beside those that are only observed. */
export function isKept({ intent }: Verdict): boolean {
  return isLocalVerb(intent.verb) && intent.policy.mode === "enforce";
}

/** What one policy does, in the words of the page. */
function tellOne({ acted, observed, skipped, ...rest }: Plan): string {
  const plan = { acted, observed, skipped, ...rest };
  const done = [...acted, ...observed.filter(isKept)];
  const only = observed.filter((verdict) => !isKept(verdict));
  return [...actions(done, plan, 0), ...actions(only, plan, 1), ...skips(skipped)].join("; ");
}

/** A plan as the page writes it: `stops train-1; leaves train-2 (busy)`. Of several policies each is named. */
export function tellPlan({ plan, ignored }: ToTell, { names }: { readonly names: boolean }): string {
  const policies = [...new Set(plan.counts.map(({ policy }) => policy))];
  const told = policies.flatMap((policy) => {
    const own = (verdicts: readonly Verdict[]) =>
      verdicts.filter(({ intent }) => intent.policy.name === policy);
    const { acted, observed, skipped } = plan;
    const text = tellOne({ ...plan, acted: own(acted), observed: own(observed), skipped: own(skipped) });
    if (text === "") return [];
    return [names ? `${policy} ${text}` : text];
  });
  const nothing = ignored.length > 0 ? `nothing (${ignored.join(", ")})` : "nothing";
  return told.length > 0 ? told.join(". ") : nothing;
}
