import type { Reason } from "../../domain/reasons.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { Listing } from "./played-fleet.ts";
import type { PlayedMachine } from "./played-machine.ts";
import { restsOn, type SaidAbout } from "./said.ts";
import { createSaidColumns, makeRoom, NEVER, NEVER_ACTING, RESTS, type SaidColumns } from "./said-columns.ts";
import { lastHourOf } from "./signal-columns.ts";
import type { Now } from "./still-rests.ts";
import { createStillStands, type PassNow, readingOf, type StandsOptions } from "./still-stands.ts";

/** What is judged anew, by whether `where` has to be asked, and what acts as it did before. */
export interface Open {
  readonly asked: PlayedMachine[];
  readonly meant: PlayedMachine[];
  readonly acting: Verdict[];
}

/** What a verdict is kept with. */
export interface SaidNow extends Now, SaidAbout {
  /** How long it stands where it rests on time alone, milliseconds since the epoch. */
  readonly untilMs: number;
}

/** Verdicts of one policy that stand until something happens that they rest on. */
export interface Settled {
  /** Leaves out every machine of which judging anew could not come to anything else. Asked once in a pass. */
  open(listing: Listing, now: Now): Open;
  /** Said last; `null`: the policy does not mean the machine; `undefined`: it is not even of its kinds. */
  reasonOf(machine: PlayedMachine): Reason | null | undefined;
  /** The verdict said last, where it acts. */
  actOf(machine: PlayedMachine): Verdict | null;
  say(machine: PlayedMachine, verdict: Verdict, now: SaidNow): void;
  /**
   * The last hour at which an hour of work is still in the window of a machine, whatever else there is; -1: there is none,
   * or it does not settle the matter.
   */
  worksUntil(machine: PlayedMachine, hour: number): number;
  /** Left alone unasked, for as long as it works: whether the policy means it at all is not known. */
  sayAtWork(machine: PlayedMachine, untilHour: number, now: Now): void;
  /** Judged and not meant: by `where`, or since it is not of its kinds. */
  sayNotMeant(machine: PlayedMachine, isOfKind: boolean): void;
}

/** How verdicts are kept. */
export interface SettledOptions extends StandsOptions {
  /** Whether anything stands at all: not where a condition looks at the time. */
  readonly isOn: boolean;
  /** Whether the policy asks for rest. */
  readonly asksForRest: boolean;
}

/** A condition that looks at the event or at the clock has to be asked in every pass. */
export function isTimeless(uses: readonly string[]): boolean {
  return uses.every((path) => !/^(event|ageHours)\b/.test(path));
}

/** A condition that looks at how a machine stands has to be asked again when that changes. */
export function looksAtStanding(uses: readonly string[]): boolean {
  return uses.some((path) => /^(status|state)\b/.test(path));
}

/**
 * The last hour through which what stands need not be looked at again, as long as the machine and the clock stay so. What
 * acts is told by the number as well: of most that sleep nothing else has to be fetched.
 */
function sleepsUntil({ rests, works, acts }: SaidColumns, index: number): number {
  switch (rests[index]) {
    case RESTS["not-meant"]:
    case RESTS.machine:
    case RESTS.clock:
      return acts[index] ? NEVER_ACTING : NEVER;
    case RESTS.work:
      return works[index] ?? -1;
    default:
      return -1;
  }
}

interface KeptNow {
  readonly options: SettledOptions;
  readonly turns: number;
  readonly actionsS: number;
}

/** Keeps all that something said of a machine may rest on. */
function keepOf(said: SaidColumns, machine: PlayedMachine, { options, turns, actionsS }: KeptNow): void {
  const { index } = machine;
  const { isOn, clock, columns, tape, work } = options;
  said.version[index] = columns.versions[index] ?? -1;
  said.clock[index] = clock.of(machine);
  said.signalHour[index] = lastHourOf(tape.signals, index);
  said.hours[index] = isOn ? work.windowHours(machine) : 0;
  said.turns[index] = turns;
  said.actionsS[index] = actionsS;
  said.works[index] = -1;
}

/** Keeps the verdict itself. */
function sayOf(said: SaidColumns, machine: PlayedMachine, verdict: Verdict, options: SettledOptions): void {
  const { index } = machine;
  const reading = verdict.reason === "where-unknown" ? undefined : readingOf(index, options);
  said.meantFor[index] = reading ?? -1;
  said.reasons[index] = verdict.reason;
  said.acts[index] = verdict.act ? verdict : null;
}

function sayNotMeantOf(said: SaidColumns, machine: PlayedMachine, options: SettledOptions): void {
  const { index } = machine;
  const reading = options.isOn ? readingOf(index, options) : undefined;
  said.rests[index] = RESTS[options.isOn ? "not-meant" : "nothing"];
  said.meantFor[index] = reading ?? -1;
  said.acts[index] = null;
}

/** What the policy has in mind of a machine may make its window longer, and is to be kept up. */
function worksUntilOf(machine: PlayedMachine, hour: number, options: SettledOptions): number {
  const { index, resource } = machine;
  const { isOn, asksForRest, inMind, columns, work } = options;
  if (!isOn || !asksForRest || inMind.has(index)) return -1;
  if (resource?.standing !== "running" || resource.updatedAtMs === null) return -1;
  const version = columns.versions[index] ?? -1;
  return work.worksUntil({ index, version, hours: work.windowHours(machine), bits: 0 }, hour);
}

/**
 * Keeps what one policy says of each machine as long as the core could not say anything else: machines that are off stay
 * so until somebody starts them, an hour of work objects for as long as it is in the window, and hours that begin at
 * eight begin at eight. What stands for some time sleeps: it is passed by as long as the machine's version stays the
 * same. Nothing is decided here; what might have changed is judged again.
 */
export function createSettled(options: SettledOptions): Settled {
  const { isOn, clock, machines } = options;
  const said = createSaidColumns();
  const stands = createStillStands(said, options);
  let knownS = -1;
  let turns = 0;

  /** Whatever the clock says to one machine otherwise than before, all of them hear. */
  function turn({ nowMs, actionsS }: Now): void {
    const isTurned = clock.turn(nowMs);
    if (isTurned) turns += 1;
    if (isTurned || knownS !== actionsS) said.until.fill(-1);
    knownS = actionsS;
  }

  /** Whether what was said goes on to stand. It falls asleep for as long as it is sure to. */
  function goesOn(index: number, version: number, now: PassNow): boolean {
    const isSo = stands(index, version, now);
    said.until[index] = isSo ? sleepsUntil(said, index) : -1;
    said.asleep[index] = version;
    return isSo;
  }

  function putOpen(index: number, { asked, meant }: Open): void {
    const machine = machines[index];
    if (machine === undefined) return;
    const isKnown = isOn && said.rests[index] !== RESTS["not-meant"];
    const isMeant = isKnown && said.meantFor[index] === readingOf(index, options);
    (isMeant ? meant : asked).push(machine);
  }

  function ask(index: number, version: number, now: PassNow, found: Open): void {
    const until = version === said.asleep[index] ? (said.until[index] ?? -1) : -1;
    if (until >= now.hour && until <= NEVER) return;
    const isOld = until > NEVER || goesOn(index, version, now);
    const act = said.acts[index];
    if (!isOld) putOpen(index, found);
    else if (act) found.acting.push(act);
  }

  function open({ listed }: Listing, now: Now): Open {
    const { hour, nowMs, actionsS } = now;
    makeRoom(said, listed.length);
    turn(now);
    const found: Open = { asked: [], meant: [], acting: [] };
    const passNow = { hour, nowMs, actionsS, turns };
    for (let index = 0; index < listed.length; index += 1) {
      const version = listed[index] ?? -1;
      if (version >= 0) ask(index, version, passNow, found);
    }
    return found;
  }

  return {
    open,
    reasonOf: ({ index }) => said.reasons[index],
    actOf: ({ index }) => said.acts[index] ?? null,
    say: (machine, verdict, { hour, actionsS, untilMs, bits }) => {
      const { index } = machine;
      keepOf(said, machine, { options, turns, actionsS });
      sayOf(said, machine, verdict, options);
      said.rests[index] = RESTS[isOn ? restsOn(verdict, { bits }) : "nothing"];
      said.untilMs[index] = untilMs;
      said.looked[index] = hour;
      said.bits[index] = bits;
    },
    worksUntil: (machine, hour) => worksUntilOf(machine, hour, options),
    sayAtWork: (machine, untilHour, { actionsS }) => {
      const { index } = machine;
      keepOf(said, machine, { options, turns, actionsS });
      said.rests[index] = RESTS.work;
      said.works[index] = untilHour;
      said.acts[index] = null;
    },
    sayNotMeant: (machine, isOfKind) => {
      sayNotMeantOf(said, machine, options);
      said.reasons[machine.index] = isOfKind ? null : undefined;
    },
  };
}
