import type { Rulebook } from "../core/rulebook.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { CloudPort } from "../ports/cloud.ts";
import type { CostPort } from "../ports/cost.ts";
import type { Messenger } from "../ports/messenger.ts";
import type { Store } from "../ports/store.ts";

/** Everything the shell needs from outside. Put together in `lib/compose`, one file per host. */
export interface ShellPorts {
  readonly store: Store;
  /** By target name. */
  readonly clouds: ReadonlyMap<string, CloudPort>;
  /** The bills of the accounts behind the targets, where a cloud tells them. Default: our own clock stands alone. */
  readonly costs?: readonly CostPort[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly rulebook: Rulebook;
  /** Brings notices to people. Default: nobody is told, and what is to be told waits for a host that has one. */
  readonly messenger?: Messenger;
}

/** How one pass over a run is bounded. */
export interface PassOptions {
  /** Milliseconds since the epoch after which no work is started. Default: none. */
  readonly deadlineMs?: number;
  /** Stop after "planned": nothing is sent. For `plan` and dry runs, on a store that forgets. */
  readonly dryRun?: boolean;
  /** Whether every verdict is written, also one that the log knows already. Default: of a clock's, only what is news. */
  readonly tellsAll?: boolean;
}

/** Work is not started in the last moments before the deadline: its outcome could not be written any more. */
export const DEADLINE_MARGIN_MS = 500;

/** Calls under way at once, per pass. */
export const CALLS_AT_ONCE_MAX = 8;
