import { groupBy } from "../../domain/group-by.ts";
import type { Notice, NoticeAddress } from "../../domain/notice.ts";
import { addressKey } from "./addresses.ts";
import { fitNotice } from "./fit-notice.ts";
import { TEAM_LANGUAGE, TITLES } from "./team-words.ts";
import type { HeldBack, TellingState } from "./telling-state.ts";
import type { Told } from "./told.ts";

/** Most notices of one message; of the rest only their number is told. */
export const NOTICES_PER_MESSAGE = 20;

/**
 * Most urgent notices of one message: as many as every platform shows. Of more than that some show only the number.
 * WeLink's short texts have room for one.
 */
export const URGENT_PER_MESSAGE = 8;
const URGENT_PER_SHORT_MESSAGE = 1;
const SHORT = "welink:";

/** What comes first: what nobody can tell of, what failed, what is said once and to be acted on, and then what is done. */
const RANK: Readonly<Partial<Record<Notice["kind"], number>>> = { unknown: 0, failed: 1 };
const RANK_OF_DONE = 3;
const DONE: readonly Notice["kind"][] = ["done", "stopped", "skipped", "answer"];

/**
 * How many messages a channel gets within so much time. Further ones are summed up with the first after that. What
 * somebody waits for or has to act on in time is never held back.
 */
export const RATE = { messages: 6, windowMs: 10 * 60_000 } as const;

/** A message as it is planned; its id comes with the run. */
export interface PlannedMessage {
  readonly to: NoticeAddress;
  readonly notices: readonly Notice[];
  readonly urgent: boolean;
}

/** What is to be sent now, and what the next run has to know. */
export interface MessagePlan {
  readonly messages: readonly PlannedMessage[];
  readonly state: Pick<TellingState, "recent" | "held">;
}

/** Everything that one address is to be told. */
interface Waiting {
  readonly to: NoticeAddress;
  readonly urgent: readonly Notice[];
  readonly others: readonly Notice[];
  readonly more: number;
}

function moreNotice(count: number): Notice {
  const title = TITLES.more(count);
  return {
    ...{ kind: "skipped", language: TEAM_LANGUAGE, title, lines: [], buttons: [], run: null },
    facts: { more: count },
  };
}

function pieces(notices: readonly Notice[], to: NoticeAddress): readonly (readonly Notice[])[] {
  const isShort = to.kind === "channel" && to.channel.startsWith(SHORT);
  const max = isShort ? URGENT_PER_SHORT_MESSAGE : URGENT_PER_MESSAGE;
  const count = Math.ceil(notices.length / max);
  return Array.from({ length: count }, (_, index) => notices.slice(index * max, (index + 1) * max));
}

function rankOf({ kind }: Notice): number {
  return RANK[kind] ?? (DONE.includes(kind) ? RANK_OF_DONE : RANK_OF_DONE - 1);
}

/** For a channel by what they are about, else as they came: whoever asked hears one thing after the other. */
function ranked(notices: readonly Notice[], to: NoticeAddress): readonly Notice[] {
  return to.kind === "channel" ? [...notices].sort((a, b) => rankOf(a) - rankOf(b)) : notices;
}

/** Urgent notices are all told, in several messages if they must be; of the others as many as go along. */
function messagesFor({ to, urgent, others, more }: Waiting): readonly PlannedMessage[] {
  const full = pieces(urgent, to);
  const last = full.at(-1) ?? [];
  const room = NOTICES_PER_MESSAGE - last.length;
  const left = others.length + more;
  const shown = left <= room && more === 0 ? others : others.slice(0, Math.max(0, room - 1));
  const rest = left - shown.length;
  const tail = [...last, ...shown, ...(rest > 0 ? [moreNotice(rest)] : [])];
  const messages = [...full.slice(0, -1), tail];
  return messages.map((notices, index) => ({ to, notices, urgent: index < full.length }));
}

/** The times that still count, oldest first. */
function recentOf(times: readonly number[] | undefined, nowMs: number): readonly number[] {
  // A time that lies ahead was written by a clock that went wrong, and counts as now.
  return (times ?? []).map((ms) => Math.min(ms, nowMs)).filter((ms) => nowMs - ms < RATE.windowMs);
}

function isLimited(to: NoticeAddress, recent: readonly number[]): boolean {
  return to.kind === "channel" && recent.length >= RATE.messages;
}

function waitingOf(told: readonly Told[], held: readonly HeldBack[]): readonly Waiting[] {
  const news = told.flatMap(({ notice, to, urgent }) =>
    fitNotice(notice).flatMap((fit) => to.map((one) => ({ notice: fit, to: one, urgent }))),
  );
  const byKey = groupBy(news, ({ to }) => addressKey(to));
  const heldByKey = new Map(held.map((one) => [addressKey(one.to), one]));
  const keys = new Set([...heldByKey.keys(), ...byKey.keys()]);
  return [...keys].flatMap((key): readonly Waiting[] => {
    const own = byKey.get(key) ?? [];
    const before = heldByKey.get(key);
    const to = own[0]?.to ?? before?.to;
    if (!to) return [];
    const noticesOf = (isUrgent: boolean) =>
      own.filter(({ urgent }) => urgent === isUrgent).map(({ notice }) => notice);
    const others = [...(before?.notices ?? []), ...noticesOf(false)];
    const more = before?.more ?? 0;
    return [{ to, urgent: ranked(noticesOf(true), to), others: ranked(others, to), more }];
  });
}

function heldBackOf({ to, others, more }: Waiting): HeldBack {
  const notices = others.slice(0, NOTICES_PER_MESSAGE);
  return { to, notices, more: more + others.length - notices.length };
}

/**
 * Puts notices together into messages, one for each address, within the limits. What is held back goes on in the state
 * and comes with the next message, or when the time is over.
 */
export function planMessages(
  told: readonly Told[],
  state: Pick<TellingState, "recent" | "held">,
  nowMs: number,
): MessagePlan {
  const messages: PlannedMessage[] = [];
  const held: HeldBack[] = [];
  const recent: Record<string, readonly number[]> = {};
  for (const [channel, times] of Object.entries(state.recent)) {
    const counting = recentOf(times, nowMs);
    if (counting.length > 0) recent[channel] = counting;
  }
  for (const waiting of waitingOf(told, state.held)) {
    const { to } = waiting;
    const key = addressKey(to);
    if (waiting.urgent.length === 0 && isLimited(to, recent[key] ?? [])) {
      held.push(heldBackOf(waiting));
      continue;
    }
    const own = messagesFor(waiting);
    messages.push(...own);
    if (to.kind === "channel") recent[key] = [...(recent[key] ?? []), ...own.map(() => nowMs)];
  }
  return { messages, state: { recent, held } };
}

/** Whether something that was held back may go out now. */
export function isHeldDue({ held, recent }: TellingState, nowMs: number): boolean {
  return held.some(({ to }) => !isLimited(to, recentOf(recent[addressKey(to)], nowMs)));
}
