import type { ChatWord, Language } from "../../domain/chat.ts";
import type { CommandOptions } from "./parsed-command.ts";
import { PARTICLES, WORDS } from "./words.ts";

/** What a button is to say: the part of a command that people press. */
export interface WrittenCommand {
  readonly word: Exclude<ChatWord, "create">;
  readonly names?: readonly string[];
  readonly options?: Omit<CommandOptions, "parameters" | "kind" | "target">;
  readonly language: Language;
}

const BARE = /^[\p{L}\p{N}][\p{L}\p{N}._:@+/-]*$/u;

const BECAUSE: readonly string[] = [PARTICLES.en.because, PARTICLES.zh.because];

/**
 * A name in quotes where it needs them. One that holds every kind of quote, or two blanks in a row, cannot be said: such
 * a machine is named by its id.
 */
function quoted(name: string): string {
  if (BARE.test(name) && !BECAUSE.includes(name.toLowerCase())) return name;
  const quote = ['"', "'", "`"].find((one) => !name.includes(one)) ?? '"';
  return `${quote}${name}${quote}`;
}

/**
 * The text of a button, as `parseCommand` reads it: in the words of the language in which its notice is written, so that
 * the answer to it is in that language too.
 */
export function writeCommand({ word, names = [], options = {}, language }: WrittenCommand): string {
  const particles = PARTICLES[language];
  const parts = [
    WORDS[language][word],
    ...names.map(quoted),
    ...(options.for === undefined ? [] : [options.for]),
    ...(options.until === undefined ? [] : [particles.until, options.until]),
    ...(options.keyPair === undefined ? [] : [particles.key, options.keyPair]),
    ...(options.run === undefined ? [] : [options.run]),
    ...(options.code === undefined ? [] : [options.code]),
    ...(options.topic === undefined ? [] : [WORDS[language][options.topic]]),
    ...(options.why === undefined ? [] : [particles.because, options.why]),
  ];
  return parts.join(" ");
}
