import type { OpenAsk } from "./approval.ts";
import type { AutomationEvent } from "./event.ts";
import type { Hold } from "./hold.ts";
import type { LastVerdict } from "./memory.ts";
import type { Pause } from "./pause.ts";
import type { Reason } from "./reasons.ts";
import type { Resource, ResourceKind, ResourceRef } from "./resource.ts";
import type { VerbName } from "./verbs.ts";

/** Signals that metrics tell of, and those that a notebook itself tells of when it is asked. */
export type SignalName = "cpu" | "gpu" | "npu" | "network" | "kernels" | "sessions" | "terminals";

/** What one signal measured over the window. Values are the largest of the window's averages. */
export interface Measurement {
  readonly signal: SignalName;
  /** Percent, kilobits per second for `network`, or how many are at work for what a notebook itself tells. */
  readonly max: number;
  /** Number of points seen in the window. */
  readonly points: number;
  /** Number of points the window would hold if none were missing. */
  readonly expected: number;
  /** When the newest point was taken, milliseconds since the epoch. */
  readonly newestAtMs: number;
  /** Where it was read, for the log: `AOM ma_container_cpu_util`. */
  readonly from: string;
  /** How long the window was that was really asked for; a shorter one than is wanted proves nothing. Absent: as wanted. */
  readonly windowMs?: number;
  /** Largest value of each piece of time, the newest first, through the window and somewhat beyond. Absent: not told. */
  readonly peaks?: Peaks;
  /** When somebody or something last did anything there, where that is told, milliseconds since the epoch. */
  readonly activeAtMs?: number;
  /** Whether it is all there is to know: the cloud has no metrics of this machine, and there is no other way in. */
  readonly alone?: boolean;
  /** Of how many accelerators it tells, where each has a series of its own. Absent: it stands for all of them. */
  readonly devices?: Devices;
  /** Points of the window that are no evidence: not a number, below zero, or from the future. Absent: none. */
  readonly ignored?: number;
  /** Points of the window above what the signal can reach: they cast doubt on all the others. Absent: none. */
  readonly impossible?: number;
}

/** Accelerators that have points in the window, and those that any series is known of. */
export interface Devices {
  readonly known: number;
  readonly seen: number;
}

/** A signal in pieces of equal length, the first of which ends now; NaN where nothing was measured. */
export interface Peaks {
  readonly pieceMs: number;
  readonly max: readonly number[];
}

/** One list of machines, with what is wrong with it. */
export interface Inventory {
  readonly target: string;
  readonly kind: ResourceKind;
  readonly resources: readonly Resource[];
  /** Why the list may not be the whole truth; `null` when there is no doubt. */
  readonly doubt: string | null;
  /** Why it could not be read at all. */
  readonly failed: string | null;
}

/** Something done to a machine not long ago, from the status log. */
export interface RecentAction {
  readonly resource: ResourceRef;
  readonly action: VerbName;
  readonly owner: string | null;
  readonly atMs: number;
  /** Name of the policy that did it. Absent: not told. */
  readonly policy?: string;
}

/** A run can be taken back for so long. */
export const UNDO_WITHIN_MAX_MS = 7 * 86_400_000;

/** What a run that is to be taken back has left behind. */
export interface UndoneRun {
  /** Why it cannot be taken back; `null` when it can. */
  readonly refused: { readonly reason: Reason; readonly text: string } | null;
  /** Its steps that succeeded, by machine. */
  readonly steps: ReadonlyMap<
    ResourceRef,
    {
      /** The verb that takes the step back. */
      readonly undo: VerbName;
      /** When its call was sent, and when the machine was seen as wanted. Milliseconds since the epoch. */
      readonly sentMs: number;
      readonly doneMs: number;
      /** Number of its group. */
      readonly group: number;
    }
  >;
  /** How long its groups settled. */
  readonly settleMs: number;
  /** The event that set it off. Absent: there is no such run. */
  readonly event?: AutomationEvent;
}

/** Everything the judgement rests on. It is gathered once per pass, and nothing else is looked at. */
export interface Facts {
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  readonly inventories: readonly Inventory[];
  /** Windows of measurements by policy name, then by resource. A resource that is absent has no measurement. */
  readonly measurements: Readonly<Record<string, ReadonlyMap<ResourceRef, readonly Measurement[]>>>;
  /** Why signals could not be read, by target; empty when all could. */
  readonly signalTrouble: Readonly<Record<string, string>>;
  /** By resource; those that stand at `nowMs`. */
  readonly holds: ReadonlyMap<ResourceRef, Hold>;
  /** Everything submitted within the longest cooldown, and at least within the last hour; newest first. */
  readonly recent: readonly RecentAction[];
  /** The newest action by resource. */
  readonly lastAction: ReadonlyMap<ResourceRef, RecentAction>;
  readonly pause: Pause;
  /** What each policy last said of a machine, by policy name and resource. */
  readonly lastVerdicts: Readonly<Record<string, ReadonlyMap<ResourceRef, LastVerdict>>>;
  /** Flavors that might not be had again, `target/kind/flavor`, and why. */
  readonly scarce: ReadonlyMap<string, string>;
  /** The run that the event takes back, as the log tells it; absent when it takes back none. */
  readonly undone?: UndoneRun;
  /** When a person last asked for something of a machine through us, milliseconds since the epoch. */
  readonly personsMs: ReadonlyMap<ResourceRef, number>;
  /** When our own rules sent something that sets a notebook lease, by resource; milliseconds since the epoch. */
  readonly leasedMs: ReadonlyMap<ResourceRef, readonly number[]>;
  /** What other runs ask people about, by policy, machine and verb; absent where it was not looked for. */
  readonly asked?: ReadonlyMap<string, OpenAsk>;
  /** What was done since this run asked people about it, by the same keys; absent where it has not asked. */
  readonly doneSinceAsked?: ReadonlySet<string>;
}
