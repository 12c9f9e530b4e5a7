import { groupBy } from "../../domain/group-by.ts";
import type { Notice } from "../../domain/notice.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { NOTHING } from "../../domain/verbs.ts";
import { say } from "../chat/say.ts";
import { machineAddresses } from "./addresses.ts";
import { isLeftRunning, isMention, isOutcome } from "./is-news.ts";
import {
  MACHINE_LINES_MAX,
  machineFacts,
  machineLines,
  machineOf,
  type PlannedStep,
  plannedSteps,
  type ToldMachine,
  titleNames,
} from "./machines.ts";
import { LINES, TEAM_LANGUAGE, TITLES } from "./team-words.ts";
import type { RunNews, TellingContext, Told } from "./told.ts";

/** What is told of machines that came out the same way. */
type Kind = "stopped" | "done" | "failed" | "unknown" | "still-running";

interface Outcome {
  readonly kind: Kind;
  readonly verb: string;
  readonly policy: string;
  readonly machine: ToldMachine;
}

function kindOf({ phase, reason }: StatusEntry, verb: string): Kind {
  if (phase === "unknown") return "unknown";
  if (phase === "succeeded") return verb === "stop" ? "stopped" : "done";
  return reason === "still-running" ? "still-running" : "failed";
}

/** A chain is told when it is through; what breaks it is told at once. What only tidies up is part of a failure. */
function isTold({ phase }: StatusEntry, planned: PlannedStep | undefined): boolean {
  if (!planned) return true;
  return planned.step.onlyWhile === undefined && (phase !== "succeeded" || planned.isLast);
}

function outcomesOf({ news, entries }: RunNews, { config }: TellingContext): readonly Outcome[] {
  const steps = plannedSteps(entries);
  return news.filter(isOutcome).flatMap((entry): readonly Outcome[] => {
    const planned = steps.get(entry.step ?? "");
    if (!isTold(entry, planned)) return [];
    const verb = (entry.phase === "succeeded" ? planned?.verb : planned?.step.verb) ?? entry.action ?? "?";
    const machine = machineOf(entry, config, planned);
    return [{ kind: kindOf(entry, verb), verb, policy: entry.policy ?? "?", machine }];
  });
}

/** What is left running, or meant by a policy that only tells; of one that only observes nobody hears. */
function judged({ news }: RunNews, { config }: TellingContext): readonly Outcome[] {
  const observes = new Set(config.policies.filter(({ mode }) => mode === "observe").map(({ name }) => name));
  return news
    .filter((entry) => (isLeftRunning(entry) || isMention(entry)) && !observes.has(entry.policy ?? ""))
    .map((entry): Outcome => {
      const about = { policy: entry.policy ?? "?", machine: machineOf(entry, config) };
      return isMention(entry)
        ? { ...about, kind: "done", verb: NOTHING }
        : { ...about, kind: "still-running", verb: "stop" };
    });
}

function titleOf({ kind, verb, policy }: Outcome, machines: readonly ToldMachine[]): string {
  const names = titleNames(machines);
  if (verb === NOTHING) return TITLES.mention(policy, names);
  switch (kind) {
    case "stopped":
    case "done":
      return TITLES.done(verb, names);
    case "failed":
      return TITLES.failed(verb, names);
    case "unknown":
      return TITLES.unknown(verb, names);
    case "still-running":
      return TITLES.stillRunning(names);
  }
}

function noticeOf(first: Outcome, machines: readonly ToldMachine[], run: string): Notice {
  const { kind, verb, policy } = first;
  // What a person ordered has no policy that anybody wrote.
  const written = policy.startsWith("(") ? [] : [say(TEAM_LANGUAGE).policy({ policy })];
  const lines = [...machineLines(machines), ...written];
  return {
    ...{ kind, language: TEAM_LANGUAGE, title: titleOf(first, machines).slice(0, 300), buttons: [], run },
    lines: kind === "unknown" ? [...lines, LINES.resolve(run)] : lines,
    facts: { verb, policy, machines: machineFacts(machines), count: machines.length },
  };
}

/** Outcomes that somebody has to see to: each machine is named, and none of it is held back. */
const URGENT: readonly Kind[] = ["unknown", "failed"];

/** Machines that are told in one notice, whose lines name the first of them. */
function together(group: readonly Outcome[], kind: Kind): readonly (readonly Outcome[])[] {
  if (!URGENT.includes(kind)) return [group];
  const count = Math.ceil(group.length / MACHINE_LINES_MAX);
  return Array.from({ length: count }, (_, index) =>
    group.slice(index * MACHINE_LINES_MAX, (index + 1) * MACHINE_LINES_MAX),
  );
}

/** Machines that were stopped, started, rebuilt or made, that failed, that nobody can tell of, or that run on. */
export function outcomeNotices(run: RunNews, context: TellingContext): readonly Told[] {
  const outcomes = [...outcomesOf(run, context), ...judged(run, context)];
  const groups = groupBy(outcomes, ({ kind, verb, policy, machine }) =>
    JSON.stringify([kind, verb, policy, machine.team]),
  );
  return [...groups.values()].flatMap((group): readonly Told[] => {
    const [first] = group;
    if (!first) return [];
    const to = machineAddresses({ team: first.machine.team, policy: first.policy }, context.config);
    return together(group, first.kind).map((part) => {
      const machines = part.map(({ machine }) => machine);
      return { notice: noticeOf(first, machines, run.run), to, urgent: URGENT.includes(first.kind) };
    });
  });
}
