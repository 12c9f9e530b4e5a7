import type { Policy } from "../../domain/policy.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { ClockKeys } from "./clock-keys.ts";
import type { PlayedMachine } from "./played-machine.ts";
import type { Rests } from "./said.ts";
import { hoursOfWork, type Now } from "./still-rests.ts";

/** What was said of one machine, and what it rests on. */
export interface Said {
  rests: Rests | "not-meant";
  /** The reading for which `where` meant the machine, or did not. */
  meantFor: Resource | null;
  version: number;
  clock: number;
  actionsS: number;
  untilMs: number;
  /** The last hour in which a signal was measured, in which the machine was looked at, and until which work objects. */
  signalHour: number;
  looked: number;
  works: number;
  reason: Reason | null | undefined;
  act: Verdict | null;
}

/** Nothing was said yet. */
export function unsaid(): Said {
  return {
    ...{ rests: "nothing", meantFor: null, version: -1, clock: -1, actionsS: -1, untilMs: 0, signalHour: -1 },
    ...{ looked: -1, works: -1, reason: undefined, act: null },
  };
}

/** What is looked at to see whether something still stands. */
export interface StandsOptions {
  readonly policy: Policy;
  /** Whether the policy means a machine or not by how it stands now, and not only by what it is. */
  readonly meansByStanding: boolean;
  readonly clock: ClockKeys;
  /** Whether the policy has something in mind of a machine, by which its window may change. */
  readonly hasMemory: (ref: ResourceRef) => boolean;
}

/** The reading of a machine that `where` was asked about. */
export function readingOf(
  { resource, tape }: PlayedMachine,
  { meansByStanding }: Pick<StandsOptions, "meansByStanding">,
): Resource | null {
  return meansByStanding ? resource : tape.whole;
}

/** Whether judging a machine anew could not come to anything else than what was said of it. */
export type StillStands = (own: Said, machine: PlayedMachine, now: Now) => boolean;

/** Makes ready to ask it of one policy. */
export function createStillStands(options: StandsOptions): StillStands {
  const { policy, clock, hasMemory } = options;
  const work = hoursOfWork(policy);

  function goesOnWorking(own: Said, machine: PlayedMachine, { hour }: Now): boolean {
    if (own.works < hour) own.works = work.worksUntil(machine, hour);
    return own.works >= hour;
  }

  function goesOnResting(own: Said, machine: PlayedMachine, now: Now): boolean {
    if (hasMemory(machine.tape.ref) || !work.restsSince(machine, own.looked, now)) return false;
    own.looked = now.hour;
    return true;
  }

  function goesOn(own: Said, machine: PlayedMachine, now: Now): boolean {
    switch (own.rests) {
      case "work":
        return goesOnWorking(own, machine, now);
      case "rest":
        return goesOnResting(own, machine, now);
      case "silence":
        return own.signalHour === machine.tape.signalHour;
      case "time":
        return now.nowMs < own.untilMs;
      default:
        return true;
    }
  }

  return (own, machine, now) => {
    if (own.rests === "nothing") return false;
    if (own.rests === "not-meant") return own.meantFor === readingOf(machine, options);
    if (own.version !== machine.version || own.actionsS !== now.actionsS) return false;
    return own.rests === "machine" || (own.clock === clock.of(machine) && goesOn(own, machine, now));
  };
}
