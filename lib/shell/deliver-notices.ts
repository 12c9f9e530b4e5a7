import {
  createMessageBook,
  isOver,
  type MessageBook,
  type MessageState,
  retryDelayMs,
  TELL_WITHIN_MS,
} from "../core/notices/message-book.ts";
import { formatDuration } from "../domain/duration.ts";
import { NOTICES_POLICY } from "../domain/notice.ts";
import type { NewEntry, StatusEntry } from "../domain/status.ts";
import type { Delivered, Messenger } from "../ports/messenger.ts";
import { revealed } from "./callback-address.ts";
import { type EntryParts, entryAt } from "./entry.ts";
import { finishedEntry } from "./finished-entry.ts";
import { append, catchUp, type Pass, stateOf, Yielded } from "./pass.ts";
import { nameOfAddress, planNotices } from "./plan-notices.ts";

/** Messages under way at once: as many as one address that does not answer may hold up. */
const AT_ONCE_MAX = 8;

/** An attempt is not begun so shortly before a deadline: it would be cut off, and made once more. */
const SEND_MARGIN_MS = 5_000;

const NO_ADDRESS = "the event that named the address is not in the log any more";

/** How often others may write to the run while the outcomes of one round are written down. */
const CONFLICTS_MAX = 20;

/** Digits of a digest that make a number between 0 and 1. */
const SPREAD_DIGITS = 8;

function entryOf(
  { message: { id } }: MessageState,
  nowMs: number,
  parts: Omit<EntryParts, "policy">,
): NewEntry {
  return entryAt(nowMs, { ...parts, policy: NOTICES_POLICY, details: { id, ...parts.details } });
}

/** Another number for each message and attempt, and the same one in every process. */
function spreadOf({ message: { id }, attempts }: MessageState, { ports }: Pass): number {
  const digest = ports.rulebook.digest(`${id}\n${attempts}`).slice(0, SPREAD_DIGITS);
  return Number.parseInt(digest, 16) / 16 ** SPREAD_DIGITS;
}

interface Attempt {
  readonly state: MessageState;
  readonly call: string;
  readonly sentMs: number;
}

function failedEntry(attempt: Attempt, said: Extract<Delivered, { ok: false }>, pass: Pass): NewEntry {
  const nowMs = pass.ports.clock.now();
  const state = { ...attempt.state, attempts: attempt.state.attempts + 1 };
  const { retryAfterMs } = said;
  const delayMs = retryDelayMs(state.attempts, {
    spread: spreadOf(state, pass),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  const common = {
    reason: "untold" as const,
    call: attempt.call,
    durationMs: Math.max(0, nowMs - attempt.sentMs),
  };
  if (!said.again) return entryOf(state, nowMs, { ...common, phase: "failed", text: said.text });
  if (nowMs + delayMs - state.plannedMs > TELL_WITHIN_MS) {
    const text = `${said.text}; given up after ${formatDuration(nowMs - state.plannedMs)}`;
    return entryOf(state, nowMs, { ...common, phase: "failed", text });
  }
  const text = `${said.text}; tried again in ${formatDuration(delayMs)}`;
  return entryOf(state, nowMs, { ...common, phase: "deferred", text, details: { retryAfterMs: delayMs } });
}

async function outcomeOf(attempt: Attempt, messenger: Messenger, pass: Pass): Promise<NewEntry> {
  const { id, notices } = attempt.state.message;
  const to = await revealed(attempt.state.message.to, pass.ports.store);
  if (!to) return failedEntry(attempt, { ok: false, again: false, text: NO_ADDRESS }, pass);
  // The port promises not to reject; a messenger that does must not take the others' outcomes with it.
  const said = await messenger
    .send({ id, to, notices })
    .catch((): Delivered => ({ ok: false, again: true, text: "the attempt broke off" }));
  if (!said.ok) return failedEntry(attempt, said, pass);
  const nowMs = pass.ports.clock.now();
  const parts = { phase: "succeeded", reason: "told", text: said.text, call: attempt.call } as const;
  return entryOf(attempt.state, nowMs, { ...parts, durationMs: Math.max(0, nowMs - attempt.sentMs) });
}

/**
 * Writes down what became of messages that are out. Another process may have written of other messages meanwhile; what is
 * known of these has to be told all the same, or they would be sent again.
 */
async function appendAnyway(pass: Pass, outcomes: readonly NewEntry[]): Promise<void> {
  for (let conflicts = 0; ; conflicts += 1) {
    try {
      return await append(pass, outcomes);
    } catch (error) {
      const isOurs = error instanceof Yielded && conflicts < CONFLICTS_MAX && (await catchUp(pass));
      if (!isOurs) throw error;
    }
  }
}

/** One round: written down before it is tried, so that after a crash it is repeated once and not for ever unseen. */
async function sendRound(due: readonly MessageState[], pass: Pass, messenger: Messenger): Promise<void> {
  const sentMs = pass.ports.clock.now();
  const attempts = due.map((state): Attempt => ({ state, call: pass.ports.ids.call(), sentMs }));
  const begun = attempts.map(({ state, call }) =>
    entryOf(state, sentMs, {
      phase: "submitting",
      reason: "submitting",
      text: `telling ${nameOfAddress(state.message.to)}`,
      call,
    }),
  );
  await append(pass, begun);
  await appendAnyway(pass, await Promise.all(attempts.map((one) => outcomeOf(one, messenger, pass))));
}

/** The messages as the log tells of them now, with what other processes have written. */
async function bookOf({ ports, run }: Pass): Promise<MessageBook> {
  return createMessageBook((await ports.store.read(run))?.entries);
}

function isLate({ ports, options: { deadlineMs } }: Pass): boolean {
  return deadlineMs !== undefined && ports.clock.now() > deadlineMs - SEND_MARGIN_MS;
}

/** A message that nobody can read any more can be sent to nobody; the log says so. */
function unreadableEntry(id: string, { ports }: Pass): NewEntry {
  const text = "the message cannot be read in the log, so it is sent to nobody";
  return entryAt(ports.clock.now(), {
    ...{ phase: "failed", reason: "untold", policy: NOTICES_POLICY, text, details: { id } },
  });
}

async function finish(pass: Pass, book: MessageBook): Promise<"finished"> {
  const states = book.states();
  const succeeded = states.filter(({ phase }) => phase === "told").length;
  const lost = book.unreadable();
  const failed = states.length - succeeded + book.untold() + lost.length;
  await append(pass, [
    ...lost.map((id) => unreadableEntry(id, pass)),
    finishedEntry(pass, {
      reason: failed > 0 ? "some-failed" : "done",
      text: failed > 0 ? `${succeeded} told, ${failed} given up` : `${succeeded} told`,
      counts: { succeeded, failed, skipped: 0, observed: 0 },
    }),
  ]);
  return "finished";
}

/**
 * Goes on with a notices run: plans it, sends what is due, and ends it when every message is told or given up. Telling
 * goes on while Curfew is paused. Without a messenger nothing is done, and the run waits for a host that has one.
 */
export async function deliverNotices(
  pass: Pass,
  entries: readonly StatusEntry[],
): Promise<"finished" | "waiting" | "stopped"> {
  const { messenger } = pass.ports;
  if (stateOf(pass).finished) return "finished";
  if (!messenger || pass.options.dryRun) return "waiting";
  const first = createMessageBook(entries);
  if (!stateOf(pass).decided) first.add(await planNotices(pass));
  for (let book = first; !stateOf(pass).finished; book = await bookOf(pass)) {
    if (book.states().every(isOver)) return finish(pass, book);
    const due = book.due(pass.ports.clock.now()).slice(0, AT_ONCE_MAX);
    if (due.length === 0) return "waiting";
    if (isLate(pass)) return "stopped";
    await sendRound(due, pass, messenger);
  }
  return "finished";
}
