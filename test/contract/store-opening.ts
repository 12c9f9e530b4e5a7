import { afterEach, beforeEach, expect } from "vitest";
import type { Checkpoint } from "../../lib/domain/checkpoint.ts";
import type { Store } from "../../lib/ports/store.ts";
import type { KeptEntry } from "../../lib/stores/kept-entry.ts";
import type { KeptRun } from "../../lib/stores/kept-run.ts";

/** What somebody with write access to the storage can do behind the store's back. */
export interface Tamper {
  /** Changes columns of one entry; its number as well. */
  editEntry(run: string, seq: number, changes: Partial<KeptEntry>): Promise<void>;
  removeEntry(run: string, seq: number): Promise<void>;
  editRun(run: string, changes: Partial<KeptRun>): Promise<void>;
  /** The run and its entries. */
  removeRun(run: string): Promise<void>;
  /** The run alone; its entries stay. */
  removeRunRow(run: string): Promise<void>;
  editCheckpoint(n: number, changes: Partial<Checkpoint>): Promise<void>;
  removeCheckpoint(n: number): Promise<void>;
}

/** A store that was opened for one test. */
export interface OpenedStore {
  readonly store: Store;
  readonly tamper: Tamper;
  readonly dispose: () => Promise<void>;
}

/** Opens an empty store. */
export type OpenStore = (options: {
  readonly logKey?: string;
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}) => Promise<OpenedStore>;

/** Opens a store before each test and disposes of it afterwards. */
export function eachStore(open: OpenStore, options: Parameters<OpenStore>[0] = {}): () => OpenedStore {
  let opened: OpenedStore | undefined;
  beforeEach(async () => {
    opened = await open(options);
  });
  afterEach(async () => {
    await opened?.dispose();
    opened = undefined;
  });
  return () => {
    expect(opened, "a store is open").toBeDefined();
    return opened as OpenedStore;
  };
}
