import * as z from "zod";
import { NoticeAddress } from "../../domain/notice.ts";
import type { NewEntry, StatusEntry } from "../../domain/status.ts";
import { fitNotice } from "./fit-notice.ts";

/** A message whole, as its `planned` entry keeps it. One notice that cannot be read does not take the others with it. */
export const KeptMessage = z.object({
  id: z.string(),
  to: NoticeAddress,
  notices: z
    .array(z.unknown())
    .min(1)
    .transform((notices) => notices.flatMap((one) => fitNotice(one))),
  urgent: z.boolean(),
});
export type KeptMessage = z.infer<typeof KeptMessage>;

/** A message and how far it has come. `sending`: an attempt was begun, and nothing is known of its end. */
export interface MessageState {
  readonly message: KeptMessage;
  readonly phase: "waiting" | "sending" | "told" | "given-up";
  /** Attempts that were begun. */
  readonly attempts: number;
  /** Milliseconds since the epoch: when it was planned, and before when it is not tried again. */
  readonly plannedMs: number;
  readonly dueMs: number;
}

/**
 * An attempt that was begun and of which nothing was written after so long has died with its process: the messenger
 * gives up long before that.
 */
export const ATTEMPT_LIFE_MS = 120_000;

/** After so long a message is given up: what happened a day ago is read in the log. */
export const TELL_WITHIN_MS = 24 * 3_600_000;

const FIRST_RETRY_MS = 10_000;
const RETRY_MAX_MS = 30 * 60_000;

/** The part of an entry that the book reads. */
type Line = Pick<StatusEntry | NewEntry, "at" | "phase" | "details">;

const WithId = z.object({ id: z.string() });

function idOf(value: unknown): string {
  return WithId.safeParse(value).data?.id ?? "";
}

/** Which message an entry is about. */
function idIn({ details }: Line): string {
  return idOf(details);
}

function retryIn({ details }: Line): number {
  const ms = details["retryAfterMs"];
  return typeof ms === "number" && ms > 0 ? ms : 0;
}

function next(state: MessageState, entry: Line): MessageState {
  const atMs = Date.parse(entry.at);
  switch (entry.phase) {
    case "submitting":
      return { ...state, phase: "sending", attempts: state.attempts + 1, dueMs: atMs + ATTEMPT_LIFE_MS };
    case "deferred":
      return { ...state, phase: "waiting", dueMs: atMs + retryIn(entry) };
    case "succeeded":
      return { ...state, phase: "told" };
    case "failed":
      return { ...state, phase: "given-up" };
    default:
      return state;
  }
}

/** The messages of one notices run, as its entries tell of them. */
export interface MessageBook {
  add(entries: readonly Line[]): void;
  states(): readonly MessageState[];
  /** Those whose turn it is: what somebody waits for first, then those that have failed the least. */
  due(nowMs: number): readonly MessageState[];
  /** Ids of messages that were planned and cannot be read. */
  unreadable(): readonly string[];
  /** Entries of failures that belong to no message: what could not even be tried. */
  untold(): number;
}

/** See {@link MessageBook}. */
export function createMessageBook(entries: readonly Line[] = []): MessageBook {
  const states = new Map<string, MessageState>();
  const unreadable = new Set<string>();
  let untold = 0;

  function plan(entry: Line): void {
    const message = KeptMessage.safeParse(entry.details["message"]).data;
    if (!message) return void unreadable.add(idOf(entry.details["message"]));
    if (states.has(message.id)) return;
    const plannedMs = Date.parse(entry.at);
    states.set(message.id, { message, phase: "waiting", attempts: 0, plannedMs, dueMs: plannedMs });
  }

  function addOne(entry: Line): void {
    const known = states.get(idIn(entry));
    if (entry.phase === "planned") plan(entry);
    else if (known) states.set(known.message.id, next(known, entry));
    else if (entry.phase === "failed") untold += 1;
  }

  entries.forEach(addOne);
  return {
    add: (more) => more.forEach(addOne),
    states: () => [...states.values()],
    unreadable: () => [...unreadable],
    untold: () => untold,
    due: (nowMs) =>
      [...states.values()]
        .filter(({ phase, dueMs }) => (phase === "waiting" || phase === "sending") && dueMs <= nowMs)
        .sort((a, b) => Number(b.message.urgent) - Number(a.message.urgent) || a.attempts - b.attempts),
  };
}

/** Whether nothing more happens to a message. */
export function isOver({ phase }: MessageState): boolean {
  return phase === "told" || phase === "given-up";
}

/**
 * How long is waited after an attempt that failed: 10 s, then twice as long each time, up to 30 min; less by up to a
 * quarter, so that many messages do not come back at the same moment; never before the receiver wants it.
 *
 * @param spread 0 to 1, another one for each message and attempt
 */
export function retryDelayMs(
  attempts: number,
  { spread, retryAfterMs = 0 }: { readonly spread: number; readonly retryAfterMs?: number },
): number {
  const fullMs = Math.min(RETRY_MAX_MS, FIRST_RETRY_MS * 2 ** Math.min(20, Math.max(0, attempts - 1)));
  return Math.max(Math.round(fullMs * (1 - spread / 4)), retryAfterMs);
}
