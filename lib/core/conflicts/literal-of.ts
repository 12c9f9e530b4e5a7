import type { ASTNode } from "@marcbachmann/cel-js";
import { children, isLoop, pathOf, pathsIn, textOf } from "../expression-tree.ts";
import type { Literal, Plain, TextTest } from "./literal.ts";

const TEXT_TESTS: readonly string[] = ["startsWith", "endsWith", "contains"] satisfies TextTest[];

const MIRRORED = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;
const OPPOSITE = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;
type Order = keyof typeof MIRRORED;

function isOrder(op: string): op is Order {
  return Object.hasOwn(MIRRORED, op);
}

/** A value that is written out; `undefined` for everything that has to be worked out. */
function plainOf(node: ASTNode): Plain | undefined {
  if (node.op === "-_") {
    const value = plainOf(node.args);
    return typeof value === "number" ? -value : undefined;
  }
  if (node.op !== "value") return undefined;
  const { args } = node;
  if (typeof args === "bigint") return Number(args);
  return typeof args === "string" || typeof args === "number" || typeof args === "boolean" ? args : undefined;
}

interface Place {
  readonly start: number;
  readonly text: string;
}

const LAZY: readonly string[] = ["?:", "&&", "||"];
const LAZY_CALLS: readonly string[] = ["known", "has"];

/** Whether each of its parts has to be known: not so where one is asked for, chosen, or gone through in a loop. */
function isStrict(node: ASTNode): boolean {
  if (LAZY.includes(node.op)) return false;
  if (node.op === "call" && LAZY_CALLS.includes(node.args[0])) return false;
  if (node.op === "rcall" && isLoop(node)) return false;
  return children(node).every(isStrict);
}

/** Whether a zero is divided by that is written out: what comes of it is no number, and asking for it is doubt. */
function dividesByZero(node: ASTNode): boolean {
  if ((node.op === "/" || node.op === "%") && plainOf(node.args[1]) === 0) return true;
  return children(node).some(dividesByZero);
}

function opaque(node: ASTNode, place: Place, not: boolean): Literal {
  return { ...place, kind: "opaque", paths: isStrict(node) ? pathsIn(node) : [], not };
}

function compared(node: ASTNode, place: Place, not: boolean): Literal | undefined {
  if (node.op !== "==" && node.op !== "!=" && !isOrder(node.op)) return undefined;
  const [left, right] = node.args as [ASTNode, ASTNode];
  const swapped = pathOf(left) === undefined;
  const path = pathOf(swapped ? right : left);
  const value = plainOf(swapped ? left : right);
  if (path === undefined || value === undefined) return undefined;
  if (!isOrder(node.op)) {
    return { ...place, kind: "one-of", path, values: [value], not: not !== (node.op === "!=") };
  }
  if (typeof value !== "number") return undefined;
  const order = swapped ? MIRRORED[node.op] : node.op;
  return { ...place, kind: "bound", path, op: not ? OPPOSITE[order] : order, value };
}

/** `owner in ["a", "b"]`, or `"env" in tags`, which asks whether there is such a tag. */
function contained(node: ASTNode, place: Place, not: boolean): Literal | undefined {
  if (node.op !== "in") return undefined;
  const [left, right] = node.args;
  const key = plainOf(left);
  const map = pathOf(right);
  if (map === "tags" && typeof key === "string")
    return { ...place, kind: "known", path: `${map}.${key}`, not };
  const path = pathOf(left);
  if (path === undefined || right.op !== "list") return undefined;
  const values = right.args.map(plainOf);
  return values.every((value) => value !== undefined)
    ? { ...place, kind: "one-of", path, values, not }
    : undefined;
}

function called(node: ASTNode, place: Place, not: boolean): Literal | undefined {
  if (node.op === "call") {
    const [name, [argument]] = node.args;
    const path = argument && pathOf(argument);
    if (path === undefined || (name !== "known" && !(name === "has" && path.startsWith("tags."))))
      return undefined;
    return { ...place, kind: "known", path, not };
  }
  if (node.op !== "rcall" || !TEXT_TESTS.includes(node.args[0])) return undefined;
  const [test, receiver, [argument]] = node.args;
  const path = pathOf(receiver);
  const value = argument && plainOf(argument);
  if (path === undefined || typeof value !== "string") return undefined;
  return { ...place, kind: "text", path, test: test as TextTest, value, not };
}

/** Reads a part of a condition that is no combination of others. */
export function literalOf(node: ASTNode, not: boolean): Literal {
  const whole = textOf(node);
  const place = { start: node.start, text: not ? `!(${whole})` : whole };
  const value = plainOf(node);
  if (typeof value === "boolean") return { ...place, kind: "constant", value: value !== not };
  if (isStrict(node) && dividesByZero(node)) return { ...place, kind: "constant", value: false };
  const path = pathOf(node);
  // An attribute alone is one that is true or false.
  if (path !== undefined) return { ...place, kind: "one-of", path, values: [!not], not: false };
  return (
    compared(node, place, not) ??
    contained(node, place, not) ??
    called(node, place, not) ??
    opaque(node, place, not)
  );
}
