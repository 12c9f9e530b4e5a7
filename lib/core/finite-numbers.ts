import type { ASTNode } from "@marcbachmann/cel-js";
import { children, textOf } from "./expression-tree.ts";

const ARITHMETIC: readonly string[] = ["+", "-", "*", "/", "%"];

/** What the library keeps of a checked operator, and does not declare: how its two sides become one value. */
interface Operator {
  readonly op: string;
  readonly start: number;
  readonly end: number;
  readonly input: string;
  handle?: (...sides: readonly unknown[]) => unknown;
}

/**
 * Makes arithmetic of a checked expression fail where it gives no number. The language divides fractions by zero without
 * a word, as IEEE 754 has it, and `saves / hours > 1` would then be a clear yes for a machine of which nothing is known.
 */
export function onlyFinite(ast: ASTNode): void {
  for (const child of children(ast)) onlyFinite(child);
  const node: Operator = ast;
  const { handle } = node;
  if (!ARITHMETIC.includes(node.op) || handle === undefined) return;
  node.handle = (...sides) => {
    const value = handle.apply(node, [...sides]);
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    const what = textOf(node);
    throw Object.assign(new RangeError(`${what} is no number`), { summary: `${what} is no number` });
  };
}
