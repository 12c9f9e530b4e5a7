import type { Config } from "../../domain/config.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { Notice, NoticeAddress } from "../../domain/notice.ts";
import type { StatusEntry } from "../../domain/status.ts";

/** A notice, and everybody who is told it. */
export interface Told {
  /** Of whatever size: it is made to fit where messages are planned, in one place for all of them. */
  readonly notice: Notice;
  readonly to: readonly NoticeAddress[];
  /** Somebody waits for it or has to do something in time: it is never held back. */
  readonly urgent: boolean;
}

/** What is new of one run, and the run as far as that is needed to tell it. */
export interface RunNews {
  readonly run: string;
  /** Type and source of its event. */
  readonly type: AutomationEvent["type"];
  readonly source: string;
  /** `null` where it is not needed, or an archive has it. */
  readonly event: AutomationEvent | null;
  /** Every entry of the run; only the news where no more is needed. */
  readonly entries: readonly StatusEntry[];
  /** The entries that are new, in the order of the log. */
  readonly news: readonly StatusEntry[];
}

/** What the configuration says of telling. */
export type TellingConfig = Pick<Config, "teams" | "policies" | "sources" | "budgets">;

/** What notices are made with. */
export interface TellingContext {
  readonly config: TellingConfig;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}
