import type { Step } from "./step.ts";
import type { Verdict } from "./verdict.ts";

/** What will be done, what would have been done, and what will not: plain data, carried out later. */
export interface Plan {
  /** In order; a step waits for the ones named in `after`. */
  readonly steps: readonly Step[];
  /** Verdicts that became steps. */
  readonly acted: readonly Verdict[];
  /** Verdicts to act of policies that only observe. */
  readonly observed: readonly Verdict[];
  readonly skipped: readonly Verdict[];
  /** One line per policy that was judged. */
  readonly counts: readonly PolicyCount[];
}

/** How one policy came out. */
export interface PolicyCount {
  readonly policy: string;
  readonly act: number;
  readonly observe: number;
  readonly skip: number;
  /** Resources of the kind that the `where` did not mean. */
  readonly notMeant: number;
  /** Skips by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}
