import { setTimeout } from "node:timers/promises";
import { randomIds } from "../../compose/ids.ts";
import { didYouMean } from "../../core/nearest-name.ts";
import type { LogCursor, LogReader } from "../../ports/log-reader.ts";
import { findRun } from "../../shell/find-run.ts";
import { namesFor, namesIn } from "../../shell/machine-names.ts";
import { archiveLog } from "../archive-log.ts";
import { type ArchiveRequest, archiveRequest, checkKeep, withOption } from "../archive-options.ts";
import type { RunCommand } from "../command.ts";
import { anchorOption, type LogRequest, logRequest } from "../log-filter.ts";
import { jsonLogPrinter, type LogPrinter, tableLogPrinter } from "../log-printer.ts";
import { openLogStore } from "../open-log.ts";
import { flagOption, textOption } from "../option-values.ts";
import { showVerification } from "../show-verification.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { verifyArchives } from "../verify-archives.ts";

/** How often the store is asked for what is new, and how much it may answer at once. */
export const FOLLOW_DEFAULTS = { pollMs: 500, entriesMax: 1_000 } as const;

/** Where following begins, and how. */
export interface FollowOptions {
  readonly request: LogRequest;
  readonly printer: LogPrinter;
  readonly after: LogCursor | null;
  /** Default: {@link FOLLOW_DEFAULTS}. */
  readonly pollMs?: number;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Being asked to stop is the usual end of following, not a failure.
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}

/** Prints entries as they come, until the terminal asks to stop. */
export async function followLog(
  { request, printer, after, pollMs = FOLLOW_DEFAULTS.pollMs }: FollowOptions,
  reader: LogReader,
  { stop }: Pick<Terminal, "stop">,
): Promise<void> {
  const limit = FOLLOW_DEFAULTS.entriesMax;
  let cursor = after;
  while (!stop.aborted) {
    const from = cursor === null ? {} : { after: cursor };
    const page = await reader.find(request.filter, { limit, ...from });
    cursor = page.cursor;
    // Whatever else a machine is called was read at the start; a question for each poll would be too many.
    printer.print(page.entries, namesIn(page.entries));
    if (page.entries.length < limit) await pause(pollMs, stop);
  }
}

function sayNothingFits({ filter }: LogRequest, policies: readonly string[], terminal: Terminal): void {
  const { policy } = filter;
  const guess =
    policy === undefined || policies.includes(policy)
      ? null
      : (didYouMean(policy, policies) ?? `policies of the configuration: ${policies.join(", ") || "none"}`);
  terminal.err(`curfew: no entry fits${guess === null ? "" : `; --policy: ${guess}`}`);
}

/** Shows the newest entries that fit, oldest first, and goes on with those that come where that was asked. */
export async function showLog(
  asked: LogRequest,
  reader: LogReader,
  context: {
    readonly terminal: Terminal;
    /** Names of the configuration's policies, for a guess at a mistyped one. */
    readonly policies: readonly string[];
    readonly pollMs?: number;
  },
): Promise<number> {
  const { terminal, policies, pollMs } = context;
  const { run } = asked.filter;
  const filter = run === undefined ? asked.filter : { ...asked.filter, run: await findRun(reader, run) };
  const request = { ...asked, filter };
  const whole = run !== undefined;
  const printer = request.json ? jsonLogPrinter(terminal) : tableLogPrinter(terminal, { whole });
  // Read before the entries: what comes in between is then not missed when none of them fits.
  const end = await reader.find({}, { limit: 1, newest: true });
  const { entries, cursor } = await reader.find(filter, { limit: request.limit, newest: true });
  printer.print(entries, request.json ? new Map() : await namesFor(entries, reader));
  if (request.follow) {
    const after = cursor ?? end.cursor;
    await followLog({ request, printer, after, ...(pollMs ? { pollMs } : {}) }, reader, terminal);
    return EXIT.ok;
  }
  if (entries.length === 0) sayNothingFits(request, policies, terminal);
  if (entries.length === request.limit && !request.json) {
    terminal.err(`curfew: the newest ${request.limit}; there may be more: --limit NUMBER, or --since TIME`);
  }
  return EXIT.ok;
}

/** What somebody brings along who wants to know whether the log can be believed. */
export interface CheckProofs {
  readonly key: string | undefined;
  readonly anchor: string | undefined;
  /** Archives to check together with the log. */
  readonly files?: readonly string[];
}

/** Recomputes the whole log. Resolves to 1 when something is wrong. */
export async function verifyLog(
  reader: LogReader,
  { key, anchor, files = [] }: CheckProofs,
  context: { readonly terminal: Terminal; readonly json: boolean },
): Promise<number> {
  const { terminal, json } = context;
  const log = await reader.verify({ ...(key ? { key } : {}), ...(anchor ? { anchor } : {}) });
  const found = await verifyArchives(log, files, key);
  const ok = found.problems.length === 0;
  if (json) terminal.out(JSON.stringify({ ok, ...found }));
  else showVerification(found, terminal);
  return ok ? EXIT.ok : EXIT.failed;
}

async function runArchive(asked: ArchiveRequest, config: string | undefined, terminal: Terminal) {
  const { store, loaded } = await openLogStore(terminal, config);
  try {
    checkKeep(
      asked.keepMs,
      loaded.config.policies.map(({ cooldownMs }) => cooldownMs),
    );
    return await archiveLog(asked, store, { terminal, ids: randomIds, key: terminal.env("CURFEW_LOG_KEY") });
  } finally {
    await store.close();
  }
}

/** `curfew log`: what was decided, sent and seen; with `--verify` whether it can be believed. */
export const runLog: RunCommand = async ({ options, terminal }) => {
  const archive = archiveRequest(options, terminal);
  if (archive) return runArchive(archive, textOption(options, "config"), terminal);
  const files = withOption(options, terminal);
  const isCheck = flagOption(options, "verify");
  const anchor = isCheck ? anchorOption(options) : undefined;
  const request = isCheck ? undefined : logRequest(options, terminal.now());
  const { store, loaded } = await openLogStore(terminal, textOption(options, "config"), {
    mayCreate: request?.follow === true,
  });
  try {
    if (request) {
      const policies = loaded.config.policies.map(({ name }) => name);
      return await showLog(request, store, { terminal, policies });
    }
    const proofs = { key: terminal.env("CURFEW_LOG_KEY"), anchor, files };
    return await verifyLog(store, proofs, { terminal, json: flagOption(options, "json") });
  } finally {
    await store.close();
  }
};
