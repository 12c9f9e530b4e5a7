import type { Hold } from "./hold.ts";
import type { LastVerdict } from "./memory.ts";
import type { Pause } from "./pause.ts";
import type { Resource, ResourceKind, ResourceRef } from "./resource.ts";
import type { VerbName } from "./verbs.ts";

/** What one signal measured over the window. Values are the largest of the window's averages. */
export interface Measurement {
  readonly signal: "cpu" | "gpu" | "npu" | "network";
  /** Percent, or kilobits per second for `network`. */
  readonly max: number;
  /** Number of points seen in the window. */
  readonly points: number;
  /** Number of points the window would hold if none were missing. */
  readonly expected: number;
  /** When the newest point was taken, milliseconds since the epoch. */
  readonly newestAtMs: number;
  /** Where it was read, for the log: `AOM ma_container_cpu_util`. */
  readonly from: string;
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
  /** When a person last asked for something of a machine through us, milliseconds since the epoch. */
  readonly personsMs: ReadonlyMap<ResourceRef, number>;
}
