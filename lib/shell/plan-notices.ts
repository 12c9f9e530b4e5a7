import { isStandIn } from "../core/notices/fit-notice.ts";
import type { KeptMessage } from "../core/notices/message-book.ts";
import { type PlannedMessage, planMessages } from "../core/notices/plan-messages.ts";
import type { TellingState } from "../core/notices/telling-state.ts";
import { isAutomationError } from "../domain/errors.ts";
import { NOTICES_EVENT, NOTICES_POLICY, type NoticeAddress } from "../domain/notice.ts";
import { APPEND_ENTRIES_MAX, type NewEntry } from "../domain/status.ts";
import { concealed } from "./callback-address.ts";
import { entryAt } from "./entry.ts";
import { finishedEntry } from "./finished-entry.ts";
import { append, type Pass } from "./pass.ts";
import { type Behind, readNews, STRETCH_ENTRIES } from "./read-news.ts";
import type { ShellPorts } from "./shell-ports.ts";
import { readMark } from "./tell-news.ts";

/** Entries of one write for what cannot be told. */
const UNTOLD_MAX = 5;

/** With the entries that decide, so many messages fit into one write. */
const MESSAGES_MAX = APPEND_ENTRIES_MAX - 3 - UNTOLD_MAX;

const NOTHING_YET = { week: null, recent: {}, held: [] } as const;

/** An address in words, without anything that opens it. */
export function nameOfAddress(to: NoticeAddress): string {
  switch (to.kind) {
    case "channel":
      return to.channel;
    case "reply":
      return `whoever asked by ${to.source}`;
    case "comment":
      return `ticket ${to.ticket} of ${to.source}`;
    case "callback":
      return `the callback of ${to.source}`;
  }
}

function messageEntry({ to, notices, urgent }: PlannedMessage, id: string, nowMs: number): NewEntry {
  const message: KeptMessage = { id, to: concealed(to, notices), notices: [...notices], urgent };
  const [first] = notices;
  const more = notices.length > 1 ? ` and ${notices.length - 1} more` : "";
  return entryAt(nowMs, {
    phase: "planned",
    reason: "planned",
    policy: NOTICES_POLICY,
    text: `to ${nameOfAddress(to)}: ${first?.title ?? ""}${more}`,
    details: { message },
  });
}

function decidedEntry(state: TellingState, nowMs: number, text: string): NewEntry {
  return entryAt(nowMs, {
    phase: "decided",
    reason: "matched",
    policy: NOTICES_POLICY,
    text,
    details: { complete: true, plan: 0, counts: [], ...state },
  });
}

/** What broke the telling of a stretch is told in the log, and the next stretch has its turn. */
function brokenEntry(error: unknown, nowMs: number): NewEntry {
  const why = error instanceof Error ? error.message.slice(0, 300) : "it broke off";
  const text = `what is new in this part of the log cannot be told: ${why}`;
  return entryAt(nowMs, { phase: "failed", reason: "untold", policy: NOTICES_POLICY, text });
}

/** Notices of which nothing could be made: people are told that there was something, and the log says so too. */
function untoldEntries({ to, notices }: PlannedMessage, nowMs: number): readonly NewEntry[] {
  return notices.filter(isStandIn).map(({ run }) => {
    const text = `something of run ${run ?? "?"} cannot be told to ${nameOfAddress(to)}: it is no notice`;
    return entryAt(nowMs, { phase: "failed", reason: "untold", policy: NOTICES_POLICY, text });
  });
}

interface Planned {
  readonly messages: readonly PlannedMessage[];
  readonly state: TellingState;
  readonly broken?: unknown;
}

/** As much as fits into one write: of thousands of answers each is a message of its own. */
async function planBehind(behind: Behind, state: TellingState, ports: ShellPorts): Promise<Planned> {
  for (let limit = STRETCH_ENTRIES; ; limit = Math.ceil(limit / 2)) {
    const news = await readNews(ports, { ...behind, limit });
    const plan = planMessages(news.told, state, ports.clock.now());
    if (plan.messages.length > MESSAGES_MAX && limit > 1) continue;
    return { messages: plan.messages, state: { ...plan.state, upTo: news.upTo, week: news.week } };
  }
}

async function planOf({ ports, event }: Pass): Promise<Planned> {
  const { after, upTo } = event.type === NOTICES_EVENT ? event.data : { after: null, upTo: "" };
  const before = (await readMark(ports))?.state;
  const { week, recent, held } = before ?? NOTHING_YET;
  const state: TellingState = { upTo, week, recent, held };
  if (after === null) return { messages: [], state };
  try {
    return await planBehind({ after, week }, state, ports);
  } catch (error) {
    // What the store says of itself passes; anything else would break again and again.
    if (isAutomationError(error) && error.code.startsWith("store-")) throw error;
    return { messages: [], state, broken: error };
  }
}

/**
 * Plans a notices run: each message whole, and the place where the next run begins, in one write. Two processes that plan
 * the same get in each other's way at that write, and one of them steps back.
 */
export async function planNotices(pass: Pass): Promise<readonly NewEntry[]> {
  const { messages, state, broken } = await planOf(pass);
  const nowMs = pass.ports.clock.now();
  const told = messages.map((one, index) => messageEntry(one, `${pass.run}-${index + 1}`, nowMs));
  const text = told.length === 1 ? "1 message" : `${told.length} messages`;
  const untold = messages.flatMap((one) => untoldEntries(one, nowMs)).slice(0, UNTOLD_MAX);
  const trouble = broken === undefined ? untold : [brokenEntry(broken, nowMs)];
  const entries = [...told, ...trouble, decidedEntry(state, nowMs, text)];
  const counts = { succeeded: 0, failed: trouble.length, skipped: 0, observed: 0 };
  const end = finishedEntry(pass, {
    reason: trouble.length > 0 ? "some-failed" : "nothing-to-do",
    text: trouble.length > 0 ? "not everything could be told" : "nothing had to be told",
    counts,
  });
  await append(pass, told.length === 0 ? [...entries, end] : entries);
  return entries;
}
