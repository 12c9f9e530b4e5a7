import type { ParseError } from "@marcbachmann/cel-js";
import type { Attribute } from "./attribute-table.ts";
import { didYouMean, nearestName } from "./nearest-name.ts";

/** What is wrong, and the way out when there is a likely one. */
export interface ExpressionProblem {
  readonly message: string;
  readonly hint: string | null;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  double: "a number",
  int: "a number",
  uint: "a number",
  bool: "true or false",
  null: "null",
  dyn: "a value of the event",
};

/** Functions that people use in conditions; the library has more, which nobody mistypes. */
const FUNCTIONS = [
  ...["startsWith", "endsWith", "contains", "matches", "lowerAscii", "upperAscii", "trim", "substring"],
  ...["split", "join", "size", "exists", "exists_one", "all", "map", "filter", "has", "known", "indexOf"],
  ...["int", "double", "string", "bool", "timestamp", "duration"],
];

/** What other languages write where this one does not. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/^=/, "write == to compare"],
  [/^(?:and\b|&)/i, "write && for and"],
  [/^(?:or\b|\|)/i, "write || for or"],
  [/^not\b/i, "write ! for not"],
  [/^[“”‘’]/, 'use straight quotes, as in "text"'],
];

/** Not the comma of `map<string, string>`. */
const BETWEEN_TYPES = /, (?![^<]*>)/;

function words(type: string): string {
  const plain = type.replace(/dyn<(.+)>/, "$1");
  if (plain.startsWith("$")) return "a record with fields";
  if (plain.startsWith("list<")) return "a list";
  if (plain.startsWith("map<")) return "a map";
  return TYPE_WORDS[plain] ?? type;
}

function unknownVariable(name: string, attributes: readonly Attribute[]): ExpressionProblem {
  const names = attributes.map((attribute) => attribute.name);
  const known = `known are ${names.join(", ")}`;
  return { message: `there is no attribute "${name}"`, hint: didYouMean(name, names) ?? known };
}

/** The type checker names the missing field but not the record; the text before the place does. */
function unknownField(
  field: string,
  source: string,
  start: number,
  attributes: readonly Attribute[],
): ExpressionProblem {
  const parent = /([A-Za-z_]\w*)\s*\.\s*$/.exec(source.slice(0, start))?.[1];
  const type = attributes.find((attribute) => attribute.name === parent)?.type;
  const fields = type === undefined || typeof type === "string" ? [] : Object.keys(type);
  const known = fields.length > 0 ? `${parent} has ${fields.join(", ")}` : null;
  return {
    message: `there is no "${field}"${parent === undefined ? "" : ` in ${parent}`}`,
    hint: didYouMean(field, fields) ?? known,
  };
}

function noOverload(summary: string): ExpressionProblem | undefined {
  const binary = /no such overload: (.+?) (==|!=|<=|>=|<|>|in|[-+*/%]) (.+)/.exec(summary);
  if (binary) {
    const [, left = "", operator, right = ""] = binary;
    const asText =
      [left, right].includes("string") && [left, right].some((type) => words(type) === "a number");
    return {
      message: `${operator} does not work between ${words(left)} and ${words(right)}`,
      hint: asText ? 'text stands in quotes, numbers do not: flavor.gpu > 0, name == "a"' : null,
    };
  }
  const unary = /no such overload: ([-!])(.+)/.exec(summary);
  return unary ? { message: `${unary[1]} does not work on ${words(unary[2] ?? "")}`, hint: null } : undefined;
}

function noFunction(summary: string): ExpressionProblem | undefined {
  const match = /found no matching overload for '(?:(.+)\.)?(\w+)\((.*)\)'/.exec(summary);
  if (!match) return undefined;
  const [, receiver, name = "", args = ""] = match;
  if (FUNCTIONS.includes(name)) {
    const given = args === "" ? "nothing" : args.split(BETWEEN_TYPES).map(words).join(" and ");
    const on = receiver === undefined ? "" : ` of ${words(receiver)}`;
    return { message: `${name}()${on} does not take ${given}`, hint: null };
  }
  const near = nearestName(name, FUNCTIONS);
  return {
    message: `there is no function ${name}()`,
    hint: near === undefined ? null : `did you mean ${near}()?`,
  };
}

function parseProblem(error: ParseError, source: string, start: number): ExpressionProblem {
  const { summary } = error;
  const rest = source.slice(start);
  // `not` reads like an attribute, so it is the word behind it that cannot stand there.
  const wrong = /\bnot\s+$/i.exec(source.slice(0, start))?.[0] ?? rest;
  const foreign = FOREIGN.find(([pattern]) => pattern.test(wrong))?.[1];
  if (rest === "") return { message: "ends too early: something must follow", hint: null };
  const word = /^(?:\w+|\S)/.exec(rest)?.[0];
  const message =
    error.code.startsWith("unexpected") && word !== undefined
      ? `cannot go on with ${JSON.stringify(word)} here`
      : `cannot be read here: ${summary}`;
  return { message, hint: foreign ?? null };
}

/** Puts an error of the expression library into words that name the rule and the way out. */
export function explainProblem(
  error: ParseError,
  source: string,
  attributes: readonly Attribute[],
): ExpressionProblem {
  const { code, summary } = error;
  const start = error.range?.start ?? 0;
  switch (code) {
    case "unknown_variable":
      return unknownVariable(summary.replace("Unknown variable: ", ""), attributes);
    case "no_such_key":
      return unknownField(summary.replace("No such key: ", ""), source, start, attributes);
    case "no_such_overload":
      return noOverload(summary) ?? { message: summary, hint: null };
    case "no_matching_overload":
      return noFunction(summary) ?? { message: summary, hint: null };
    case "limit_exceeded":
      return { message: "is too long or nested too deeply", hint: "split it into two policies" };
    default:
      return error.name === "ParseError"
        ? parseProblem(error, source, start)
        : { message: summary, hint: null };
  }
}
