import * as z from "zod";
import type { SourceDocument } from "./documents.ts";

/** The part of a zod issue that the texts below look at. */
interface IssueLike {
  readonly code?: string | undefined;
  readonly input?: unknown;
}

/** Puts the document's words on a check: the rule itself, or that the field is mandatory. */
export function rule(text: string): { error: (issue: IssueLike) => string | undefined } {
  return {
    error: (issue) => (issue.input === undefined ? `mandatory: ${text}` : text),
  };
}

/** A rule that stands in another document than the rest of its request. */
export function ruleOf(document: SourceDocument, text: string) {
  return { error: text, params: { document } };
}

/** A string of a given pattern. */
export function text(pattern: RegExp, words: string) {
  return z.string(rule(words)).regex(pattern, rule(words));
}

/** A whole number within both bounds. */
export function wholeNumber(min: number, max: number, words: string) {
  return z.int(rule(words)).min(min, rule(words)).max(max, rule(words));
}

/** One of a closed list of words. */
export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, rule(`one of ${values.join(", ")}`));
}

/**
 * One of a closed list, in upper or lower case. Notebook samples send `evs` and receive `EVS`, so both are right.
 */
export function anyCaseOf<const T extends readonly [string, ...string[]]>(values: T) {
  const words = `one of ${values.join(", ")} (in any case)`;
  return z.string(rule(words)).refine((value) => values.includes(value.toUpperCase()), { error: words });
}

/** true or false. */
export const flag = z.boolean(rule("true or false"));

/** Any text that is not empty; the document states no further rule. */
export const someText = z.string(rule("text")).min(1, rule("text, not empty"));

/** An object that refuses keys it does not know. */
export function strict<const T extends z.core.$ZodLooseShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") return "unknown field";
      return issue.input === undefined ? "mandatory: an object" : "an object";
    },
  });
}

/** A whole number in a query string; digits are accepted too, because that is how a server sees it. */
export function queryNumber(min: number, max: number, words: string) {
  return z.preprocess(
    (value) => (typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value),
    wholeNumber(min, max, words),
  );
}
