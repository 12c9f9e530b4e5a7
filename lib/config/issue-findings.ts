import type * as z from "zod";
import { didYouMean } from "../core/nearest-name.ts";
import { isConcealed } from "./conceal.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";

type Issue = z.core.$ZodIssue;

/** Keys of an object schema at a path, for guesses. */
export type KeysAt = (path: ConfigPath) => readonly string[];

const NOUNS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a block of keys",
  record: "a block of keys",
};

function nounOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return NOUNS[typeof value] ?? typeof value;
}

/** A number that is refused as one: beside what was expected its own kind would say nothing. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? ".inf" : "-.inf";
}

function valueAt(root: unknown, path: ConfigPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string | number, unknown>>)[step];
  }
  return value;
}

function shown(value: unknown, path: ConfigPath): string {
  const plain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return !plain || isConcealed(path) ? "this" : JSON.stringify(value).slice(0, 80);
}

/** What people call the value at a path: its key, or its place in a list. */
function nameOf(path: ConfigPath): string {
  const last = path.at(-1);
  if (last === undefined) return "the file";
  return typeof last === "number" ? `entry ${last + 1} of ${nameOf(path.slice(0, -1))}` : last;
}

/** What to write for keys whose form is not told by their name, in the config and in the files beside it. */
const WHEN_MISSING: Readonly<Record<string, string>> = {
  amount: "write the sum with its currency, such as amount: 20000 EUR",
  currency: "write three capital letters, such as currency: EUR",
  until: "write the last day that the calendar speaks of, such as until: 2026-12-31",
};

function wrongType(
  issue: Extract<Issue, { code: "invalid_type" }>,
  path: ConfigPath,
  root: unknown,
): Finding {
  const value = valueAt(root, path);
  const key = nameOf(path);
  if (value === undefined)
    return { path, part: "key", message: `${key} is missing`, hint: WHEN_MISSING[key] ?? null };
  const isNumber = typeof value === "number" && ["number", "int"].includes(issue.expected);
  const got = isNumber ? numberText(value) : nounOf(value);
  const message = `${key} must be ${NOUNS[issue.expected] ?? issue.expected}, not ${got}`;
  const quotes = issue.expected === "string" && ["number", "boolean"].includes(typeof value);
  return { path, message, hint: quotes ? (WHEN_MISSING[key] ?? "put it in quotes") : null };
}

function wrongValue(
  issue: Extract<Issue, { code: "invalid_value" }>,
  path: ConfigPath,
  root: unknown,
): Finding {
  const value = valueAt(root, path);
  const values = issue.values.map(String);
  const key = nameOf(path);
  if (value === undefined)
    return { path, part: "key", message: `${key} is missing`, hint: `write ${key}: ${values[0]}` };
  const guess = typeof value === "string" ? didYouMean(value, values) : null;
  // A long list beside a good guess only hides it.
  if (guess !== null && values.length > 4) {
    return { path, message: `${shown(value, path)} is not known here`, hint: guess };
  }
  const list = values.length === 1 ? `must be ${values[0]}` : `is none of ${values.join(", ")}`;
  return { path, message: `${shown(value, path)} ${list}`, hint: guess };
}

function unknownKeys(keys: readonly string[], path: ConfigPath, keysAt: KeysAt): readonly Finding[] {
  return keys.map((key) => {
    const known = keysAt(path);
    return {
      path: [...path, key],
      part: "key",
      message: `there is no key ${JSON.stringify(key.slice(0, 80))}${path.length > 0 ? ` in ${path.join(".")}` : ""}`,
      hint: didYouMean(key, known) ?? (known.length > 0 ? `known are ${known.join(", ")}` : null),
    };
  });
}

function sized(issue: Extract<Issue, { code: "too_small" | "too_big" }>, path: ConfigPath): Finding {
  const name = nameOf(path);
  if (!/^Too (small|big)/.test(issue.message)) {
    return { path, message: `${name} must be ${issue.message}`, hint: null };
  }
  const bound = issue.code === "too_small" ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  if (issue.origin !== "array") return { path, message: `${name} must be ${bound}`, hint: null };
  return {
    path,
    message: `${name} must have ${bound} ${/ 1$/.test(bound) ? "entry" : "entries"}`,
    hint: null,
  };
}

function listed(words: readonly string[]): string {
  return [...new Set(words)].join(" or ");
}

/** Whether the issue only says that the value is of another type altogether. */
function ofAnotherType(issue: Issue, value: unknown): boolean {
  if (issue.code === "invalid_type") return true;
  return issue.code === "invalid_value" && !issue.values.some((allowed) => typeof allowed === typeof value);
}

function expectedBy(issue: Issue): string {
  if (issue.code === "invalid_type") return NOUNS[issue.expected] ?? issue.expected;
  if (issue.code !== "invalid_value") return "another value";
  return issue.values.length === 1 ? String(issue.values[0]) : "one of the known words";
}

/** Of the forms a value may have, the one that was meant is the one of the value's own type. */
function unionFindings(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: ConfigPath,
  context: Context,
): readonly Finding[] {
  const value = valueAt(context.root, path);
  const isForeign = (entry: Issue) => entry.path.length === 0 && ofAnotherType(entry, value);
  const meant = issue.errors.filter((branch) => !branch.some(isForeign));
  // A text among words and lists of words breaks both; the first branch tells it best.
  const branch = meant.length > 1 ? meant.find((entries) => entries.length > 0) : meant[0];
  if (branch && value !== undefined) {
    return branch.flatMap((entry) => findingsOf(entry, [...path, ...keysOf(entry.path)], context));
  }
  const expected = issue.errors.flatMap((entries) => entries.filter(isForeign)).map(expectedBy);
  const key = nameOf(path);
  if (value === undefined) return [{ path, part: "key", message: `${key} is missing`, hint: null }];
  return [{ path, message: `${key} must be ${listed(expected)}, not ${nounOf(value)}`, hint: null }];
}

interface Context {
  readonly root: unknown;
  readonly keysAt: KeysAt;
}

function keysOf(path: readonly PropertyKey[]): ConfigPath {
  return path.map((step) => (typeof step === "number" ? step : String(step)));
}

function findingsOf(issue: Issue, path: ConfigPath, context: Context): readonly Finding[] {
  switch (issue.code) {
    case "invalid_type":
      return [wrongType(issue, path, context.root)];
    case "invalid_value":
      return [wrongValue(issue, path, context.root)];
    case "unrecognized_keys":
      return unknownKeys(issue.keys, path, context.keysAt);
    case "too_small":
    case "too_big":
      return [sized(issue, path)];
    case "invalid_format":
      return [{ path, message: `${nameOf(path)} must be ${issue.message}`, hint: null }];
    case "invalid_key":
      return [
        {
          path,
          part: "key",
          message: `the name ${JSON.stringify(String(path.at(-1)).slice(0, 80))} must be ${issue.issues[0]?.message ?? "another one"}`,
          hint: null,
        },
      ];
    case "invalid_union":
      return unionFindings(issue, path, context);
    default:
      return [{ path, message: issue.message, hint: null }];
  }
}

/** A key that is missing because it was mistyped is told once: as the mistyped one. */
function withoutEchoes(findings: readonly Finding[]): readonly Finding[] {
  const guessed = new Set(
    findings.flatMap(({ path, hint }) => {
      const name = /^did you mean "(.+)"\?$/.exec(hint ?? "")?.[1];
      return name === undefined ? [] : [[...path.slice(0, -1), name].join("\n")];
    }),
  );
  return findings.filter(
    (finding) => !(finding.message.endsWith(" is missing") && guessed.has(finding.path.join("\n"))),
  );
}

/** Puts the issues of a schema into words that name key, rule and way out. */
export function issueFindings(issues: readonly Issue[], root: unknown, keysAt: KeysAt): readonly Finding[] {
  return withoutEchoes(issues.flatMap((issue) => findingsOf(issue, keysOf(issue.path), { root, keysAt })));
}
