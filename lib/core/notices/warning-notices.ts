import { groupBy } from "../../domain/group-by.ts";
import { readMemory } from "../../domain/memory.ts";
import type { Notice, NoticeButton } from "../../domain/notice.ts";
import { say } from "../chat/say.ts";
import { writeCommand } from "../chat/write-command.ts";
import { machineAddresses, zoneOf } from "./addresses.ts";
import { isWarning } from "./is-news.ts";
import { machineFacts, machineLines, machineOf, type ToldMachine, titleNames } from "./machines.ts";
import { LINES, TEAM_LANGUAGE, TITLES, teamMoment } from "./team-words.ts";
import type { RunNews, TellingContext, Told } from "./told.ts";

/** Machines that get a button of their own; the others are extended by name. */
const BUTTONS_MAX = 5;

/** By how much a button extends. */
const EXTEND_BY = "2h";

interface Warned {
  readonly policy: string;
  readonly machine: ToldMachine;
  /** Milliseconds since the epoch. */
  readonly stopAtMs: number;
}

function buttonOf({ machine }: Warned, isOnly: boolean): NoticeButton {
  const label = `${say(TEAM_LANGUAGE).button.extend} ${EXTEND_BY}`;
  const command = writeCommand({
    ...{ word: "extend", names: [machine.resource], options: { for: EXTEND_BY }, language: TEAM_LANGUAGE },
  });
  return { label: (isOnly ? label : `${label}: ${machine.name}`).slice(0, 75), command, style: "primary" };
}

function whenOf({ stopAtMs, machine }: Warned, { config, nowMs }: TellingContext): string {
  return teamMoment(stopAtMs, { zone: zoneOf(machine.team, config), nowMs });
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function noticeOf(warned: readonly Warned[], first: Warned, { run, context }: Telling): Notice {
  const machines = warned.map(({ machine }) => machine);
  const isOnly = warned.length === 1;
  const names = titleNames(machines);
  const due = new Map(warned.map((one) => [one.machine, whenOf(one, context)]));
  const lines = machineLines(machines, (machine) => `${machine.name}: ${due.get(machine) ?? ""}`);
  const { policy } = first;
  const stopAt = new Map(warned.map(({ machine, stopAtMs }) => [machine.resource, isoTime(stopAtMs)]));
  const facts = machineFacts(machines).map((one) => ({ ...one, stopAt: stopAt.get(one.resource) }));
  return {
    ...{ kind: "warning", language: TEAM_LANGUAGE, run },
    title: (isOnly ? TITLES.warning(names, whenOf(first, context)) : TITLES.warnings(names)).slice(0, 300),
    lines: [...(isOnly ? [] : lines), say(TEAM_LANGUAGE).policy({ policy }), LINES.object],
    buttons: warned.slice(0, BUTTONS_MAX).map((one) => buttonOf(one, isOnly)),
    facts: {
      policy,
      // The earliest of them; each machine has its own beside it.
      stopAt: isoTime(Math.min(...warned.map(({ stopAtMs }) => stopAtMs))),
      ...{ machines: facts, count: machines.length },
    },
  };
}

interface Telling {
  readonly run: string;
  readonly context: TellingContext;
}

/** Stops that are announced, with a way to put them off. A policy that only observes announces nothing. */
export function warningNotices({ run, news }: RunNews, context: TellingContext): readonly Told[] {
  const { config } = context;
  const observes = new Set(config.policies.filter(({ mode }) => mode === "observe").map(({ name }) => name));
  const warned = news.filter(isWarning).flatMap((entry): readonly Warned[] => {
    const stopAtMs = readMemory(entry.details["memory"]).pending?.stopAtMs;
    const policy = entry.policy ?? "?";
    if (stopAtMs === undefined || observes.has(policy)) return [];
    return [{ policy, stopAtMs, machine: machineOf(entry, config) }];
  });
  const groups = groupBy(warned, ({ policy, machine }) => JSON.stringify([policy, machine.team]));
  return [...groups.values()].flatMap((group): readonly Told[] => {
    const [first] = group;
    if (!first) return [];
    const to = machineAddresses({ team: first.machine.team, policy: first.policy }, config);
    return [{ notice: noticeOf(group, first, { run, context }), to, urgent: true }];
  });
}
