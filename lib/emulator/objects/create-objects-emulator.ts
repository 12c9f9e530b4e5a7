import { emptyList, items } from "../chunked-list.ts";
import { seededRandom } from "../noise.ts";
import type { EmulatorRequest, EmulatorResponse } from "../request.ts";
import { emptyShardMap } from "../shard-map.ts";
import type { EmulatorCredentials } from "../state.ts";
import { handleObjects } from "./handle-objects.ts";
import type { ObjectsFault } from "./objects-fault.ts";
import type { ObjectsJournalEntry } from "./objects-journal.ts";
import type { ObjectsBehaviour, ObjectsDialect, ObjectsState } from "./objects-state.ts";

/** What an emulator of object storage is made of. */
export interface ObjectsEmulatorOptions {
  readonly dialect: ObjectsDialect;
  /** Who may sign requests. */
  readonly credentials: readonly EmulatorCredentials[];
  /** Buckets that exist; there is no call to create one. */
  readonly buckets: readonly string[];
  /** The clock, milliseconds since the epoch. Default: the machine's own. */
  readonly now?: () => number;
  /** Seed of request ids. Default 1. */
  readonly seed?: number;
  /**
   * Default: region `emulated-1`, listings at once, the right clock, full pages; appends in the OBS dialect alone,
   * conditional writes in the S3 dialect alone.
   */
  readonly behaviour?: Partial<Omit<ObjectsBehaviour, "dialect">>;
}

/** An emulator of object storage without a socket. */
export interface ObjectsEmulator {
  /** Answers one request. What the network is to do with the answer stands in it; nothing here waits. */
  readonly handle: (request: EmulatorRequest) => EmulatorResponse;
  /** The present state; a value, so it stays as it is. */
  readonly state: () => ObjectsState;
  /** Every call so far, reads included. */
  readonly journal: () => readonly ObjectsJournalEntry[];
  /** Lets something go wrong, after what is to go wrong already. */
  readonly addFault: (fault: ObjectsFault) => void;
  /** Lets nothing more go wrong. */
  readonly clearFaults: () => void;
  /** Actions that a key has from now on, such as `obs:object:GetObject` or `s3:GetObject`; `null` for all of them. */
  readonly permit: (accessKey: string, allowed: readonly string[] | null) => void;
  /** Behaves differently from now on. */
  readonly behave: (behaviour: Partial<Omit<ObjectsBehaviour, "dialect">>) => void;
}

/** The state before the first request. */
export function initialObjectsState(options: ObjectsEmulatorOptions): ObjectsState {
  const { dialect, credentials, buckets, behaviour } = options;
  return {
    region: "emulated-1",
    append: dialect === "obs",
    listingDelayMs: 0,
    skewMs: 0,
    conditionalWrites: dialect === "s3",
    pageKeysMax: 1000,
    ...behaviour,
    dialect,
    credentials,
    permissions: {},
    buckets: new Map(buckets.map((name) => [name, emptyShardMap()])),
    faults: [],
    journal: emptyList(),
  };
}

/** Starts an emulator of object storage in this process. */
export function createObjectsEmulator(options: ObjectsEmulatorOptions): ObjectsEmulator {
  const { now = Date.now, seed = 1 } = options;
  const random = seededRandom(seed);
  let state = initialObjectsState(options);
  return {
    state: () => state,
    journal: () => [...items(state.journal)],
    addFault: (fault) => {
      state = { ...state, faults: [...state.faults, fault] };
    },
    clearFaults: () => {
      state = { ...state, faults: [] };
    },
    permit: (accessKey, allowed) => {
      const { [accessKey]: _before, ...others } = state.permissions;
      state = { ...state, permissions: allowed === null ? others : { ...others, [accessKey]: allowed } };
    },
    behave: (behaviour) => {
      state = { ...state, ...behaviour };
    },
    handle: (request) => {
      const handled = handleObjects(state, request, now(), random);
      state = handled.state;
      return handled.response;
    },
  };
}
