import { type Literal, type Plain, pathsAsked } from "./literal.ts";
import type { Term } from "./terms-of.ts";

/** What one attribute can be at all. */
export interface Possible {
  /** The only values that it has. */
  readonly values?: readonly Plain[];
  /** Why it has no others, where its name does not say. */
  readonly why?: string;
  readonly min?: number;
  /** Why it is never known; then nothing that asks for it is ever true. */
  readonly never?: string;
}

/** What attributes can be, by path (`tags.*` for all below `tags`); one that is not in it can be anything. */
export type World = ReadonlyMap<string, Possible>;

/** Literals that cannot all be true. */
export interface Contradiction {
  readonly literals: readonly Literal[];
  /** Why, where it lies in the world and not in the literals. */
  readonly why: string | null;
}

type OnPath = Exclude<Literal, { readonly kind: "constant" | "opaque" }>;

function isOnPath(literal: Literal): literal is OnPath {
  return literal.kind !== "constant" && literal.kind !== "opaque";
}

/** The language's own words for tests of texts, and JavaScript's. */
const NATIVE = { startsWith: "startsWith", endsWith: "endsWith", contains: "includes" } as const;

function holdsText({ test, value, not }: Extract<Literal, { kind: "text" }>, text: string): boolean {
  return text[NATIVE[test]](value) !== not;
}

/** Whether a value satisfies a literal; one of another type is doubt, which is not true. */
function allows(literal: OnPath, value: Plain): boolean {
  switch (literal.kind) {
    case "known":
      return !literal.not;
    case "one-of":
      return literal.values.includes(value) !== literal.not;
    case "text":
      return typeof value === "string" && holdsText(literal, value);
    case "bound":
      if (typeof value !== "number") return false;
      if (literal.op === "<") return value < literal.value;
      if (literal.op === "<=") return value <= literal.value;
      return literal.op === ">" ? value > literal.value : value >= literal.value;
  }
}

/** Whether no number is left between the bounds. Whether numbers are whole is not known, so there is always one between two. */
function isEmptyRange(literals: readonly OnPath[], min: number): boolean {
  let [low, high] = [min, Number.POSITIVE_INFINITY];
  for (const literal of literals) {
    if (literal.kind !== "bound") continue;
    if (literal.op.startsWith(">")) low = Math.max(low, literal.value);
    else high = Math.min(high, literal.value);
  }
  if (low !== high) return low > high;
  return !literals.every((literal) => allows(literal, low));
}

/** Two tests of one kind: `name.startsWith("ml-")` beside the opposite of a part of it, or beside another beginning. */
function clash(one: OnPath, other: OnPath): boolean {
  if (one.kind !== "text" || other.kind !== "text" || one.test !== other.test) return false;
  const isPart = (part: string, whole: string) => whole[NATIVE[one.test]](part);
  if (one.not && !other.not) return isPart(one.value, other.value);
  if (other.not && !one.not) return isPart(other.value, one.value);
  if (one.not || one.test === "contains") return false;
  return !isPart(one.value, other.value) && !isPart(other.value, one.value);
}

function isEmpty(literals: readonly OnPath[], { values, min = Number.NEGATIVE_INFINITY }: Possible): boolean {
  const isUnknown = (literal: OnPath) => literal.kind === "known" && literal.not;
  if (literals.some(isUnknown)) return !literals.every(isUnknown);
  const listed = literals.find((literal) => literal.kind === "one-of" && !literal.not);
  const candidates = values ?? (listed?.kind === "one-of" ? listed.values : undefined);
  if (candidates) return !candidates.some((value) => literals.every((literal) => allows(literal, value)));
  if (literals.some(({ kind }) => kind === "bound") && isEmptyRange(literals, min)) return true;
  return literals.some((one, index) => literals.slice(index + 1).some((other) => clash(one, other)));
}

function whyOf(path: string, { values, why, min }: Possible): string | null {
  if (why !== undefined) return why;
  if (values) return `${path} is ${values.join(" or ")}`;
  return min === undefined ? null : `${path} is at least ${min}`;
}

/** The fewest of the literals about one attribute that cannot all be true. */
function culprits(literals: readonly OnPath[], possible: Possible): Contradiction | undefined {
  if (!isEmpty(literals, possible)) return undefined;
  const alone = literals.find((literal) => isEmpty([literal], possible));
  if (alone) return { literals: [alone], why: whyOf(alone.path, possible) };
  for (const [index, one] of literals.entries()) {
    const other = literals.slice(index + 1).find((later) => isEmpty([one, later], possible));
    if (other) return { literals: [one, other], why: null };
  }
  return { literals, why: null };
}

function possibleAt(path: string, world: World): Possible | undefined {
  const [root, ...rest] = path.split(".");
  return world.get(path) ?? (rest.length > 0 ? world.get(`${root}.*`) : undefined);
}

function neverKnown(term: Term, world: World): Contradiction | undefined {
  for (const literal of term) {
    const isKnown = literal.kind === "known" && !literal.not;
    const paths = isKnown ? [literal.path] : pathsAsked(literal);
    const why = paths.map((path) => possibleAt(path, world)?.never).find((never) => never !== undefined);
    if (why !== undefined) return { literals: [literal], why };
  }
  return undefined;
}

/** `!known(lease) && lease.enabled`, where the one asks for a part of what the other says is not there. */
function askedThough(term: Term): Contradiction | undefined {
  for (const unknown of term) {
    if (unknown.kind !== "known" || !unknown.not) continue;
    const below = (path: string) => path === unknown.path || path.startsWith(`${unknown.path}.`);
    const asking = term.find((literal) => pathsAsked(literal).some(below));
    if (asking) return { literals: [unknown, asking], why: "what is not known is never true" };
  }
  return undefined;
}

function opposites(term: Term): Contradiction | undefined {
  const bare = ({ text }: Literal) => text.replace(/^!\((.*)\)$/, "$1");
  for (const [index, one] of term.entries()) {
    if (one.kind === "constant" && !one.value) return { literals: [one], why: null };
    if (one.kind !== "opaque") continue;
    const other = term
      .slice(index + 1)
      .find((later) => later.kind === "opaque" && later.not !== one.not && bare(later) === bare(one));
    if (other) return { literals: [one, other], why: null };
  }
  return undefined;
}

/** Why a term can never be true; `undefined` when nothing speaks against it. What is found is certain. */
export function contradictionIn(term: Term, world: World): Contradiction | undefined {
  const found = opposites(term) ?? neverKnown(term, world) ?? askedThough(term);
  if (found) return found;
  const onPath = term.filter(isOnPath);
  for (const path of new Set(onPath.map((literal) => literal.path))) {
    const own = onPath.filter((literal) => literal.path === path);
    const contradiction = culprits(own, world.get(path) ?? {});
    if (contradiction) return contradiction;
  }
  return undefined;
}
