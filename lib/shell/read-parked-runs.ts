import { FIND_ENTRIES_MAX, type StatusEntry } from "../domain/status.ts";
import type { LogReader } from "../ports/log-reader.ts";

/** How long a parked run is told of; after that only the log knows it. */
export const PARKED_DAYS = 7;

const DAY_MS = 86_400_000;

/** A run that was set aside, because passes over it broke off too often. */
export interface ParkedRun {
  readonly run: string;
  /** What set it off, in words. */
  readonly what: string;
  /** ISO 8601. */
  readonly parkedAt: string;
  /** Why. */
  readonly text: string;
}

async function parkedRun(reader: LogReader, { run, at, text }: StatusEntry): Promise<ParkedRun> {
  const { entries } = await reader.find({ run, phases: ["received"] }, { limit: 1 });
  return { run, what: entries[0]?.text ?? "", parkedAt: at, text };
}

/**
 * Runs parked in the last days that nobody has played again, oldest first. Only the newest
 * {@link FIND_ENTRIES_MAX} ended runs are looked through.
 */
export async function readParkedRuns(reader: LogReader, nowMs: number): Promise<readonly ParkedRun[]> {
  const sinceMs = nowMs - PARKED_DAYS * DAY_MS;
  const newest = { limit: FIND_ENTRIES_MAX, newest: true } as const;
  const ended = await reader.find({ phases: ["finished"], sinceMs }, newest);
  const parked = ended.entries.filter(({ reason }) => reason === "parked");
  if (parked.length === 0) return [];
  const received = await reader.find({ phases: ["received"], sinceMs }, newest);
  const replayed = new Set(received.entries.map(({ details }) => details["replayOf"]));
  return Promise.all(parked.filter(({ run }) => !replayed.has(run)).map((entry) => parkedRun(reader, entry)));
}
