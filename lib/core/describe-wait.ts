import type { StatusEntry } from "../domain/status.ts";
import { ended, runState, type StepState } from "./run-state.ts";

/** Machines that are named; more are only counted. */
const NAMED_MAX = 3;

function named(states: readonly StepState[]): string {
  const first = states.slice(0, NAMED_MAX).map(({ step }) => `${step.verb} of ${step.name}`);
  const more = states.length - first.length;
  return `${first.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** What a run that has not ended waits for, in one sentence, as its log tells it. */
export function describeWait(entries: readonly StatusEntry[]): string {
  const state = runState(entries);
  const last = entries.at(-1);
  if (!state.decided) {
    if (last?.phase !== "deferred") return "the cloud has not answered yet what machines there are";
    if (last.reason === "awaiting-approval") return last.text;
    return `${last.text || last.reason}; it is asked again`;
  }
  const open = [...state.steps.values()].filter((step) => !ended(step));
  const sent = open.filter(({ phase }) => phase === "sent");
  if (sent.length > 0) return `${named(sent)}: sent, and not seen to be done`;
  const unknown = open.filter(({ phase }) => phase === "unknown");
  if (unknown.length > 0 && unknown.length === open.length) {
    return `${named(unknown)}: nobody knows how it came out; see curfew resolve`;
  }
  return open.length > 0 ? `${named(open)}: not sent yet` : "its end is being written";
}
