import { FIND_ENTRIES_MAX } from "../domain/status.ts";
import type { LogFilter } from "../ports/log-reader.ts";
import { flagOption, numberOption, textOption } from "./option-values.ts";
import { phaseOption } from "./phase-option.ts";
import { timeOption } from "./time-option.ts";
import { wrongOption } from "./wrong-option.ts";

/** Entries shown when `--limit` does not say. */
export const LIMIT_DEFAULT = 200;

/** Characters of the anchor: a SHA-256 in hex. */
const ANCHOR = /^[0-9a-f]{64}$/;

type Options = Readonly<Record<string, unknown>>;

/** What `curfew log` was asked. */
export interface LogRequest {
  readonly filter: LogFilter;
  /** Most entries, before those that come while following. */
  readonly limit: number;
  readonly follow: boolean;
  readonly json: boolean;
}

function filterOf(options: Options, nowMs: number): LogFilter {
  const run = textOption(options, "run");
  const resource = textOption(options, "resource");
  const policy = textOption(options, "policy");
  const phases = phaseOption(options);
  const sinceMs = timeOption(options, "since", nowMs);
  const untilMs = timeOption(options, "until", nowMs);
  if (sinceMs !== undefined && untilMs !== undefined && sinceMs >= untilMs) {
    throw wrongOption(
      "--since",
      "must be before --until; a span counts back from now, so 2h comes before 1h",
    );
  }
  return {
    ...(run === undefined ? {} : { run }),
    ...(resource === undefined ? {} : { resource }),
    ...(policy === undefined ? {} : { policy }),
    ...(phases === undefined ? {} : { phases }),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(untilMs === undefined ? {} : { untilMs }),
    ...(flagOption(options, "open") ? { open: true } : {}),
  };
}

/** Reads the options of `curfew log`. Throws `usage` for values that break a rule and for what contradicts itself. */
export function logRequest(options: Options, nowMs: number): LogRequest {
  if (textOption(options, "anchor") !== undefined) {
    throw wrongOption("--anchor", "goes with --verify: curfew log --verify --anchor HASH");
  }
  const limit = numberOption(options, "limit", { min: 1, max: FIND_ENTRIES_MAX, fallback: LIMIT_DEFAULT });
  const filter = filterOf(options, nowMs);
  const follow = flagOption(options, "follow");
  if (follow && filter.untilMs !== undefined && filter.untilMs <= nowMs) {
    throw wrongOption(
      "--until",
      "lies in the past, and --follow waits for what comes; leave one of them out",
    );
  }
  return { filter, limit, follow, json: flagOption(options, "json") };
}

/** Options that choose entries; what is done to the log as a whole is about all of them. */
const CHOOSING = ["run", "resource", "policy", "phase", "since", "until", "open", "limit", "follow"];

/**
 * Refuses what chooses entries. Throws `usage`.
 *
 * @param beside the option that they cannot go with, and what it does
 */
export function refuseChoosing(options: Options, beside: string): void {
  const chosen = CHOOSING.find((name) => options[name] !== undefined);
  if (chosen === undefined) return;
  throw wrongOption(`--${chosen}`, `cannot go with ${beside}; leave one of them out`);
}

/** Reads `--anchor`, and refuses what has no meaning beside `--verify`. Throws `usage`. */
export function anchorOption(options: Options): string | undefined {
  refuseChoosing(options, "--verify, which checks the whole log");
  const anchor = textOption(options, "anchor")?.trim().toLowerCase();
  if (anchor === undefined || ANCHOR.test(anchor)) return anchor;
  throw wrongOption("--anchor", "the 64 hex characters that an earlier --verify printed as head", anchor);
}
