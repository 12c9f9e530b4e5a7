import type { Generated } from "kysely";
import type { Reason } from "../../domain/reasons.ts";
import type { StatusPhase } from "../../domain/status.ts";

/** Columns of every table; `migrations.ts` makes them. Times are milliseconds since the epoch. */
export interface Tables {
  meta: { schema_version: number };
  runs: RunsTable;
  entries: EntriesTable;
  permits: { permit: string; run: string; seq: number };
  checkpoints: CheckpointsTable;
  last_reasons: LastReasonsTable;
  leases: { resource: string; holder: string; fence: number; until_ms: number };
  holds: { resource: string; until_ms: number; hold: string };
  pause: { id: number; pause: string };
}

/** The last verdict of a policy on a resource. Rows of an older version have the time 0 and no memory. */
export interface LastReasonsTable {
  policy: string;
  resource: string;
  reason: Reason;
  at_ms: number;
  /** JSON text; `null`: none was ever told. */
  memory: string | null;
}

/** One row a run; see `KeptRun`. */
export interface RunsTable {
  id: Generated<number>;
  run: string;
  claim: string;
  event: string;
  source: string;
  type: string;
  event_text: string;
  received_at_ms: number;
  last_at_ms: number;
  last_seq: number;
  head: string;
  finished: 0 | 1;
  archived: Generated<0 | 1>;
}

/** One row an entry; see `KeptEntry`. `id` is the order of the log. */
export interface EntriesTable {
  id: Generated<number>;
  run: string;
  seq: number;
  at_ms: number;
  /** The latest `at_ms` so far: grows with `id`, so a time leads to a place in the log. */
  log_ms: number;
  phase: StatusPhase;
  policy: string | null;
  resource: string | null;
  bytes: string;
  hash: string;
}

/** One row a closed run; see `Checkpoint`. */
export interface CheckpointsTable {
  n: number;
  run: string;
  last_seq: number;
  head: string;
  at: string;
  prev: string;
  hash: string;
  mac: string | null;
}
