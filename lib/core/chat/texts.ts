import type { ChatWord } from "../../domain/chat.ts";
import type { Reason } from "../../domain/reasons.ts";
import type { NoCommand } from "./parsed-command.ts";

/** What was to be done with which machine. `verb` is a name of the table of verbs. */
export interface Deed {
  readonly verb: string;
  /** As people call it. */
  readonly machine: string;
}

/** Why, in a sentence of the language that is spoken: see {@link Texts.reason}. */
export interface Because {
  readonly why: string;
}

/**
 * Every sentence that people read in chats and notices, in one language. Times come in written out (`localTime`), names
 * as they are; nothing here is escaped, since every platform escapes in its own way.
 */
export interface Texts {
  /** A verb of the table, as a noun or a word of command. */
  verb(verb: string): string;
  /** A reason code as a sentence; `text` is what the log says of it, for what has no sentence here. */
  reason(code: Reason, text: string): string;
  /** `2h 5m` in words of the language. */
  duration(ms: number): string;
  /** A list of names. */
  list(names: readonly string[]): string;
  /** How many more there are than are shown. */
  more(count: number): string;

  // what became of an order
  done(deed: Deed): string;
  failed(deed: Deed & Because): string;
  skipped(deed: Deed & Because): string;
  /** It cannot be told; a person has to look. */
  unknown(deed: Deed & { readonly run: string }): string;
  /** Planned, and not over yet. */
  planned(deed: Deed): string;
  deferred(deed: Deed & Because): string;
  /** It would have been done, but the policy only observes. */
  observed(deed: Deed): string;
  held(parts: { readonly machine: string; readonly until: string }): string;
  extended(parts: { readonly machine: string; readonly until: string }): string;
  released(parts: { readonly machine: string }): string;
  /** The order was taken back by these machines' return. */
  undone(parts: { readonly run: string; readonly machines: readonly string[] }): string;

  // what cannot be done as it was said
  notUnderstood(no: NoCommand): string;
  notFound(parts: { readonly name: string; readonly suggestion?: string | undefined }): string;
  ambiguous(parts: { readonly name: string; readonly choices: readonly string[] }): string;
  notPermitted(parts: { readonly word: string; readonly machine?: string | undefined }): string;
  runNotFound(parts: { readonly run: string }): string;

  // asking
  statusTitle(parts: { readonly machines: number; readonly running: number }): string;
  statusLine(parts: {
    readonly machine: string;
    readonly status: string;
    readonly owner?: string | undefined;
    readonly note?: string | undefined;
  }): string;
  /** Where a machine stands, in a word. */
  standing(standing: string): string;
  /** Nobody is known to own it. */
  nobodys(): string;
  /** A stop that its owner was warned of; `trial`: by a policy that only observes. */
  pending(parts: {
    readonly machine: string;
    readonly policy: string;
    readonly at: string;
    readonly trial: boolean;
  }): string;
  heldBy(parts: { readonly machine: string; readonly by: string; readonly until: string } & Because): string;
  /** A plan that people are asked about. */
  asked(parts: {
    readonly run: string;
    readonly title: string;
    readonly missing: string;
    readonly at: string;
  }): string;
  /** A run that has not ended, and what it waits for. */
  openRun(parts: { readonly run: string; readonly waitsFor: string }): string;
  endedRun(parts: { readonly run: string; readonly at: string; readonly text: string }): string;
  /** What was done with a machine not long ago. */
  lastDeed(parts: {
    readonly verb: string;
    readonly at: string;
    readonly policy: string;
    readonly text: string;
  }): string;
  /** What one policy makes of a machine. `verb` is `null` where it leaves it alone. */
  policyView(
    parts: { readonly policy: string; readonly verb: string | null; readonly observes: boolean } & Because,
  ): string;
  /** The smallest change that would turn a verdict round. */
  toChange(parts: { readonly change: string }): string;
  /** No policy of a clock looks at a machine. */
  noPolicy(): string;
  quiet(): string;
  unreadable(parts: { readonly lists: readonly string[] }): string;
  /** It cannot be told whether there are more of a name. */
  notSure(parts: { readonly name: string; readonly lists: readonly string[] }): string;
  cannotUndo(parts: { readonly run: string } & Because): string;
  nothingKnown(parts: { readonly machine: string }): string;
  whyTitle(parts: { readonly machine: string }): string;
  helpTitle(): string;
  /** One line of a command: how it is written, and what it does. */
  help(word: ChatWord): string;
  helpExample(word: ChatWord): string;

  // the kill switch
  paused(parts: { readonly by: string; readonly at: string; readonly why: string }): string;
  pausedNow(): string;
  resumed(): string;
  notPaused(): string;

  // approvals and confirmations
  approvalNeeds(parts: { readonly count: number; readonly from: readonly string[] }): string;
  approvalUntil(parts: { readonly until: string }): string;
  approvalMoney(parts: { readonly amount: string }): string;
  approved(parts: { readonly run: string; readonly by: string; readonly left: number }): string;
  confirmed(parts: { readonly run: string }): string;
  denied(parts: { readonly run: string; readonly by: string; readonly why?: string | undefined }): string;
  notAsked(parts: { readonly run: string }): string;

  // warnings and news
  warning(deed: Deed & Because & { readonly at: string; readonly in: string }): string;
  budget(parts: { readonly budget: string; readonly percent: number; readonly forecast: boolean }): string;
  /** What it saves, where that is known. */
  saves(parts: { readonly amount: string }): string;
  policy(parts: { readonly policy: string }): string;
  run(parts: { readonly run: string }): string;

  // buttons
  button: Readonly<Record<ButtonLabel, string>>;
}

/** Buttons that carry a word alone; what they do stands in the command behind them. */
export const BUTTON_LABELS = [
  "approve",
  "deny",
  "confirm",
  "undo",
  "extend",
  "hold",
  "why",
  "resume",
  "status",
] as const;
export type ButtonLabel = (typeof BUTTON_LABELS)[number];
