import { Lexer } from "yaml";

/** Bounds of a file, checked on its words before anything is built from them. */
export const YAML_LIMITS = {
  /** UTF-8 bytes. */
  bytes: 1_048_576,
  /** Words and signs; looking for duplicate keys takes the square of their number. */
  lexemes: 100_000,
  /** Brackets inside each other, or hyphens on one line. */
  depth: 50,
  /** Spaces at the start of a line. */
  indent: 200,
} as const;

/** A rule that the text breaks, with its offset. */
export interface GuardProblem {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

interface GuardState {
  offset: number;
  brackets: number;
  hyphens: number;
  count: number;
  atLineStart: boolean;
}

const TOO_DEEP = { message: "is nested too deeply", hint: "a config is never deeper than a dozen levels" };

/** Characters that the lexer adds to mark things, and that do not stand in the text. */
const MARKS: readonly string[] = ["\u0002", "\u0018", "\u001f"];

function problemAt(token: string, state: GuardState): Omit<GuardProblem, "offset"> | null {
  if (token === "?") {
    return { message: "a key must be a plain text", hint: "write key: value, without the question mark" };
  }
  if (state.brackets > YAML_LIMITS.depth || state.hyphens > YAML_LIMITS.depth) return TOO_DEEP;
  if (state.atLineStart && token.length > YAML_LIMITS.indent && token.trim() === "") return TOO_DEEP;
  if (state.count > YAML_LIMITS.lexemes) {
    return {
      message: `has more than ${YAML_LIMITS.lexemes} words and signs`,
      hint: "split it into several configs",
    };
  }
  return null;
}

function step(token: string, state: GuardState): void {
  state.count += 1;
  if (token === "[" || token === "{") state.brackets += 1;
  if (token === "]" || token === "}") state.brackets -= 1;
  if (token === "-") state.hyphens += 1;
  if (token === "\n" || token === "\r\n") state.hyphens = 0;
}

/**
 * Refuses texts that would take the parser very long or very deep: it builds its tree by recursion, and a stack
 * that is full in the wrong place ends the process instead of throwing.
 */
export function guardYaml(text: string): GuardProblem | null {
  if (new TextEncoder().encode(text).length > YAML_LIMITS.bytes) {
    return {
      offset: 0,
      message: `is larger than ${YAML_LIMITS.bytes / 1_048_576} MB`,
      hint: "split it into several configs",
    };
  }
  const state: GuardState = { offset: 0, brackets: 0, hyphens: 0, count: 0, atLineStart: true };
  for (const token of new Lexer().lex(text)) {
    step(token, state);
    const problem = problemAt(token, state);
    if (problem) return { offset: state.offset, ...problem };
    if (MARKS.includes(token)) continue;
    state.offset += token.length;
    state.atLineStart = token.endsWith("\n");
  }
  return null;
}
