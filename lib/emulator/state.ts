import type { Cloud } from "../domain/clouds.ts";
import type { ChunkedList } from "./chunked-list.ts";
import type { Fault } from "./fault.ts";
import type { JournalEntry } from "./journal.ts";
import type { Machine } from "./machine.ts";
import type { ShardMap } from "./shard-map.ts";

/** Somebody who may sign requests. */
export interface EmulatorCredentials {
  readonly accessKey: string;
  readonly secretKey: string;
  /** IAM user behind the key: "own" lists then show that user's machines only. Every machine when left out. */
  readonly userId?: string;
}

/** Odd behaviour of the real service that can be switched off. */
export interface Quirks {
  /** The batch action answers the caller's server list instead of the servers it was given. Default true. */
  readonly batchAnswersList: boolean;
  /** The answer to a reinstallation says `REINSTALLOS`, which no status table lists. Default true. */
  readonly reinstallStatus: boolean;
  /** The answer to a renewed notebook lease shows the requested duration, not the counted one. Default true. */
  readonly renewAnswersRequest: boolean;
  /**
   * A yearly/monthly purchase answers with its order alone, and its machines are listed only a while later. Default
   * false: the vendor's sample of such a purchase tells the machine's id.
   */
  readonly prepaidOrderFirst: boolean;
  /** Supernodes speak the words of the API pages (ACTIVE), not those of a server (RUNNING). Default true. */
  readonly supernodeWords: boolean;
}

/** See {@link Quirks}. */
export const DEFAULT_QUIRKS: Quirks = {
  batchAnswersList: true,
  reinstallStatus: true,
  renewAnswersRequest: true,
  prepaidOrderFirst: false,
  supernodeWords: true,
};

/** Key that stands for "any project" when the fleet names none. */
export const ANY_PROJECT = "*";

/** A deletion that is under way. */
interface Removal {
  readonly id: string;
  readonly at: number;
}

/** A machine that is paid for and not yet there. */
interface Delivery {
  readonly machine: Machine;
  readonly at: number;
}

/**
 * Everything the emulator knows. A record is replaced, never changed, so that an earlier state stays what it was;
 * the big collections share what did not change.
 */
export interface EmulatorState {
  readonly seed: number;
  /** How many times faster than real transitions are over. */
  readonly speed: number;
  readonly quirks: Quirks;
  readonly credentials: readonly EmulatorCredentials[];
  /** Cloud of projects that are not listed. */
  readonly cloud: Cloud;
  /** Projects that exist; any when empty. */
  readonly projects: ReadonlyMap<string, Cloud>;
  readonly machines: ShardMap<Machine>;
  /** Ids in order of creation, by `project kind`. */
  readonly rosters: ReadonlyMap<string, ChunkedList<string>>;
  /** DevServer by the id of the server behind it. */
  readonly cloudServers: ShardMap<string>;
  readonly removals: readonly Removal[];
  /** Machines of yearly/monthly orders that no list names yet, in the order in which they come. */
  readonly deliveries: readonly Delivery[];
  /** Ids that existed a short while ago, newest last. */
  readonly gone: readonly string[];
  readonly faults: readonly Fault[];
  readonly journal: ChunkedList<JournalEntry>;
  readonly calls: Readonly<Record<string, number>>;
  /** Actions granted per access key; a key that is not listed may do everything. */
  readonly permissions: Readonly<Record<string, readonly string[]>>;
  /** Names of flavors of which nothing is left. */
  readonly soldOut: ReadonlySet<string>;
  /** When a notebook's own server was last asked something that counts as activity, by id. */
  readonly notebookActivity: ReadonlyMap<string, number>;
  /** How far the machines' clock runs ahead of the caller's. */
  readonly clockOffsetMs: number;
  /** How far the gateway's clock, which judges signatures, runs ahead of the caller's. */
  readonly gatewaySkewMs: number;
}
