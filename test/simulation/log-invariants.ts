import { LEASE_LIFE_MS } from "../../lib/core/lease-life.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { Step } from "../../lib/domain/step.ts";

/** What can be told from the log alone. */
export interface LogEvidence {
  /** In the order in which the log took them. */
  readonly entries: readonly StatusEntry[];
  readonly byRun: ReadonlyMap<string, readonly StatusEntry[]>;
}

const ENDS: readonly string[] = ["succeeded", "failed", "rejected", "skipped"];

/** A run decides once: a second complete decision would be a second plan. */
export function oneDecision({ byRun }: LogEvidence): readonly string[] {
  return [...byRun].flatMap(([run, entries]) => {
    const decisions = entries.filter(({ phase, details }) => phase === "decided" && details["complete"]);
    return decisions.length > 1 ? [`${run}: ${decisions.length} decisions`] : [];
  });
}

/** What has come to its end stays there: a second outcome would be a second opinion about one call. */
export function endedIsEnded({ byRun }: LogEvidence): readonly string[] {
  return [...byRun].flatMap(([run, entries]) => {
    const ended = new Map<string, string>();
    const problems: string[] = [];
    for (const { step, phase } of entries) {
      if (step === null || phase === "planned") continue;
      const end = ended.get(step);
      if (end !== undefined) problems.push(`${run}: ${phase} of step ${step} after ${end}`);
      else if (ENDS.includes(phase)) ended.set(step, phase);
    }
    return problems;
  });
}

/** Steps that a run has on a machine, and how they stand. */
interface Turn {
  readonly run: string;
  readonly open: Set<string>;
  lastMs: number;
}

/** Clocks of processes are off by up to a minute, each. */
const SKEW_MS = 120_000;

/**
 * Runs that act on the same machine take turns: from the first call of a run on it until its steps there have ended, no
 * other run announces one, unless the lease has run out, and with it the signature of every call under it.
 */
export function turnsAreTaken({ entries, byRun }: LogEvidence): readonly string[] {
  const stepsOf = new Map<string, readonly Step[]>();
  for (const [run, own] of byRun) {
    stepsOf.set(
      run,
      own.flatMap(({ details }) => Step.safeParse(details["step"]).data ?? []),
    );
  }
  const turns = new Map<string, Turn>();
  const ended = new Set<string>();
  const problems: string[] = [];

  function announce({ run, resource, at, step }: StatusEntry): void {
    if (resource === null || step === null) return;
    const turn = turns.get(resource);
    const atMs = Date.parse(at);
    if (turn && turn.run !== run && turn.open.size > 0 && atMs < turn.lastMs + LEASE_LIFE_MS - SKEW_MS) {
      problems.push(`${resource}: ${run} announces a call while ${turn.run} is at it (${at})`);
    }
    if (turn?.run === run) {
      turn.lastMs = atMs;
      return;
    }
    const steps = (stepsOf.get(run) ?? []).filter((other) => other.resource === resource);
    const open = steps.map(({ id }) => id).filter((id) => !ended.has(`${run} ${id}`));
    turns.set(resource, { run, open: new Set(open), lastMs: atMs });
  }

  for (const entry of entries) {
    const { phase, resource, run, step } = entry;
    if (phase === "submitting") announce(entry);
    if (step !== null && ENDS.includes(phase)) ended.add(`${run} ${step}`);
    const turn = turns.get(resource ?? "");
    if (!turn || turn.run !== run || step === null) continue;
    // What nobody can tell is given up like an end: a person may take days. So is a call that had no effect.
    const freed = ENDS.includes(phase) || phase === "unknown";
    if (freed || (phase === "deferred" && entry.reason !== "answer-lost")) turn.open.delete(step);
  }
  return problems;
}

/**
 * No call of a later group is announced before every step of the groups before it was seen to have succeeded and the
 * group has settled. Clocks of processes are off, so a little less than the time to settle is enough here.
 */
export function wavesInOrder({ byRun }: LogEvidence): readonly string[] {
  return [...byRun].flatMap(([run, entries]) => {
    const steps = entries.flatMap(({ details }) => Step.safeParse(details["step"]).data ?? []);
    const byId = new Map(steps.map((step) => [step.id, step]));
    const doneMs = new Map<string, number>();
    const problems: string[] = [];
    for (const { phase, step: id, at } of entries) {
      const step = byId.get(id ?? "");
      if (!step) continue;
      if (phase === "succeeded") doneMs.set(step.id, Date.parse(at));
      const { barrier, policy } = step;
      if (phase !== "submitting" || !barrier) continue;
      const before = [...byId.values()].filter(
        (other) => other.policy === policy && (other.barrier?.group ?? 0) < barrier.group,
      );
      const early = before.find((other) => {
        const done = doneMs.get(other.id) ?? Number.POSITIVE_INFINITY;
        return Date.parse(at) < done + barrier.settleMs - SKEW_MS;
      });
      if (early)
        problems.push(`${run}: ${step.name} of group ${barrier.group + 1} before ${early.name} (${at})`);
    }
    return problems;
  });
}

/** Entries that only the process writes that sent the call. */
function isAnswer({ phase, reason }: StatusEntry): boolean {
  return phase === "accepted" || phase === "rejected" || (phase === "deferred" && reason === "answer-lost");
}

/**
 * Once a later lease on a machine was used, nothing is written under an earlier one: neither an announcement nor the
 * answer to a call. Whoever stood still for so long has to read the run again.
 */
export function frozenStayOut({ entries }: LogEvidence): readonly string[] {
  const newest = new Map<string, number>();
  const sentUnder = new Map<string, number>();
  return entries.flatMap((entry) => {
    const { resource, call, phase, run, at } = entry;
    if (resource === null || call === null) return [];
    const fence =
      phase === "submitting" ? Number(entry.details["fence"]) : sentUnder.get(`${call} ${resource}`);
    if (fence === undefined) return [];
    const known = newest.get(resource) ?? 0;
    if (phase === "submitting") {
      newest.set(resource, Math.max(known, fence));
      sentUnder.set(`${call} ${resource}`, fence);
    } else if (!isAnswer(entry)) return [];
    return fence < known
      ? [`${run}: ${phase} on ${resource} under lease ${fence}, after ${known} (${at})`]
      : [];
  });
}
