import { groupBy } from "../../domain/group-by.ts";
import type { Step } from "../../domain/step.ts";
import { planHash } from "./plan-hash.ts";

/** In what a plan is another one than before; machines as `target/kind/id`. */
export interface PlanDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Machines that are in both, to which something else would be done. */
  readonly changed: readonly string[];
}

/** Machines of each kind that the sentence names. */
const NAMED_MAX = 5;

function byMachine(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  return groupBy(steps, ({ resource }) => resource);
}

/** Compares two plans machine by machine. Texts stand in for digests: nobody keeps them. */
export function planDifference(before: readonly Step[], after: readonly Step[]): PlanDifference {
  const [old, now] = [byMachine(before), byMachine(after)];
  const text = (steps: readonly Step[] = []) => planHash(steps, (whole) => whole);
  return {
    added: [...now.keys()].filter((ref) => !old.has(ref)),
    removed: [...old.keys()].filter((ref) => !now.has(ref)),
    changed: [...now]
      .filter(([ref, steps]) => old.has(ref) && text(steps) !== text(old.get(ref)))
      .map(([ref]) => ref),
  };
}

function told(word: string, refs: readonly string[]): readonly string[] {
  if (refs.length === 0) return [];
  const more = refs.length > NAMED_MAX ? ` and ${refs.length - NAMED_MAX} more` : "";
  return [`${word} ${refs.slice(0, NAMED_MAX).join(", ")}${more}`];
}

/** The difference in one sentence. */
export function describeDifference({ added, removed, changed }: PlanDifference): string {
  const parts = [...told("new:", added), ...told("no longer:", removed), ...told("otherwise:", changed)];
  return parts.join("; ") || "the same machines, by other rules";
}
