import type { AutomationEvent } from "../domain/event.ts";
import type { UndoneRun } from "../domain/facts.ts";
import { groupBy } from "../domain/group-by.ts";
import type { StatusEntry } from "../domain/status.ts";
import { cloudVerbNamed, type VerbName, verb } from "../domain/verbs.ts";
import { runState, type StepState } from "./run-state.ts";

/** A run as it is kept. */
export interface KeptRun {
  readonly event: AutomationEvent;
  readonly entries: readonly StatusEntry[];
}

type Left = UndoneRun["steps"] extends ReadonlyMap<string, infer V> ? V : never;

const UNDER_WAY: readonly string[] = ["waiting", "sent"];

/** The run that a run took back itself: an order names it, and the decision of what somebody said in a chat does. */
function undoneBy({ event, entries }: KeptRun): string | undefined {
  if (event.type === "action.request") return event.data.undoes;
  const undoes = entries.find(({ phase }) => phase === "decided")?.details["undoes"];
  return typeof undoes === "string" ? undoes : undefined;
}

function whyNot(kept: KeptRun, states: readonly StepState[], decided: boolean): UndoneRun["refused"] {
  const undoes = undoneBy(kept);
  if (undoes !== undefined) {
    const text = `it took back run ${undoes} itself, and an undo is not undone; use stop or start by name`;
    return { reason: "not-supported", text };
  }
  if (decided && !states.some(({ phase }) => UNDER_WAY.includes(phase))) return null;
  return { reason: "waiting", text: "the run is still under way; it can be taken back when it has ended" };
}

/** The verb that takes a step back, where that is as harmless as the step: nothing is deleted by an undo. */
function undoOf(name: VerbName): VerbName | undefined {
  const undo = cloudVerbNamed(verb(name).undo ?? "");
  return undo !== undefined && verb(undo).repeat === "convergent" ? undo : undefined;
}

function sentAt(entries: readonly StatusEntry[]): ReadonlyMap<string, number> {
  const submitted = entries.filter(({ phase }) => phase === "submitting");
  return new Map(submitted.map(({ step, at }) => [step ?? "", Date.parse(at)]));
}

/**
 * What can be taken back of a run: the machines to which it did one thing, sent by itself and seen to have succeeded,
 * whose verb has another that takes it back. A machine that it rebuilt was changed for good, and one that was as
 * wanted already was none of its doing.
 */
export function undoneRun(kept: KeptRun): UndoneRun {
  const { steps, decided } = runState(kept.entries);
  const states = [...steps.values()];
  const sent = sentAt(kept.entries);
  const left = [...groupBy(states, ({ step }) => step.resource)].flatMap(
    ([ref, own]): readonly (readonly [string, Left])[] => {
      const [state, ...others] = own;
      const undo = state && undoOf(state.step.verb);
      const sentMs = state && sent.get(state.step.id);
      if (!state || others.length > 0 || state.phase !== "succeeded") return [];
      if (undo === undefined || sentMs === undefined) return [];
      return [[ref, { undo, sentMs, doneMs: state.sinceMs, group: state.step.barrier?.group ?? 0 }]];
    },
  );
  return {
    refused: whyNot(kept, states, decided),
    event: kept.event,
    steps: new Map(left),
    settleMs: Math.max(0, ...states.map(({ step }) => step.barrier?.settleMs ?? 0)),
  };
}
