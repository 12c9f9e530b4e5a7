import { PlanAnswer, PlanAsk } from "../../domain/approval.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { Step } from "../../domain/step.ts";

/** What people are asked about a run. */
export interface Asked extends PlanAsk {
  /** Milliseconds since the epoch. */
  readonly askedMs: number;
  /** When the run asked people for the first time, perhaps about another plan. Milliseconds since the epoch. */
  readonly firstAskedMs: number;
  /** An answer at this moment is the last that counts. Milliseconds since the epoch. */
  readonly expiresMs: number;
  /** The steps of the draft. */
  readonly steps: readonly Step[];
}

/** A person's answer to what is asked now, given in time. */
export interface GivenAnswer extends PlanAnswer {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** The part of a run's state that people have a say in. */
export interface AskFold {
  /** An entry of phase `deferred` with the reason `awaiting-approval`; the drafts are all that were planned before it. */
  ask(entry: StatusEntry, drafts: readonly StatusEntry[]): void;
  /** An entry of phase `answered`. */
  answer(entry: StatusEntry): void;
  asked(): Asked | null;
  answers(): readonly GivenAnswer[];
}

function draftOf(plan: number, drafts: readonly StatusEntry[]): readonly Step[] {
  return drafts.flatMap(({ details }) => {
    const step = details["plan"] === plan ? Step.safeParse(details["step"]) : undefined;
    return step?.success ? [step.data] : [];
  });
}

/**
 * Reads what is asked and what was answered. Answers belong to one digest: as soon as another plan is asked for, all of
 * them are void, also when the first one comes back later.
 */
export function createAskFold(): AskFold {
  let asked: Asked | null = null;
  let answers: readonly GivenAnswer[] = [];

  return {
    ask(entry, drafts) {
      const ask = PlanAsk.safeParse(entry.details);
      if (!ask.success) return;
      if (ask.data.hash !== asked?.hash) answers = [];
      const askedMs = Date.parse(entry.at);
      const firstAskedMs = asked?.firstAskedMs ?? askedMs;
      const times = { askedMs, firstAskedMs, expiresMs: Date.parse(ask.data.expiresAt) };
      asked = { ...ask.data, ...times, steps: draftOf(ask.data.plan, drafts) };
    },
    answer(entry) {
      const answer = PlanAnswer.safeParse(entry.details);
      const atMs = Date.parse(entry.at);
      if (!answer.success || answer.data.hash !== asked?.hash || atMs > asked.expiresMs) return;
      answers = [...answers, { ...answer.data, atMs }];
    },
    asked: () => asked,
    answers: () => answers,
  };
}
