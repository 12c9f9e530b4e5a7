import type { ASTNode, Environment, EvaluationError, ParseError } from "@marcbachmann/cel-js";
import { attributesFor, type ExpressionKind, expressionEnvironment } from "./expression-environment.ts";
import { explainProblem } from "./expression-problem.ts";
import { type TagKeys, tagKeysIn } from "./expression-tags.ts";
import { checkTree, pathsIn } from "./expression-tree.ts";
import { onlyFinite } from "./finite-numbers.ts";
import { knownValue } from "./known-values.ts";

/** Longest expression. */
export const EXPRESSION_CHARACTERS_MAX = 2_000;

/** Yes, no, or doubt and why. Doubt is never an answer: whoever asked must leave the machine alone. */
export type Evaluation =
  | { readonly ok: true; readonly value: boolean }
  | { readonly ok: false; readonly why: string };

/** A condition that was read and checked once and can be asked many times. */
export interface Expression {
  readonly source: string;
  /** Paths of attributes it looks at, such as `flavor.gpu` or `event.server`. */
  readonly uses: readonly string[];
  /** Tags of the machine that it looks at. */
  readonly tags: TagKeys;
  evaluate(attributes: Readonly<Record<string, unknown>>): Evaluation;
}

/** An expression, or what is wrong with it; `column` counts from 1 within the expression's own text. */
export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string; readonly column: number; readonly hint: string | null };

/** What is wrong with an expression. */
export type Refused = Extract<Compiled, { ok: false }>;

function refused(message: string, hint: string | null, start = 0): Refused {
  return { ok: false, message, column: start + 1, hint };
}

/** Errors of the library carry a place; anything else (a full stack) is an expression that goes too deep. */
function fromError(error: unknown, source: string, kind: ExpressionKind): Refused {
  if (!(error instanceof Error) || !("summary" in error)) return refused("is nested too deeply", null);
  const { message, hint } = explainProblem(error as ParseError, source, attributesFor(kind));
  return refused(message, hint, Math.min((error as ParseError).range?.start ?? 0, source.length));
}

/** Why an expression gave nothing, in words that name what of it is not known. */
export function whyNot(error: unknown, source: string): string {
  const { code, summary, node } = error as Partial<EvaluationError>;
  if (node && (code === "unknown_variable" || code === "no_such_key")) {
    return `${source.slice(node.start, node.end)} is not known`;
  }
  return summary ?? "could not be evaluated";
}

export function rootOf(path: string): string {
  return path.split(".", 1)[0] ?? path;
}

/** Attributes that many machines share: the event, and the record of a flavor. */
const SHARED_ROOTS: readonly string[] = ["event", "flavor"];

/** Drops what is not known. What many machines share, such as the (possibly long) data of an event, is walked only once. */
export function knownAttributes(roots: readonly string[]) {
  const seen = new WeakMap<object, unknown>();
  const known = (root: string, value: unknown) => {
    if (!SHARED_ROOTS.includes(root) || typeof value !== "object" || value === null) return knownValue(value);
    if (!seen.has(value)) seen.set(value, knownValue(value));
    return seen.get(value);
  };
  return (attributes: Readonly<Record<string, unknown>>): Map<string, unknown> => {
    const context = new Map<string, unknown>();
    for (const root of roots) {
      // To the library, a variable without a value is no variable.
      context.set(root, Object.hasOwn(attributes, root) ? known(root, attributes[root]) : undefined);
    }
    return context;
  };
}

function expressionOf(
  source: string,
  { uses, tags }: Pick<Expression, "uses" | "tags">,
  run: (context: Map<string, unknown>) => unknown,
): Expression {
  const contextOf = knownAttributes([...new Set(uses.map(rootOf))]);
  return {
    ...{ source, uses, tags },
    evaluate(attributes) {
      try {
        const value = run(contextOf(attributes));
        if (typeof value === "boolean") return { ok: true, value };
        return { ok: false, why: `gives ${typeof value}, not true or false` };
      } catch (error) {
        return { ok: false, why: whyNot(error, source) };
      }
    },
  };
}

/** Paths that begin with an attribute; the variables of a loop look like paths too. */
function usesOf(ast: ASTNode, kind: ExpressionKind): readonly string[] {
  const names = attributesFor(kind).map((attribute) => attribute.name);
  return pathsIn(ast).filter((path) => names.includes(rootOf(path)));
}

/** An expression that was read, bounded and type-checked, whatever it gives. */
export interface ReadExpression extends Pick<Expression, "uses" | "tags"> {
  readonly ok: true;
  /** What it gives, as far as that can be told without a value: `bool`, `string`, `dyn`, … */
  readonly type: string;
  run(context: Map<string, unknown>): unknown;
}

/** Reads, bounds and type-checks an expression of any type. Never throws. */
export function readExpression(source: string, kind: ExpressionKind): ReadExpression | Refused {
  if (source.trim() === "") return refused("is empty", "leave the key out to mean every one");
  if (source.length > EXPRESSION_CHARACTERS_MAX) {
    return refused(`is longer than ${EXPRESSION_CHARACTERS_MAX} characters`, "split it into two policies");
  }
  const environment: Environment = expressionEnvironment(kind);
  try {
    const parsed = environment.parse(source);
    const problem = checkTree(parsed.ast);
    if (problem) return refused(problem.message, problem.hint, problem.start);
    const checked = parsed.check();
    if (!checked.valid) return fromError(checked.error, source, kind);
    onlyFinite(parsed.ast);
    const looksAt = { uses: usesOf(parsed.ast, kind), tags: tagKeysIn(parsed.ast) };
    return { ok: true, type: String(checked.type), ...looksAt, run: (context) => parsed(context) };
  } catch (error) {
    return fromError(error, source, kind);
  }
}

/** Reads, bounds and type-checks a condition. Never throws. */
export function compileExpression(source: string, kind: ExpressionKind): Compiled {
  const read = readExpression(source, kind);
  if (!read.ok) return read;
  if (read.type !== "bool" && read.type !== "dyn") {
    return refused("does not give true or false", `compare it with something, as in ${source.trim()} == …`);
  }
  return { ok: true, expression: expressionOf(source, read, read.run) };
}
