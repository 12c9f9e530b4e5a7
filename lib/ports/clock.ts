/** Time, as something that can be replaced. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** New identifiers, as something that can be replaced. */
export interface Ids {
  /** Sortable by time and unique: names a run. */
  run(nowMs: number): string;
  /** Unique: names a call. */
  call(): string;
}
