import type { ChatWord, Language } from "../../domain/chat.ts";

/** What stands beside a command's word and its names; each command has its own of these, and no others. */
export interface CommandOptions {
  /** How long: `2h`, `90m`, `2d`. */
  readonly for?: string;
  /** ISO 8601 in UTC. */
  readonly until?: string;
  readonly why?: string;
  /** Id of a run, or its beginning. */
  readonly run?: string;
  /** The first characters of the plan that is meant, in small letters. */
  readonly code?: string;
  readonly keyPair?: string;
  /** What is created. */
  readonly kind?: "notebook" | "dev-server";
  /** Where it is created. */
  readonly target?: string;
  /** What it is created with; `volume.capacity=50` is `{ volume: { capacity: 50 } }`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The word that help is wanted for. */
  readonly topic?: ChatWord;
}

/** Why a text is no command. */
export const COMMAND_PROBLEMS = [
  /** Nothing was said. */
  "empty",
  /** It holds characters that do not show, or show something else than they are. */
  "hidden",
  /** A quote is open. */
  "open-quote",
  /** The first word begins no command. */
  "no-command",
  /** No machine is named. */
  "no-name",
  /** It is no name as names are written here. */
  "bad-name",
  /** It has to end: `2h`, or `until` and a time. */
  "no-end",
  "bad-time",
  /** No run is named. */
  "no-run",
  /** The code of the plan is missing, or it is none. */
  "no-code",
  /** What to create is missing, or it is nothing that can be. */
  "no-kind",
  /** It is no `key=value`. */
  "bad-parameter",
  /** Passwords are not said in a chat. */
  "password",
  /** Words are left over. */
  "too-much",
] as const;
export type CommandProblem = (typeof COMMAND_PROBLEMS)[number];

/** A text that was understood whole. */
export interface Command {
  readonly ok: true;
  readonly word: ChatWord;
  /** The machine that is meant, as it was written; one at most. */
  readonly names: readonly string[];
  readonly options: CommandOptions;
  readonly language: Language;
}

/** A text that is no command. */
export interface NoCommand {
  readonly ok: false;
  readonly language: Language;
  readonly problem: CommandProblem;
  /** The command that was begun, where one was. */
  readonly word?: ChatWord;
  /** The part that is not understood, for people. */
  readonly found?: string;
  /** The word that was probably meant. */
  readonly suggestion?: string;
}

export type ParsedCommand = Command | NoCommand;
