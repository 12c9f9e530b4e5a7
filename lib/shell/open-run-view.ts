import { runState, type StepState } from "../core/run-state.ts";
import { formatDuration } from "../domain/duration.ts";
import type { StatusEntry } from "../domain/status.ts";
import type { OpenRun } from "../ports/log-reader.ts";

/** A step that nobody but a person can decide. */
export interface UnknownStep {
  readonly run: string;
  readonly step: string;
  readonly verb: string;
  readonly resource: string;
  readonly name: string;
  readonly policy: string;
  /** ISO 8601, when it became unknown. */
  readonly since: string;
  /** Why it cannot be told. */
  readonly text: string;
}

/** A run that has not ended, and what it waits for. */
export interface OpenRunView {
  readonly run: string;
  readonly source: string;
  readonly type: string;
  readonly event: string;
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly lastAt: string;
  /** How many steps are in each phase; phases without steps are missing. */
  readonly steps: Readonly<Record<string, number>>;
  readonly waitsFor: string;
  readonly unknown: readonly UnknownStep[];
}

function inPhase(steps: readonly StepState[], phase: StepState["phase"]): readonly StepState[] {
  return steps.filter((state) => state.phase === phase);
}

function nameFirst([first, ...others]: readonly StepState[]): string {
  if (!first) return "";
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return `${first.step.verb} ${first.step.name}${more}`;
}

function sentFor(sent: readonly StepState[], nowMs: number): string {
  const signed = sent.map(({ submission }) => submission?.signedAtMs ?? nowMs);
  return formatDuration(Math.max(0, nowMs - Math.min(...signed)));
}

/** When a run is looked at. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly paused: boolean;
}

/** What leads on, the most pressing first. */
function waitsFor(entries: readonly StatusEntry[], { nowMs, paused }: Moment): string {
  const state = runState(entries);
  const steps = [...state.steps.values()];
  const [unknown, sent, waiting] = [
    inPhase(steps, "unknown"),
    inPhase(steps, "sent"),
    inPhase(steps, "waiting"),
  ];
  if (unknown.length > 0) return `a person: ${nameFirst(unknown)} cannot be told`;
  if (sent.length > 0) return `the cloud: ${nameFirst(sent)}, sent ${sentFor(sent, nowMs)} ago`;
  if (!state.decided && state.asked && state.deferredFor === "awaiting-approval") {
    return `people: ${state.asked.card.title}, plan ${state.asked.code}, asked until ${state.asked.expiresAt}`;
  }
  if (paused && (!state.decided || waiting.length > 0)) return "the end of the pause";
  if (!state.decided) return "its decision, in the next pass";
  if (waiting.length > 0) return `its turn in the next pass: ${nameFirst(waiting)}`;
  return "its last entry, in the next pass";
}

function unknownSteps(run: string, entries: readonly StatusEntry[]): readonly UnknownStep[] {
  return inPhase([...runState(entries).steps.values()], "unknown").map(({ step }) => {
    const entry = entries.findLast((one) => one.step === step.id && one.phase === "unknown");
    const { id, verb, resource, name, policy } = step;
    const since = entry?.at ?? "";
    return { run, step: id, verb, resource, name, policy, since, text: entry?.text ?? "" };
  });
}

function countPhases(entries: readonly StatusEntry[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { phase } of runState(entries).steps.values()) counts[phase] = (counts[phase] ?? 0) + 1;
  return counts;
}

/** Folds an open run's entries into what people want to know of it. */
export function openRunView(run: OpenRun, entries: readonly StatusEntry[], moment: Moment): OpenRunView {
  const { source, type, event, receivedAtMs, lastAtMs } = run;
  return {
    run: run.run,
    source,
    type,
    event,
    receivedAt: new Date(receivedAtMs).toISOString(),
    lastAt: new Date(lastAtMs).toISOString(),
    steps: countPhases(entries),
    waitsFor: waitsFor(entries, moment),
    unknown: unknownSteps(run.run, entries),
  };
}
