import type { ChatWord, Language } from "../../domain/chat.ts";
import { nearestName } from "../nearest-name.ts";
import { languageOf } from "./language-of.ts";
import { parseInstant, parseSpan } from "./parse-end.ts";
import { parseParameters, type Trouble } from "./parse-parameters.ts";
import type { CommandOptions, NoCommand, ParsedCommand } from "./parsed-command.ts";
import { plainText } from "./plain-text.ts";
import { splitWords, type Token } from "./split-words.ts";
import { CREATED, FIRST_WORDS, type FoundWord, PARTICLES, wordOf } from "./words.ts";

/** Longest part of a text that is shown back. */
const FOUND_CHARS_MAX = 64;
/** Longest reason that an order may carry. */
const WHY_CHARS_MAX = 1_024;

/** A name as it may stand without quotes: a machine's name, its id, or `target/kind/id`. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._:@+/-]{0,199}$/u;
const QUOTED_NAME = /^\S(?:.{0,198}\S)?$/u;
const RUN = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const CODE = /^[0-9a-f]{8,64}$/;
const KEY_PAIR = /^[-_.a-zA-Z0-9]{1,64}$/;

interface Parts {
  readonly names?: readonly string[];
  readonly options?: CommandOptions;
}

type Reading = Parts | Trouble;
type Reader = (tokens: readonly Token[]) => Reading;

const BECAUSE: readonly string[] = [PARTICLES.en.because, PARTICLES.zh.because];

function isParticle(token: Token | undefined, which: "for" | "until" | "key"): boolean {
  const text = token !== undefined && !token.quoted ? token.text.toLowerCase() : null;
  return text === PARTICLES.en[which] || text === PARTICLES.zh[which];
}

const isTrouble = (reading: Reading): reading is Trouble => "problem" in reading;

/** Nothing may be left over. */
function whole(parts: Parts, rest: readonly Token[]): Reading {
  const [left] = rest;
  return left === undefined ? parts : { problem: "too-much", found: left.text };
}

function nameIn(token: Token | undefined): Required<Pick<Parts, "names">> | Trouble {
  if (token === undefined) return { problem: "no-name" };
  const fits = (token.quoted ? QUOTED_NAME : NAME).test(token.text);
  return fits ? { names: [token.text] } : { problem: "bad-name", found: token.text };
}

/** A name, and then whatever the command has behind it. */
function named(then: (names: readonly string[], rest: readonly Token[]) => Reading): Reader {
  return ([first, ...rest]) => {
    const name = nameIn(first);
    return "problem" in name ? name : then(name.names, rest);
  };
}

const oneName = named((names, rest) => whole({ names }, rest));

/** `2h`, `for 2h` or `until 2026-01-15T18:00Z`. */
function endIn(tokens: readonly Token[]): { readonly options: CommandOptions; readonly used: number } | null {
  const [first, second] = tokens;
  const led = isParticle(first, "for") || isParticle(first, "until");
  const text = (led ? second : first)?.text ?? "";
  const used = led ? 2 : 1;
  const span = isParticle(first, "until") ? undefined : parseSpan(text);
  if (span !== undefined) return { options: { for: span }, used };
  const until = isParticle(first, "until") ? parseInstant(text) : undefined;
  return until === undefined ? null : { options: { until }, used };
}

const nameAndEnd = named((names, rest) => {
  const [first, second] = rest;
  if (first === undefined) return { problem: "no-end" };
  const end = endIn(rest);
  if (end !== null) return whole({ names, options: end.options }, rest.slice(end.used));
  const led = isParticle(first, "for") || isParticle(first, "until");
  return { problem: "bad-time", found: (led ? second : first)?.text ?? first.text };
});

const nameAndKey = named((names, [particle, key, ...rest]) => {
  if (particle === undefined) return { names };
  if (!isParticle(particle, "key")) return { problem: "too-much", found: particle.text };
  if (key === undefined || !KEY_PAIR.test(key.text))
    return { problem: "bad-parameter", found: particle.text };
  return whole({ names, options: { keyPair: key.text } }, rest);
});

const creation: Reader = ([first, ...rest]) => {
  const kind = first === undefined || first.quoted ? undefined : CREATED[first.text.toLowerCase()];
  if (kind === undefined) return { problem: "no-kind", ...(first && { found: first.text }) };
  const read = parseParameters(rest);
  if ("problem" in read) return read;
  const { target, ...parameters } = read.parameters;
  if (target === undefined) return { options: { kind, parameters } };
  return typeof target === "string"
    ? { options: { kind, target, parameters } }
    : { problem: "bad-parameter", found: "target" };
};

/** A run, and the code of its plan. */
function run(code: "needed" | "possible" | "none"): Reader {
  return ([first, ...rest]) => {
    if (first === undefined) return { problem: "no-run" };
    if (!RUN.test(first.text)) return { problem: "no-run", found: first.text };
    const options = { run: first.text };
    const [second, ...left] = rest;
    if (code === "none" || (second === undefined && code === "possible")) return whole({ options }, rest);
    const digits = second?.text.toLowerCase() ?? "";
    if (!CODE.test(digits)) return { problem: "no-code", ...(second && { found: second.text }) };
    return whole({ options: { ...options, code: digits } }, left);
  };
}

const nothing: Reader = (tokens) => whole({}, tokens);

const topic: Reader = ([first, ...rest]) => {
  if (first === undefined) return {};
  const found = wordOf(first.text);
  if (found === undefined) return { problem: "no-command", found: first.text };
  return whole({ options: { topic: found.word } }, rest);
};

const READERS: Readonly<Record<ChatWord, Reader>> = {
  status: (tokens) => (tokens.length === 0 ? {} : oneName(tokens)),
  why: oneName,
  help: topic,
  stop: oneName,
  start: oneName,
  extend: nameAndEnd,
  hold: nameAndEnd,
  release: oneName,
  rebuild: nameAndKey,
  create: creation,
  approve: run("needed"),
  deny: run("possible"),
  confirm: run("needed"),
  undo: run("none"),
  pause: nothing,
  resume: nothing,
};

/** What asks only, and what says yes: neither has a reason. */
const WITHOUT_REASON: readonly ChatWord[] = ["status", "why", "help", "confirm"];

interface Reason {
  readonly tokens: readonly Token[];
  readonly why?: string;
}

/** Cuts the reason off: everything behind the word, as it stands. */
function reasonIn(tokens: readonly Token[], text: string): Reason {
  const last = tokens.at(-1);
  if (last === undefined || last.quoted || !BECAUSE.includes(last.text.toLowerCase())) return { tokens };
  const why = text.slice(last.end).trim().slice(0, WHY_CHARS_MAX);
  // A reason without words is a word too many.
  return why === "" ? { tokens } : { tokens: tokens.slice(0, -1), why };
}

function readWord({ word, language }: FoundWord, rest: readonly Token[], text: string): Reading {
  const reason = reasonIn(rest, text);
  if (reason.why !== undefined && WITHOUT_REASON.includes(word))
    return { problem: "too-much", found: PARTICLES[language].because };
  const parts = READERS[word](reason.tokens);
  if (isTrouble(parts) || reason.why === undefined) return parts;
  return { ...parts, options: { ...parts.options, why: reason.why } };
}

/** A command word is meant where the text begins with one without a blank behind it, as Chinese is written. */
function suggestionFor(found: string): string | undefined {
  return (
    FIRST_WORDS.find((known) => languageOf(known) === "zh" && found.startsWith(known)) ??
    nearestName(found, FIRST_WORDS)
  );
}

function no(language: Language, { problem, found }: Trouble, word?: ChatWord): NoCommand {
  const suggestion = problem === "no-command" && found !== undefined ? suggestionFor(found) : undefined;
  return {
    ...{ ok: false, language, problem },
    ...(word !== undefined && { word }),
    ...(found !== undefined && { found: [...found].slice(0, FOUND_CHARS_MAX).join("") }),
    ...(suggestion !== undefined && { suggestion }),
  };
}

/**
 * Reads what somebody typed in a chat, or the command behind a button. Strict: a text is a command as a whole, or it is
 * refused with what is wrong and the word that was probably meant. Nothing is guessed, so a free text is never an order
 * and never a yes. Never throws.
 */
export function parseCommand(text: string): ParsedCommand {
  const plain = plainText(text);
  if (plain === null) return no(languageOf(text), { problem: "hidden" });
  const tokens = splitWords(plain, BECAUSE);
  if (tokens === null) return no(languageOf(plain), { problem: "open-quote" });
  const [first, ...rest] = tokens;
  if (first === undefined) return no(languageOf(plain), { problem: "empty" });
  const found = first.quoted ? undefined : wordOf(first.text);
  if (found === undefined) return no(languageOf(plain), { problem: "no-command", found: first.text });
  const { word, language } = found;
  const reading = readWord(found, rest, plain);
  if (isTrouble(reading)) return no(language, reading, word);
  return { ok: true, word, language, names: reading.names ?? [], options: reading.options ?? {} };
}
