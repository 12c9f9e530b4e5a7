import type { StatusEntry, StatusPhase } from "../../lib/domain/status.ts";

/** What the log says of one step, read from its entries alone and by no code of the program's own. */
export interface StepLife {
  readonly run: string;
  readonly step: string;
  readonly verb: string;
  readonly entries: readonly StatusEntry[];
  /** The last thing said about it, or `null` when it was only planned. */
  readonly last: StatusEntry | null;
}

const SAID: readonly StatusPhase[] = [
  ...(["submitting", "accepted", "rejected", "succeeded", "failed"] as const),
  ...(["unknown", "skipped", "deferred"] as const),
];

/** Verbs whose effect nobody wants twice. */
export const ONCE_ONLY_VERBS: readonly string[] = [
  ...["reinstall-os", "change-os", "reboot", "delete"],
  ...["create-notebook", "create-dev-server"],
];

/** Entries by the value of a field; those without one are left out. */
export function entriesBy(
  entries: readonly StatusEntry[],
  field: "run" | "step",
): ReadonlyMap<string, readonly StatusEntry[]> {
  const groups = new Map<string, StatusEntry[]>();
  for (const entry of entries) {
    const name = entry[field];
    if (name === null) continue;
    const own = groups.get(name);
    if (own) own.push(entry);
    else groups.set(name, [entry]);
  }
  return groups;
}

/** The steps of one run. */
export function stepLives(run: string, entries: readonly StatusEntry[]): readonly StepLife[] {
  return [...entriesBy(entries, "step")].map(([step, own]) => ({
    run,
    step,
    verb: own[0]?.action ?? "",
    entries: own,
    last: own.findLast(({ phase }) => SAID.includes(phase)) ?? null,
  }));
}

/**
 * Whether only the end of a signature will tell how it goes on: a once-only call was announced and nobody knows what
 * became of it, or the step waits for a call of the one before it that may come in late.
 */
export function isUnanswered({ verb, last }: StepLife): boolean {
  if (last?.reason === "late-call") return true;
  if (!ONCE_ONLY_VERBS.includes(verb) || last === null) return false;
  return last.phase === "submitting" || last.reason === "answer-lost";
}
