import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import type { ConfigPath } from "./diagnostic.ts";
import { guardYaml } from "./yaml-guard.ts";
import { yamlProblem } from "./yaml-problem.ts";

/** Most times that aliases may multiply the text. */
const ALIASES_MAX = 100;

/** Line and column, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Something wrong with the text as YAML. */
export interface YamlFault extends Place {
  readonly message: string;
  readonly hint: string | null;
}

/** A YAML text, read, that still knows where everything stands. */
export interface YamlDocument {
  readonly value: unknown;
  /** Where the key or the value at this path stands; for a path that is not there, its nearest parent's key. */
  locate(path: ConfigPath, part: "key" | "value", offset?: number): Place;
}

/** The document, or why there is none. */
export type YamlResult =
  | { readonly ok: true; readonly document: YamlDocument }
  | { readonly ok: false; readonly faults: readonly YamlFault[] };

type Parsed = ReturnType<typeof parseDocument>;

interface Found {
  readonly key: Node | null;
  readonly value: Node | null;
}

function resolved(node: unknown, parsed: Parsed): unknown {
  return isAlias(node) ? node.resolve(parsed) : node;
}

function childOf(node: unknown, key: string | number): Found | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return pair && { key: pair.key as Node, value: pair.value as Node | null };
  }
  if (isSeq(node) && typeof key === "number") {
    const item = node.items[key] as Node | undefined;
    return item && { key: item, value: item };
  }
  return undefined;
}

function offsetOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}

interface Span {
  readonly from: number;
  readonly end: number;
}

/** Where the last of these characters stands; `undefined` when the text says something else. */
function lastOf(characters: string, text: string, span: Span): number | undefined {
  let at = span.from - 1;
  for (const wanted of characters) {
    at += 1;
    while (at < span.end && /\s/.test(text[at] ?? "")) at += 1;
    if (at >= span.end || text[at] !== wanted) return undefined;
  }
  return Math.max(at, span.from);
}

/**
 * Where a character of a value stands in the text. Folding and indentation change white space only, so the characters
 * that are none are counted; an escape in double quotes breaks that, and then the start has to do.
 */
function insideScalar(node: Node | null, offset: number, text: string): number | undefined {
  const start = offsetOf(node);
  if (start === undefined || offset === 0 || !isScalar(node) || typeof node.value !== "string") return start;
  const isBlock = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
  const from = isBlock ? text.indexOf("\n", start) + 1 : start + (node.type === "PLAIN" ? 0 : 1);
  const characters = node.value.slice(0, offset + 1).replace(/\s/g, "");
  return lastOf(characters, text, { from, end: node.range?.[1] ?? from }) ?? start;
}

function locator(parsed: Parsed, text: string, placeAt: (offset: number) => Place): YamlDocument["locate"] {
  return (path, part, offset = 0) => {
    let node: unknown = resolved(parsed.contents, parsed);
    let key = 0;
    for (const [index, step] of path.entries()) {
      const found = childOf(node, step);
      if (!found) return placeAt(key);
      key = offsetOf(found.key) ?? key;
      if (index === path.length - 1 && part === "value") {
        return placeAt(insideScalar(found.value, offset, text) ?? key);
      }
      node = resolved(found.value, parsed);
    }
    return placeAt(key);
  };
}

/** Aliases that name nothing or contain themselves, and keys that are not plain texts. */
function structureFaults(
  parsed: Parsed,
): readonly { offset: number; message: string; hint: string | null }[] {
  const faults: { offset: number; message: string; hint: string | null }[] = [];
  const quote = "an expression that begins with * must stand in single quotes";
  visit(parsed, {
    Alias(_key, node, ancestors) {
      const offset = offsetOf(node) ?? 0;
      const target = node.resolve(parsed);
      if (!target) faults.push({ offset, message: `*${node.source} names nothing`, hint: quote });
      else if (ancestors.includes(target)) {
        faults.push({ offset, message: `*${node.source} contains itself`, hint: "write the value out" });
      }
    },
    Pair(_key, pair) {
      const key = pair.key as Node | null;
      if (isScalar(key) && key.value !== null) return undefined;
      faults.push({ offset: offsetOf(key) ?? 0, message: "a key must be a plain text", hint: null });
      return visit.SKIP;
    },
  });
  return faults;
}

function toValue(parsed: Parsed): { readonly value: unknown } | { readonly message: string } {
  try {
    return { value: parsed.toJS({ maxAliasCount: ALIASES_MAX }) };
  } catch {
    return { message: "aliases multiply the text too often" };
  }
}

/** Reads a YAML text with the place of everything in it. Never throws; limits stand in `YAML_LIMITS`. */
export function readYaml(text: string): YamlResult {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const guarded = guardYaml(text);
  if (guarded) {
    const before = text.slice(0, guarded.offset).split("\n");
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    return { ok: false, faults: [{ ...place, message: guarded.message, hint: guarded.hint }] };
  }
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const errors = [...parsed.errors, ...parsed.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  // After the first break in the grammar the parser has lost its place, and what follows would only confuse.
  const first = errors.findIndex((error) => error.code !== "DUPLICATE_KEY");
  const told = first < 0 ? errors : errors.slice(0, first + 1);
  const faults = told.map((error) => ({ ...placeAt(error.pos[0]), ...yamlProblem(error, text) }));
  if (faults.length > 0) return { ok: false, faults };
  const structure = structureFaults(parsed).map(({ offset, ...fault }) => ({ ...placeAt(offset), ...fault }));
  if (structure.length > 0) return { ok: false, faults: structure };
  const made = toValue(parsed);
  if ("message" in made)
    return { ok: false, faults: [{ line: 1, column: 1, message: made.message, hint: null }] };
  return { ok: true, document: { value: made.value, locate: locator(parsed, text, placeAt) } };
}
