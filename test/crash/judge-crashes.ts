import type { StatusEntry } from "../../lib/domain/status.ts";
import { effectsIn, isEffect, isSubject, type SeenEffect, subjectOf } from "./effects.ts";
import type { Evidence, StandingMachine } from "./evidence.ts";
import { entriesBy, ONCE_ONLY_VERBS, type StepLife, stepLives } from "./step-lives.ts";
import type { Wish } from "./wishes.ts";

/** What the checks look at, put in order once. */
interface Case {
  readonly evidence: Evidence;
  readonly wishes: readonly Wish[];
  readonly byRun: ReadonlyMap<string, readonly StatusEntry[]>;
  readonly steps: readonly StepLife[];
  readonly effects: readonly SeenEffect[];
}

/** Answers what is wrong, one sentence each. */
type Check = (given: Case) => readonly string[];

const show = ({ operation, subject }: SeenEffect) => `${operation} ${subject}`;

const onceMeansOnce: Check = ({ wishes, effects }) =>
  wishes.flatMap(({ name, once }) => {
    const count = once ? effects.filter((effect) => isEffect(effect, once)).length : 0;
    return count > 1 ? [`${name}: ${once?.operation} had its effect ${count} times`] : [];
  });

/** Runs that a delivery's event has in the log. */
function runsOf(id: string, source: string, byRun: Case["byRun"]): readonly string[] {
  return [...byRun]
    .filter(([, [first]]) => first?.event === id && first.details["source"] === source)
    .map(([run]) => run);
}

const oneRunForEach: Check = ({ evidence, byRun }) =>
  evidence.posted.flatMap(({ delivery: { id, source, event = id }, runs: told }) => {
    const kept = runsOf(event, source, byRun);
    if (told.size === 0) return [`${id}: was never acknowledged`];
    if (kept.length !== 1) return [`${id}: acknowledged, but it has ${kept.length} runs`];
    return told.size === 1 && told.has(kept[0] ?? "")
      ? []
      : [`${id}: belongs to ${kept[0]}, but its senders were told ${[...told].join(", ")}`];
  });

const oneEndForEach: Check = ({ byRun, steps }) =>
  [...byRun].flatMap(([run, entries]) => {
    const ends = entries.filter(({ phase }) => phase === "finished").length;
    const last = entries.at(-1);
    if (ends > 1) return [`${run}: ${ends} terminal entries`];
    if (ends === 1) return last?.phase === "finished" ? [] : [`${run}: goes on after its end`];
    const waits = steps.some((step) => step.run === run && step.last?.phase === "unknown");
    return waits ? [] : [`${run}: never ended; the last entry is ${last?.phase} (${last?.reason})`];
  });

const gapless: Check = ({ byRun }) =>
  [...byRun].flatMap(([run, entries]) =>
    entries.every(({ seq }, index) => seq === index + 1) ? [] : [`${run}: its numbers have gaps`],
  );

/** Each effect needs an announcement of its own that is not younger than it: one more call than announced is one too many. */
const announced: Check = ({ evidence, effects }) => {
  const announcements = evidence.entries.filter(({ phase }) => phase === "submitting");
  return effects.flatMap((effect, index) => {
    const isSame = (other: SeenEffect) => isEffect(other, effect);
    const before = effects.slice(0, index + 1).filter(isSame).length;
    const said = announcements.filter(
      (entry) =>
        entry.details["operation"] === effect.operation &&
        isSubject(effect.subject, subjectOf(entry)) &&
        Date.parse(entry.at) <= effect.at,
    ).length;
    return said >= before ? [] : [`${show(effect)}: effect ${before}, but announced ${said} times before it`];
  });
};

/** Whether the log says that the call certainly had no effect. */
function saysNever({ last }: StepLife): boolean {
  return (last?.phase === "failed" || last?.phase === "rejected") && last.reason !== "step-failed";
}

const truthful: Check = ({ steps, effects }) =>
  steps.flatMap((life) => {
    const sent = life.entries.findLast(({ phase }) => phase === "submitting");
    if (!sent || !ONCE_ONLY_VERBS.includes(life.verb)) return [];
    const meant = { operation: String(sent.details["operation"]), subject: subjectOf(sent) };
    const happened = effects.some((effect) => isEffect(effect, meant));
    const what = `${life.verb} ${meant.subject}`;
    if (life.last?.phase === "succeeded" && !happened)
      return [`${what}: said to be done, but never happened`];
    return saysNever(life) && happened ? [`${what}: said never to have happened, but it did`] : [];
  });

const unbroken: Check = ({ evidence }) => evidence.chainProblems;

const nothingUnasked: Check = ({ evidence, wishes, effects }) => {
  const byClock = evidence.forgotten.map((id) => ({ operation: "StopNotebook", subject: `notebook/${id}` }));
  const asked = [...wishes.flatMap(({ may }) => may), ...byClock];
  return effects
    .filter((effect) => !asked.some((meant) => isEffect(effect, meant)))
    .map((effect) => `${show(effect)}: nobody asked for it`);
};

function statusOf(subject: string, machines: readonly StandingMachine[]): readonly (string | null)[] {
  const found = machines.filter(
    ({ kind, id, name }) => isSubject(`${kind}/${id}`, subject) || isSubject(`${kind}/+${name}`, subject),
  );
  return found.length === 0 ? [null] : found.map(({ status }) => status);
}

/** A wish of which the log says that all is done leaves its machines as the wish wants them. */
const asTold: Check = ({ evidence, wishes, byRun, steps }) =>
  wishes.flatMap(({ name, deliveries, stands }) => {
    const runs = deliveries.flatMap(({ id, source }) => runsOf(id, source, byRun));
    const isDone = runs.some(
      (run) =>
        byRun.get(run)?.at(-1)?.reason === "done" &&
        steps.some((step) => step.run === run && step.last?.phase === "succeeded"),
    );
    if (!isDone) return [];
    return stands.flatMap(({ subject, status }) => {
      const found = statusOf(subject, evidence.machines);
      const right = found.length === 1 && found[0] === status;
      return right
        ? []
        : [`${name}: said to be done, but ${subject} is ${found.join(" and ")} instead of ${status}`];
    });
  });

const onlyByKill: Check = ({ evidence }) => evidence.ownEndings;

const inTime: Check = ({ evidence }) => evidence.overdue.map((run) => `${run}: waited for nothing`);

/** Every promise, by name. */
export const CHECKS = {
  "once-only means once": onceMeansOnce,
  "one run for each event": oneRunForEach,
  "one end for each run": oneEndForEach,
  "no gaps in a run": gapless,
  "announced before sent": announced,
  "the log tells the truth": truthful,
  "the chain is unbroken": unbroken,
  "nothing unasked": nothingUnasked,
  "machines stand as told": asTold,
  "nothing waits for nothing": inTime,
  "servers end only by the kill": onlyByKill,
} as const satisfies Record<string, Check>;

/** See {@link CHECKS}. */
export type CheckName = keyof typeof CHECKS;

/** What each check found. */
export type Violations = Readonly<Record<CheckName, readonly string[]>>;

/** Figures of a crash run, for people. */
export interface Figures {
  readonly events: number;
  /** How often they were sent in all. */
  readonly deliveries: number;
  readonly runs: number;
  readonly entries: number;
  readonly effects: number;
  /** Steps that wait for a person. */
  readonly unknown: number;
  /** Once-only calls that were announced and never arrived. */
  readonly neverArrived: number;
}

function caseOf(evidence: Evidence): Case {
  const byRun = entriesBy(
    evidence.entries.toSorted((a, b) => a.seq - b.seq),
    "run",
  );
  return {
    evidence,
    byRun,
    wishes: [...new Set(evidence.posted.map(({ wish }) => wish))],
    steps: [...byRun].flatMap(([run, entries]) => stepLives(run, entries)),
    effects: effectsIn(evidence.journal),
  };
}

/** Holds what is left behind against every promise. */
export function judgeCrashes(evidence: Evidence): {
  readonly violations: Violations;
  readonly figures: Figures;
} {
  const given = caseOf(evidence);
  const found = Object.entries(CHECKS).map(([name, check]) => [name, check(given)]);
  return {
    violations: Object.fromEntries(found) as Violations,
    figures: {
      events: evidence.posted.length,
      deliveries: evidence.posted.reduce((sum, { attempts }) => sum + attempts, 0),
      runs: given.byRun.size,
      entries: evidence.entries.length,
      effects: given.effects.length,
      unknown: given.steps.filter(({ last }) => last?.phase === "unknown").length,
      neverArrived: given.steps.filter(
        (life) => ONCE_ONLY_VERBS.includes(life.verb) && life.last?.phase === "failed" && saysNever(life),
      ).length,
    },
  };
}
