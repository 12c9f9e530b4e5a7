import type { Policy } from "../../domain/policy.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { ResourceRef } from "../../domain/resource.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { createColumn } from "./column.ts";
import type { PlayedMachine } from "./played-machine.ts";
import { type Rests, restsOn } from "./said.ts";
import { hoursOfWork, type Now } from "./still-rests.ts";
import type { Tape } from "./tape.ts";

/** What the clock says to the policy about a machine. */
type ClockOf = (machine: PlayedMachine) => number;

/** Verdicts of one policy that stand until something happens that they rest on. */
export interface Settled {
  /** Whether judging anew could not come to anything else. */
  stands(machine: PlayedMachine, clock: ClockOf, now: Now): boolean;
  /** Whether `where` meant the machine when it was last asked, and nothing has changed since that it could look at. */
  isMeant(machine: PlayedMachine): boolean;
  /** Said last; `null`: the policy does not mean the machine; `undefined`: it is not even of its kinds. */
  reasonOf(machine: PlayedMachine): Reason | null | undefined;
  /** The verdict said last, where it acts. */
  actOf(machine: PlayedMachine): Verdict | null;
  say(machine: PlayedMachine, verdict: Verdict, clock: number, now: Now): void;
  /** Judged and not meant: by `where`, or since it is not of its kinds. */
  sayNotMeant(machine: PlayedMachine, isOfKind: boolean): void;
}

/** How verdicts are kept. */
export interface SettledOptions {
  /** Whether anything stands at all: not where a condition looks at the time. */
  readonly isOn: boolean;
  /** Whether the policy has something in mind of a machine, by which its window may change. */
  readonly hasMemory: (ref: ResourceRef) => boolean;
}

const [NOTHING, NOT_MEANT, MACHINE, CLOCK, WORK, SILENCE, REST] = [0, 1, 2, 3, 4, 5, 6] as const;

const CODES: Readonly<Record<Rests, number>> = {
  nothing: NOTHING,
  machine: MACHINE,
  clock: CLOCK,
  work: WORK,
  silence: SILENCE,
  rest: REST,
};

/** A condition that looks at the event or at the clock has to be asked in every pass. */
export function isTimeless(uses: readonly string[]): boolean {
  return uses.every((path) => !/^(event|ageHours)\b/.test(path));
}

/**
 * Keeps what one policy says of each machine as long as the core could not say anything else: machines that are off stay
 * so until somebody starts them, an hour of work objects for as long as it is in the window, and hours that begin at
 * eight begin at eight. Nothing is decided here; what might have changed is judged again. Columns instead of records,
 * since a month of a large fleet asks millions of times.
 */
export function createSettled(policy: Policy, tape: Tape, { isOn, hasMemory }: SettledOptions): Settled {
  const work = hoursOfWork(policy, tape);
  const rests = createColumn();
  const versions = createColumn();
  const clocks = createColumn();
  const actions = createColumn();
  /** The last hour in which a signal was measured, in which the machine was looked at, and until which work objects. */
  const signals = createColumn();
  const looked = createColumn();
  const works = createColumn();
  /** The version for which `where` meant the machine. */
  const meant = createColumn();
  const reasons: (Reason | null | undefined)[] = [];
  const acts: (Verdict | null)[] = [];

  function goesOnWorking(machine: PlayedMachine, { hour }: Now): boolean {
    const { index } = machine;
    if (works.get(index) < hour) works.set(index, work.worksUntil(machine, hour));
    return works.get(index) >= hour;
  }

  function goesOnResting(machine: PlayedMachine, now: Now): boolean {
    const { index, tape: told } = machine;
    if (hasMemory(told.ref) || !work.restsSince(machine, looked.get(index), now)) return false;
    looked.set(index, now.hour);
    return true;
  }

  function goesOn(machine: PlayedMachine, now: Now): boolean {
    switch (rests.get(machine.index)) {
      case WORK:
        return goesOnWorking(machine, now);
      case REST:
        return goesOnResting(machine, now);
      case SILENCE:
        return signals.get(machine.index) === machine.tape.signalHour;
      default:
        return true;
    }
  }

  function stands(machine: PlayedMachine, clock: ClockOf, now: Now): boolean {
    const { index } = machine;
    const code = rests.get(index);
    if (code <= NOTHING || versions.get(index) !== machine.version) return false;
    if (code === NOT_MEANT) return true;
    if (actions.get(index) !== now.actionsS) return false;
    return code === MACHINE || (clocks.get(index) === clock(machine) && goesOn(machine, now));
  }

  return {
    stands,
    isMeant: ({ index, version }) => isOn && meant.get(index) === version,
    reasonOf: ({ index }) => reasons[index],
    actOf: ({ index }) => acts[index] ?? null,
    say: ({ index, version, tape: { signalHour } }, verdict, clock, { hour, actionsS }) => {
      rests.set(index, isOn ? CODES[restsOn(verdict)] : NOTHING);
      versions.set(index, version);
      clocks.set(index, clock);
      actions.set(index, actionsS);
      signals.set(index, signalHour);
      looked.set(index, hour);
      works.set(index, -1);
      meant.set(index, verdict.reason === "where-unknown" ? -1 : version);
      reasons[index] = verdict.reason;
      acts[index] = verdict.act ? verdict : null;
    },
    sayNotMeant: ({ index, version }, isOfKind) => {
      rests.set(index, isOn ? NOT_MEANT : NOTHING);
      versions.set(index, version);
      meant.set(index, -1);
      reasons[index] = isOfKind ? null : undefined;
      acts[index] = null;
    },
  };
}
