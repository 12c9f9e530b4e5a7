import { createMessageBook, isOver, type MessageState } from "../core/notices/message-book.ts";
import { groupBy } from "../domain/group-by.ts";
import { NOTICES_POLICY } from "../domain/notice.ts";
import type { StatusEntry } from "../domain/status.ts";
import type { Store } from "../ports/store.ts";
import { nameOfAddress } from "./plan-notices.ts";
import { isTelling } from "./tell-news.ts";

/** Messages that somebody has not got. */
export interface UntoldView {
  /** To whom, without anything that opens an address. */
  readonly to: string;
  /** Messages that are tried again. */
  readonly waiting: number;
  /** Messages that were given up within the last day. */
  readonly givenUp: number;
  /** ISO 8601, when the oldest of them was written. */
  readonly since: string;
  /** What was said of the last attempt; `null` where none has ended yet. */
  readonly text: string | null;
}

/** Bounds of one look. */
const RUNS_MAX = 200;
const OPEN_MAX = 10_000;
const GIVEN_UP_MAX = 1_000;
const GIVEN_UP_MS = 24 * 3_600_000;

interface Untold {
  readonly to: string;
  readonly atMs: number;
  readonly isOver: boolean;
  readonly text: string | null;
}

/** What was last said of a message's attempts. */
function lastWord(entries: readonly StatusEntry[], id: string): string | null {
  const said = entries.findLast(({ reason, details }) => reason === "untold" && details["id"] === id);
  return said?.text ?? null;
}

function untoldOf({ message, phase, plannedMs }: MessageState, entries: readonly StatusEntry[]): Untold {
  const text = lastWord(entries, message.id);
  return { to: nameOfAddress(message.to), atMs: plannedMs, isOver: phase === "given-up", text };
}

async function untoldIn(store: Pick<Store, "read">, run: string): Promise<readonly Untold[]> {
  const entries = (await store.read(run))?.entries ?? [];
  return createMessageBook(entries)
    .states()
    .filter((state) => !isOver(state) || state.phase === "given-up")
    .map((state) => untoldOf(state, entries));
}

/** Messages that wait for their next attempt, and those that were given up lately, one line for each address. */
export async function readUntold(
  store: Pick<Store, "read" | "find" | "openRuns">,
  nowMs: number,
): Promise<readonly UntoldView[]> {
  const open = (await store.openRuns({ limit: OPEN_MAX })).filter(isTelling).map(({ run }) => run);
  const failed = await store.find(
    { policy: NOTICES_POLICY, phases: ["failed"], sinceMs: nowMs - GIVEN_UP_MS },
    { limit: GIVEN_UP_MAX, newest: true },
  );
  const runs = [...new Set([...open, ...failed.entries.map(({ run }) => run)])].slice(0, RUNS_MAX);
  const untold: Untold[] = [];
  for (const run of runs) untold.push(...(await untoldIn(store, run)));
  return [...groupBy(untold, ({ to }) => to)].map(([to, own]) => ({
    to,
    waiting: own.filter((one) => !one.isOver).length,
    givenUp: own.filter((one) => one.isOver).length,
    since: new Date(Math.min(...own.map(({ atMs }) => atMs))).toISOString(),
    text: own.findLast(({ text }) => text !== null)?.text ?? null,
  }));
}
