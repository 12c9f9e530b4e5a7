import type { ObjectState } from "./object-state.ts";

/** Keys of records that do not count, as a listing names them. */
export interface ForeignRecords {
  /** Of a writer that had been followed by another: nobody was told that they were written. */
  readonly late: readonly string[];
  /** Of a writer that nobody knows: somebody may have been told. */
  readonly strange: readonly string[];
}

/** The numbered records of a bucket, and who may write the next one. One process uses it for one thing at a time. */
export interface Journal {
  /** The newest state, read anew. */
  load(): Promise<ObjectState>;
  /** The same state with what was written since, or another one. */
  refresh(state: ObjectState): Promise<ObjectState>;
  /** A state that the next record may follow. Rejects once another writer has taken this one's place. */
  begin(state: ObjectState | undefined): Promise<ObjectState>;
  /**
   * Writes record `n`. `taken`: another writer was first, and nothing was written. Resolves only when it is certain.
   */
  put(n: number, text: string): Promise<"written" | "taken">;
  /** Nobody knows what became of a write: whatever comes next begins with reading. */
  forget(): void;
  /** Keeps a state, lets readers begin there, and removes what nobody begins at any more. */
  keep(state: ObjectState): Promise<void>;
  /** Records beside the ones that count. */
  foreign(state: ObjectState): Promise<ForeignRecords>;
}
