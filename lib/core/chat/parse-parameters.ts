import type { CommandOptions, CommandProblem } from "./parsed-command.ts";
import type { Token } from "./split-words.ts";

const KEY = /^[A-Za-z][A-Za-z0-9_]{0,63}(?:\.[A-Za-z][A-Za-z0-9_]{0,63}){0,3}$/;
const PASSWORD = /pass(?:word|wd)?$/i;
const QUOTED = /^(["'`])(.*)\1$/;
const NUMBER = /^(?:0|[1-9][0-9]{0,14})$/;
const PARAMETERS_MAX = 40;

/** What is wrong, and with which word. */
export interface Trouble {
  readonly problem: CommandProblem;
  readonly found?: string;
}

type Tree = Map<string, unknown>;

/** A whole number and yes or no as what they are; in quotes everything is a text. */
function parameterValue(written: string): unknown {
  const quoted = QUOTED.exec(written)?.[2];
  if (quoted !== undefined) return quoted;
  if (NUMBER.test(written)) return Number(written);
  return written === "true" || written === "false" ? written === "true" : written;
}

/** Puts a value under a path; whether there was room for it. */
function put(tree: Tree, [key = "", ...rest]: readonly string[], value: unknown): boolean {
  if (rest.length === 0) {
    if (tree.has(key)) return false;
    tree.set(key, value);
    return true;
  }
  const below = tree.get(key) ?? new Map();
  if (!(below instanceof Map)) return false;
  tree.set(key, below);
  return put(below, rest, value);
}

function plain(tree: Tree): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...tree].map(([key, value]) => [key, value instanceof Map ? plain(value) : value]),
  );
}

function take(tree: Tree, token: Token): Trouble | null {
  const [key = "", ...rest] = token.text.split("=");
  const written = rest.join("=");
  if (token.quoted || rest.length === 0 || written === "" || !KEY.test(key))
    return { problem: "bad-parameter", found: key };
  // Not a reference either: whoever may create would have any variable of this process made the password of his machine.
  if (PASSWORD.test(key)) return { problem: "password", found: key };
  return put(tree, key.split("."), parameterValue(written)) ? null : { problem: "bad-parameter", found: key };
}

/** Reads `key=value` words; what is wrong never repeats a value, since it may be a secret. */
export function parseParameters(
  tokens: readonly Token[],
): Trouble | Required<Pick<CommandOptions, "parameters">> {
  if (tokens.length > PARAMETERS_MAX) return { problem: "too-much" };
  const tree: Tree = new Map();
  for (const token of tokens) {
    const trouble = take(tree, token);
    if (trouble !== null) return trouble;
  }
  return { parameters: plain(tree) };
}
