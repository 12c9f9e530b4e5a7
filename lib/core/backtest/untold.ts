import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import { offers } from "../facts-needed.ts";
import { isReplayed } from "./replay.ts";
import { lastHourOf } from "./signal-columns.ts";
import type { Tape } from "./tape.ts";

/** Names that are written out; more are only counted. */
const NAMES_MAX = 5;

/** What the notes are made from. */
export interface UntoldInput {
  readonly configs: readonly Pick<Config, "policies" | "targets">[];
  readonly tape: Tape;
  readonly everyMs: number;
  /** Hours in which a list could not be read beyond doubt, by `target/kind`. */
  readonly doubtfulHours: ReadonlyMap<string, number>;
  /** Entries that should hold a frame and hold none that can be read. */
  readonly unreadable: number;
}

function machines(count: number): string {
  return count === 1 ? "1 machine" : `${count} machines`;
}

function named(names: readonly string[]): string {
  const first = names.slice(0, NAMES_MAX).join(", ");
  return names.length > NAMES_MAX ? `${first} and ${names.length - NAMES_MAX} more` : first;
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}

function namesOf(policies: readonly Policy[], isSo: (policy: Policy) => boolean): readonly string[] {
  return unique(policies.filter(isSo).map(({ name }) => name));
}

/** Lists that policies mean and in which the log has never seen a machine. */
function unseenLists({ configs, tape }: UntoldInput): readonly string[] {
  const seen = new Set(tape.machines.map(({ list }) => list));
  const meant = configs.flatMap(({ policies, targets }) =>
    policies
      .filter(isReplayed)
      .flatMap(({ resources }) =>
        targets.flatMap((target) =>
          resources.filter((kind) => offers(target, kind)).map((kind) => `${target.name}/${kind}`),
        ),
      ),
  );
  return unique(meant.filter((list) => !seen.has(list)));
}

/** Machines that ran, that an idle policy looks at by kind, and of which no signal was ever recorded. */
function silentMachines({ configs, tape }: UntoldInput): number {
  const kinds = new Set(
    configs.flatMap(({ policies }) =>
      policies
        .filter((policy) => isReplayed(policy) && policy.idleMs !== null)
        .flatMap(({ resources }) => resources),
    ),
  );
  return tape.machines.filter(
    ({ index, resource }) =>
      tape.hasRun(index) &&
      lastHourOf(tape.signals, index) < 0 &&
      resource !== null &&
      kinds.has(resource.kind),
  ).length;
}

/** What the log cannot tell of this backtest, one sentence each; only what applies. */
export function untoldNotes(input: UntoldInput): readonly string[] {
  const { configs, tape, everyMs, doubtfulHours, unreadable } = input;
  const policies = configs.flatMap((config) => config.policies);
  const say = (names: readonly string[], text: (names: string) => string): readonly string[] =>
    names.length === 0 ? [] : [text(named(names))];
  const silent = silentMachines(input);
  const untold = tape.machines.filter(({ resource }) => resource === null).length;
  const doubts = [...doubtfulHours].map(([list, hours]) => `${list} in ${hours} hours`);
  return [
    ...say(doubts, (names) => `not read beyond doubt, and not judged or judged in doubt: ${names}`),
    ...(untold > 0 ? [`${machines(untold)} never told whole, and left out`] : []),
    ...(unreadable > 0 ? [`${unreadable} frames could not be read, and count as missing`] : []),
    ...say(
      unseenLists(input),
      (names) => `the log has seen no machine of ${names}: what policies would do there is not known`,
    ),
    ...(silent > 0
      ? [
          `idle policies look at ${machines(silent)} without any signal in the log: what has none is never idle`,
        ]
      : []),
    ...say(
      namesOf(policies, (policy) => !isReplayed(policy)),
      (names) => `not replayed, since they go by events or leave no trace in the frames: ${names}`,
    ),
    ...say(
      namesOf(policies, (policy) => isReplayed(policy) && policy.jupyter),
      (names) =>
        `kernels, sessions and terminals are not in the log, so the metrics alone decide for: ${names}`,
    ),
    ...say(
      namesOf(policies, (policy) => isReplayed(policy) && policy.warnMs.length > 0),
      (names) =>
        `warnings take whole passes here (${everyMs / 3_600_000}h), so stops come later than they would: ${names}`,
    ),
    ...say(
      namesOf(policies, (policy) => isReplayed(policy) && policy.waves !== null),
      (names) => `waves are played at once, without the health check between them: ${names}`,
    ),
  ];
}
