import type { Intent } from "../../domain/intent.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { Listing } from "./played-fleet.ts";
import type { PlayedMachine } from "./played-machine.ts";
import { restsOn } from "./said.ts";
import { createSleep, NEVER } from "./sleep.ts";
import type { Now } from "./still-rests.ts";
import { createStillStands, readingOf, type Said, type StandsOptions, unsaid } from "./still-stands.ts";

/** What is judged anew, by whether `where` has to be asked, and what acts as it did before. */
export interface Open {
  readonly asked: PlayedMachine[];
  readonly meant: PlayedMachine[];
  readonly acting: Verdict[];
}

/** Verdicts of one policy that stand until something happens that they rest on. */
export interface Settled {
  /** Leaves out every machine of which judging anew could not come to anything else. Asked once in a pass. */
  open(listing: Listing, intent: Intent, now: Now): Open;
  /** Said last; `null`: the policy does not mean the machine; `undefined`: it is not even of its kinds. */
  reasonOf(machine: PlayedMachine): Reason | null | undefined;
  /** The verdict said last, where it acts. */
  actOf(machine: PlayedMachine): Verdict | null;
  /** `untilMs`: how long it stands where it rests on time alone, milliseconds since the epoch. */
  say(machine: PlayedMachine, verdict: Verdict, now: Now & { readonly untilMs: number }): void;
  /** Judged and not meant: by `where`, or since it is not of its kinds. */
  sayNotMeant(machine: PlayedMachine, isOfKind: boolean): void;
}

/** How verdicts are kept. */
export interface SettledOptions extends StandsOptions {
  /** Whether anything stands at all: not where a condition looks at the time. */
  readonly isOn: boolean;
}

/** A condition that looks at the event or at the clock has to be asked in every pass. */
export function isTimeless(uses: readonly string[]): boolean {
  return uses.every((path) => !/^(event|ageHours)\b/.test(path));
}

/** A condition that looks at how a machine stands has to be asked again when that changes. */
export function looksAtStanding(uses: readonly string[]): boolean {
  return uses.some((path) => /^(status|state)\b/.test(path));
}

/** The last hour until which what stands need not be looked at again, as long as the machine and the clock stay so. */
function sleepsUntil({ rests, works }: Said): number {
  if (rests === "not-meant" || rests === "machine" || rests === "clock") return NEVER;
  return rests === "work" ? works : -1;
}

/**
 * Keeps what one policy says of each machine as long as the core could not say anything else: machines that are off stay
 * so until somebody starts them, an hour of work objects for as long as it is in the window, and hours that begin at
 * eight begin at eight. Nothing is decided here; what might have changed is judged again.
 */
export function createSettled(options: SettledOptions): Settled {
  const { isOn, clock } = options;
  const stands = createStillStands(options);
  const sleep = createSleep();
  const said: Said[] = [];
  let knownS = -1;

  function saidOf({ index }: PlayedMachine): Said {
    while (said.length <= index) said.push(unsaid());
    return said[index] ?? unsaid();
  }

  /** Whatever the clock says to one machine otherwise than before, all of them hear. */
  function turn({ nowMs, actionsS }: Now): void {
    if (clock.turn(nowMs) || knownS !== actionsS) sleep.wakeAll();
    knownS = actionsS;
  }

  function look(machine: PlayedMachine, open: Open, intent: Intent, now: Now): void {
    const own = saidOf(machine);
    if (stands(own, machine, now)) {
      if (own.act !== null) open.acting.push({ ...own.act, intent });
      sleep.fall(machine, sleepsUntil(own), own.act);
      return;
    }
    sleep.wake(machine);
    const isMeant = isOn && own.rests !== "not-meant" && own.meantFor === readingOf(machine, options);
    (isMeant ? open.meant : open.asked).push(machine);
  }

  return {
    open: (listing, intent, now) => {
      turn(now);
      const acting = sleep.acting(listing, now.hour).map((act): Verdict => ({ ...act, intent }));
      const open: Open = { asked: [], meant: [], acting };
      for (const machine of sleep.awake(listing, now.hour)) look(machine, open, intent, now);
      return open;
    },
    reasonOf: (machine) => saidOf(machine).reason,
    actOf: (machine) => saidOf(machine).act,
    say: (machine, verdict, { hour, actionsS, untilMs }) => {
      const own = saidOf(machine);
      own.rests = isOn ? restsOn(verdict) : "nothing";
      own.meantFor = verdict.reason === "where-unknown" ? null : readingOf(machine, options);
      own.version = machine.version;
      own.clock = clock.of(machine);
      own.actionsS = actionsS;
      own.untilMs = untilMs;
      own.signalHour = machine.tape.signalHour;
      own.looked = hour;
      own.works = -1;
      own.reason = verdict.reason;
      own.act = verdict.act ? verdict : null;
    },
    sayNotMeant: (machine, isOfKind) => {
      const own = saidOf(machine);
      own.rests = isOn ? "not-meant" : "nothing";
      own.meantFor = isOn ? readingOf(machine, options) : null;
      own.reason = isOfKind ? null : undefined;
      own.act = null;
    },
  };
}
