import { answerNotice } from "../../core/chat/answer-notice.ts";
import { localTime } from "../../core/chat/local-time.ts";
import type { Command } from "../../core/chat/parsed-command.ts";
import { say } from "../../core/chat/say.ts";
import type { Texts } from "../../core/chat/texts.ts";
import { type WrittenCommand, writeCommand } from "../../core/chat/write-command.ts";
import type { ChatWord, Language } from "../../domain/chat.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { Identity } from "../../domain/identity.ts";
import type { Notice } from "../../domain/notice.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { ReadBounds } from "../../ports/cloud.ts";
import type { Decision } from "../decide-run.ts";
import { entryAt } from "../entry.ts";
import type { HoldBook } from "../hold-book.ts";
import type { ShellPorts } from "../shell-ports.ts";

/** An event by which somebody said something in a chat. */
export type ChatEvent = Extract<AutomationEvent, { type: "chat.message" }>;

/** How what was said is dealt with. */
export interface ChatOptions {
  readonly run: string;
  /** When it was taken in, milliseconds since the epoch. */
  readonly askedMs: number;
  /** Number of the run's last entry. */
  readonly lastSeq: number;
  readonly bounds: ReadBounds;
  /** Whether anything is changed; not so in a dry run. */
  readonly keeps: boolean;
  /** Where holds are announced before they are kept. Default: nowhere, for what keeps none. */
  readonly book?: HoldBook;
}

/** One command of one person, with everything it takes to answer. */
export interface Talk {
  readonly event: ChatEvent;
  readonly ports: ShellPorts;
  readonly options: ChatOptions;
  readonly command: Command;
  readonly identity: Identity;
  readonly texts: Texts;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** An instant by the clock of the speaker's team, with UTC beside it. */
  time(atMs: number): string;
}

/** Begins to talk with somebody. */
export function beginTalk(event: ChatEvent, ports: ShellPorts, options: ChatOptions, command: Command): Talk {
  const identity = ports.rulebook.access.identity(event);
  const { teams } = ports.rulebook.config;
  const zone = identity.teams.map((name) => teams[name]?.zone ?? null).find((one) => one !== null) ?? null;
  const nowMs = ports.clock.now();
  const { language } = command;
  const time = (atMs: number) => localTime(atMs, { zone, language, nowMs });
  return { event, ports, options, command, identity, texts: say(language), nowMs, time };
}

/** A button that says a command in the speaker's language. */
export function button(
  { command: { language } }: Talk,
  label: string,
  written: Omit<WrittenCommand, "language">,
): { readonly label: string; readonly command: string } {
  return { label, command: writeCommand({ ...written, language }) };
}

/** What is said back, and as what it is written down. */
export interface Answer {
  /** `answered`: it was; the others say why not. */
  readonly reason: Reason;
  readonly title: string;
  readonly lines?: readonly string[];
  readonly buttons?: readonly { readonly label: string; readonly command: string }[];
  /** The line of the log. Default: the title. */
  readonly text?: string;
  /** The machine it is about. */
  readonly resource?: string | null;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The form in which an answer goes out. */
export function noticeOf(language: Language, run: string, answer: Answer): Notice {
  const { title, lines, buttons, facts } = answer;
  return answerNotice({
    ...{ language, title, run },
    ...(lines && { lines }),
    ...(buttons && { buttons }),
    ...(facts && { facts }),
  });
}

/** Where an answer belongs: who said which word. */
export interface Saying {
  readonly language: Language;
  readonly word: ChatWord | null;
  /** As identities are written. */
  readonly by: string;
}

/** A run that only answers: the answer, and the decision that nothing is to be sent. */
export function answered(
  answer: Answer,
  { language, word, by }: Saying,
  { run, lastSeq, nowMs }: { readonly run: string; readonly lastSeq: number; readonly nowMs: number },
): Decision {
  const isDone = answer.reason === "answered";
  const text = answer.text ?? answer.title;
  const said = entryAt(nowMs, {
    ...{ phase: isDone ? "succeeded" : "skipped", reason: answer.reason, text, action: word },
    resource: answer.resource ?? null,
    details: { answer: noticeOf(language, run, answer), language, by },
  });
  const decided = entryAt(nowMs, {
    ...{ phase: "decided", reason: answer.reason, text },
    details: { complete: true, plan: lastSeq, counts: [] },
  });
  const counts = { succeeded: isDone ? 1 : 0, failed: 0, skipped: isDone ? 0 : 1, observed: 0 };
  return {
    ...{ entries: [said, decided], seen: new Map(), observed: 0, failed: false, wait: null },
    summary: { reason: isDone ? "done" : "nothing-to-do", text, counts },
  };
}
