import type { StatusEntry } from "../../lib/domain/status.ts";
import type { JournalEntry } from "../../lib/emulator/journal.ts";
import type { Posted } from "./outbox.ts";

/** How a machine stands at the end, as only the emulator knows. */
export interface StandingMachine {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

/** Everything that a crash run leaves behind, for the checks. */
export interface Evidence {
  readonly posted: readonly Posted[];
  /** The whole log, in the order in which it was written. */
  readonly entries: readonly StatusEntry[];
  /** What the cloud received. */
  readonly journal: readonly JournalEntry[];
  readonly machines: readonly StandingMachine[];
  /** Notebooks that nobody needed any more; the clock may stop them. */
  readonly forgotten: readonly string[];
  /** What `curfew log --verify` found wrong. */
  readonly chainProblems: readonly string[];
  /** Servers that ended by themselves. */
  readonly ownEndings: readonly string[];
  /** Runs that should have ended long before, and had nothing to wait for. */
  readonly overdue: readonly string[];
}
