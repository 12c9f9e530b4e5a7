import type { Cloud } from "../../domain/clouds.ts";
import type { UpdateConfigRequest } from "../../domain/functiongraph/function-request.ts";
import type { FunctionGraphOperationName } from "../../domain/functiongraph/operations.ts";
import type { EmulatorCredentials } from "../state.ts";

/** A trigger of a function. */
export interface EmulatedTrigger {
  readonly id: string;
  readonly type: string;
  readonly status: "ACTIVE" | "DISABLED";
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

/** Settings and code at the moment a version was published. */
export interface EmulatedVersion {
  readonly name: string;
  readonly description: string;
  readonly config: UpdateConfigRequest;
  readonly codeSha256: string;
  readonly publishedAt: number;
}

/** An alias of a function. */
export interface EmulatedAlias {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly weights: Readonly<Record<string, number>>;
}

/** A function and all that hangs on it. */
export interface EmulatedFunction {
  /** Without a version. */
  readonly urn: string;
  readonly project: string;
  readonly group: string;
  readonly config: UpdateConfigRequest;
  /** As uploaded. */
  readonly code: Uint8Array;
  readonly codeSha256: string;
  readonly maxInstances: number;
  readonly versions: readonly EmulatedVersion[];
  readonly aliases: readonly EmulatedAlias[];
  readonly triggers: readonly EmulatedTrigger[];
  readonly asyncConfig: Readonly<Record<string, unknown>> | null;
  readonly log: { readonly groupId: string; readonly streamId: string } | null;
  readonly logLines: readonly { readonly at: number; readonly content: string }[];
  /** Events that were handed over and are waiting; what runs them is not part of the emulator. */
  readonly waiting: readonly { readonly requestId: string; readonly event: unknown }[];
  readonly changedAt: number;
}

/** Names of calls in the journal: those of the table, and the two invocations. */
export type EmulatedOperation = FunctionGraphOperationName | "InvokeFunction" | "AsyncInvokeFunction";

/** What can go wrong on purpose. */
export const FUNCTIONGRAPH_FAULTS = [
  "throttle",
  "error-500",
  "lost-answer-before-effect",
  "lost-answer-after-effect",
] as const;

/** One fault that waits for calls; without an operation it takes any. */
export interface FunctionGraphFault {
  readonly fault: (typeof FUNCTIONGRAPH_FAULTS)[number];
  readonly operation?: EmulatedOperation;
  /** How many calls it hits. Default 1. */
  readonly times?: number;
}

/** One call, whatever became of it. */
export interface FunctionGraphJournalEntry {
  readonly at: number;
  /** `null` for a path that no call has. */
  readonly operation: EmulatedOperation | null;
  readonly isWrite: boolean;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** As parsed, without code and without secrets; `null` where there is none. */
  readonly body: unknown;
  readonly fault?: FunctionGraphFault["fault"];
}

/** Everything the emulator of FunctionGraph knows; replaced, never changed. */
export interface FunctionGraphState {
  readonly cloud: Cloud;
  readonly region: string;
  readonly credentials: readonly EmulatorCredentials[];
  /** Actions by access key; a key that is not in here may do everything. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  /** By URN without a version. */
  readonly functions: ReadonlyMap<string, EmulatedFunction>;
  /** Projects whose logs may go to LTS. */
  readonly ltsProjects: readonly string[];
  readonly faults: readonly FunctionGraphFault[];
  readonly journal: readonly FunctionGraphJournalEntry[];
  /** Number given to the next thing that is made; ids come from it, so that runs are alike. */
  readonly nextId: number;
}

/** Longest journal; beyond it the oldest calls are dropped. */
export const FUNCTIONGRAPH_JOURNAL_MAX = 10_000;

/** The state before the first call. */
export function emptyFunctionGraph(
  given: Pick<FunctionGraphState, "credentials"> & Partial<Pick<FunctionGraphState, "cloud" | "region">>,
): FunctionGraphState {
  return {
    cloud: given.cloud ?? "huaweicloud",
    region: given.region ?? "eu-west-101",
    credentials: given.credentials,
    permissions: {},
    functions: new Map(),
    ltsProjects: [],
    faults: [],
    journal: [],
    nextId: 1,
  };
}
