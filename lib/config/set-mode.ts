import { isAlias, isCollection, isMap, isScalar, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { Policy } from "../domain/policy.ts";

/** One line of a config, before and after; `before` is `null` for a line that is new. */
export interface LineChange {
  /** Counts from 1. */
  readonly line: number;
  readonly before: string | null;
  readonly after: string;
}

/** The config with another mode, or why it cannot be written. */
export type ModeSet =
  | { readonly ok: true; readonly text: string; readonly change: LineChange }
  | { readonly ok: false; readonly why: string };

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface Written {
  readonly mode: Policy["mode"];
  readonly text: string;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end < 0) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

/** Where a node ends, without the comment and the line break behind it. */
function endOf({ key, value }: Pair): number | undefined {
  const node = isScalar(value) || isCollection(value) || isAlias(value) ? value : key;
  return (node as { range?: readonly number[] | null }).range?.[1];
}

function startOf({ key }: Pair): number | undefined {
  return (key as { range?: readonly number[] | null }).range?.[0];
}

/** Behind the last key on a line of its own, or inside the braces. A key in quotes has neighbours in quotes. */
function insertion(policy: YAMLMap, { text, mode }: Written): Splice | undefined {
  const [first, last] = [policy.items[0], policy.items.at(-1)];
  const start = first && startOf(first);
  const end = last && endOf(last);
  if (start === undefined || end === undefined) return undefined;
  if (policy.flow) {
    const quoted = isScalar(last?.key) && last.key.type === "QUOTE_DOUBLE";
    return { from: end, to: end, text: quoted ? `, "mode": "${mode}"` : `, mode: ${mode}` };
  }
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (indent.trim() !== "") return undefined;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  // A block of text, or a mapping in a mapping, ends behind its last line.
  if (text[end - 1] === "\n") return { from: end, to: end, text: `${indent}mode: ${mode}${eol}` };
  const at = lineEnd(text, end);
  return { from: at, to: at, text: `${eol}${indent}mode: ${mode}` };
}

function replacement(pair: Pair, { text, mode }: Written): Splice | undefined {
  const { value } = pair;
  if (!isScalar(value) || !value.range) return undefined;
  const [from, to] = value.range;
  const quote = /^["']/.exec(text.slice(from, to))?.[0] ?? "";
  return { from, to, text: `${quote}${mode}${quote}` };
}

function spliceFor(name: string, written: Written): Splice | string {
  const document = parseDocument(written.text, { prettyErrors: false, logLevel: "error" });
  const policies = document.get("policies", true);
  const policy = isMap(policies) ? policies.get(name, true) : undefined;
  if (isAlias(policy)) return "it is a reference to another place of the file";
  if (!isMap(policy)) return "it is not written as a mapping";
  const pair = policy.items.find(({ key }) => isScalar(key) && key.value === "mode");
  const splice = pair ? replacement(pair, written) : insertion(policy, written);
  return splice ?? "its mode is not written as a plain word";
}

function changeOf(text: string, after: string): LineChange {
  const [old, lines] = [text.split("\n"), after.split("\n")];
  const index = lines.findIndex((line, at) => line !== old[at]);
  const clean = (line: string | undefined) => (line ?? "").replace(/\r$/, "");
  const isNew = lines.length > old.length;
  return { line: index + 1, before: isNew ? null : clean(old[index]), after: clean(lines[index]) };
}

/**
 * Writes the mode of one policy into the text of a valid config and leaves every other character as it stands: comments,
 * layout, line ends. Whoever calls it has to load the result again: an anchor may carry the change to other policies.
 */
export function setMode(text: string, name: string, mode: Policy["mode"]): ModeSet {
  const splice = spliceFor(name, { text, mode });
  if (typeof splice === "string") return { ok: false, why: splice };
  const after = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
  return { ok: true, text: after, change: changeOf(text, after) };
}
