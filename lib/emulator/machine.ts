import type { FAILABLE } from "./fleet.ts";
import type { TruthRecord } from "./truth.ts";

/** A stretch of time in which the machine was on; `to` is `null` while it still is. */
export interface Run {
  readonly from: number;
  readonly to: number | null;
}

/** A change that is under way: it is over at `at`, whoever looks. */
interface Transition {
  readonly to: string;
  readonly at: number;
}

/** What every kind of machine has. Times are milliseconds since the epoch, of the emulator's clock. */
export interface MachineParts {
  readonly id: string;
  /** Hash of seed and id, the root of its metric noise. */
  readonly key: number;
  readonly project: string;
  readonly name: string;
  readonly description: string;
  readonly flavor: string;
  readonly user: { readonly id: string; readonly name: string };
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly status: string;
  readonly transition: Transition | null;
  readonly runs: readonly Run[];
  /** Steps whose next transition fails. */
  readonly failNext: readonly (typeof FAILABLE)[number][];
  /** What really goes on in it; never part of an answer of the cloud. */
  readonly truth: TruthRecord;
}

/** Size and type of one disk. */
export interface Volume {
  readonly type: "ROOT" | "DATA";
  readonly size: number;
  readonly evsType: string;
}

/** One server; a member of a supernode when `supernode` is set. */
export interface DevServer extends MachineParts {
  readonly kind: "dev-server";
  readonly serverType: "ECS" | "BMS" | "HPS";
  readonly billing: "POST_PAID" | "PRE_PAID" | "COMMON";
  readonly orderId: string | null;
  readonly cloudServerId: string;
  readonly imageId: string;
  readonly network: { readonly vpcId: string; readonly subnetId: string };
  readonly keyPairName: string | null;
  readonly volumes: readonly Volume[];
  readonly supernode: { readonly id: string; readonly name: string } | null;
}

/** A group of servers that is bought, started and stopped as one. */
export interface Supernode extends MachineParts {
  readonly kind: "supernode";
  readonly billing: "POST_PAID" | "PRE_PAID" | "COMMON";
  readonly orderId: string | null;
  readonly clusterId: string;
  /** Ids of its servers. */
  readonly members: readonly string[];
}

/** The cloud's own automatic stop of a notebook. */
export interface Lease {
  readonly enable: boolean;
  readonly type: "TIMING" | "IDLE";
  /** Milliseconds, counted from the creation of the notebook; -1 when switched off. */
  readonly duration: number;
  /** What the last create, start or renewal asked for, milliseconds; the idle period of type IDLE. */
  readonly requested: number;
  readonly updatedAt: number;
}

/** A notebook of the newer API. */
export interface Notebook extends MachineParts {
  readonly kind: "notebook";
  readonly imageId: string;
  readonly feature: string;
  readonly workspaceId: string;
  readonly poolId: string | null;
  readonly volume: {
    readonly category: string;
    readonly ownership: string;
    readonly capacity: number;
    readonly mountPath: string;
  };
  readonly endpoints: readonly Readonly<Record<string, unknown>>[];
  readonly lease: Lease;
}

/** A development environment of the older API. */
export interface LegacyNotebook extends MachineParts {
  readonly kind: "legacy-notebook";
  readonly profileId: string;
  readonly storage: Readonly<Record<string, unknown>>;
  readonly workspaceId: string;
  /** Taken over at every start. */
  readonly autoStop: { readonly enable: boolean; readonly duration: number; readonly prompt: boolean } | null;
  /** When the present run ends by itself. */
  readonly stopAt: number | null;
}

/** Anything the emulator keeps a status for. */
export type Machine = DevServer | Supernode | Notebook | LegacyNotebook;
/** See {@link Machine}. */
export type MachineKind = Machine["kind"];

/** Whether the machine was on at a moment. */
export function wasOn(machine: MachineParts, at: number): boolean {
  return machine.runs.some((run) => run.from <= at && (run.to === null || at < run.to));
}
