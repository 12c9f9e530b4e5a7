import type { Budget } from "./budget.ts";
import type { Calendar } from "./hours.ts";
import type { Limits, OwnerRule, Policy, SourceConfig, Teams } from "./policy.ts";
import type { PriceBook } from "./prices.ts";
import type { Target } from "./target.ts";
import type { VerbName } from "./verbs.ts";

/** The whole configuration, checked and complete. References are still references: no secret is in here. */
export interface Config {
  readonly version: 1;
  readonly targets: readonly Target[];
  /** `sqlite:PATH`, `obs://BUCKET/PREFIX`, `s3://BUCKET/PREFIX` or `memory`. */
  readonly store: string;
  /** The wall: a verb that is not in here never leaves the process. */
  readonly allow: readonly VerbName[];
  readonly limits: Limits;
  readonly owners: readonly OwnerRule[];
  readonly teams: Teams;
  readonly sources: readonly SourceConfig[];
  readonly policies: readonly Policy[];
  readonly budgets: readonly Budget[];
  /** By the name of the file they were read from. */
  readonly calendars: Readonly<Record<string, Calendar>>;
  /** By target name; a target without a price file has none. */
  readonly prices: Readonly<Record<string, PriceBook>>;
}
