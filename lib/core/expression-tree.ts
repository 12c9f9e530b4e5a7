import type { ASTNode } from "@marcbachmann/cel-js";
import { checkPattern } from "./pattern-check.ts";

/** A rule that an expression breaks, with the place in its text. */
export interface TreeProblem {
  readonly message: string;
  readonly hint: string | null;
  /** Characters from the start of the expression. */
  readonly start: number;
}

/** Macros that go through a list. Two inside each other are enough, and bounded. */
const LOOPS: readonly string[] = ["all", "exists", "exists_one", "map", "filter"];
const LOOPS_DEEP_MAX = 2;

/** The nodes right below one. */
export function children(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case "value":
    case "id":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "!_":
    case "-_":
      return [node.args];
    case "call":
      return node.args[1];
    case "rcall":
      return [node.args[1], ...node.args[2]];
    case "map":
      return node.args.flat();
    default:
      return node.args;
  }
}

/** A node as it was written. Its own end leaves out a bracket that closes its last part, so that one is added. */
export function textOf({ input, start, end }: Pick<ASTNode, "input" | "start" | "end">): string {
  const text = input.slice(start, end);
  const open = text.split("(").length - text.split(")").length;
  return `${text}${")".repeat(Math.max(0, open))}`;
}

/** `event.issue.key` of a node that is nothing but a path of attributes; `undefined` for everything else. */
export function pathOf(node: ASTNode): string | undefined {
  if (node.op === "id") return node.args;
  if (node.op === ".") {
    const parent = pathOf(node.args[0]);
    return parent === undefined ? undefined : `${parent}.${node.args[1]}`;
  }
  if (node.op === "[]" && node.args[1].op === "value") {
    const parent = pathOf(node.args[0]);
    return parent === undefined ? undefined : `${parent}.${String(node.args[1].args)}`;
  }
  return undefined;
}

/** Nothing but a literal has a plain value for its argument. */
function isNull(node: ASTNode): boolean {
  return node.args === null;
}

function nullProblem(node: ASTNode): TreeProblem | null {
  if (node.op !== "==" && node.op !== "!=") return null;
  const [left, right] = node.args;
  if (!isNull(left) && !isNull(right)) return null;
  const other = pathOf(isNull(left) ? right : left) ?? "owner";
  return {
    message: "nothing can be compared with null: what is not known makes the whole expression doubtful",
    hint: `write ${node.op === "==" ? "!" : ""}known(${other})`,
    start: node.start,
  };
}

function knownProblem(node: ASTNode): TreeProblem | null {
  if (node.op !== "call" || node.args[0] !== "known") return null;
  const [argument] = node.args[1];
  if (argument === undefined || pathOf(argument) !== undefined) return null;
  return {
    message: "known() asks about one attribute, not about an expression",
    hint: "for example known(owner) or known(event.server)",
    start: argument.start,
  };
}

function patternProblem(node: ASTNode): TreeProblem | null {
  if (node.op !== "rcall" || node.args[0] !== "matches") return null;
  const [argument] = node.args[2];
  if (argument === undefined) return null;
  if (argument.op !== "value" || typeof argument.args !== "string") {
    return {
      message: "the regular expression of matches() must be written out",
      hint: 'for example name.matches("^ml-")',
      start: argument.start,
    };
  }
  const problem = checkPattern(argument.args, "");
  return problem === null
    ? null
    : { message: `"${argument.args}" ${problem}`, hint: null, start: argument.start };
}

function bindProblem(node: ASTNode): TreeProblem | null {
  if (node.op !== "rcall" || node.args[0] !== "bind") return null;
  // Values bound inside each other can double in size at every level.
  return { message: "cel.bind() is not available", hint: "write the value out", start: node.start };
}

const RULES = [nullProblem, knownProblem, patternProblem, bindProblem];

/** Whether it goes through a list, with a variable of its own. */
export function isLoop(node: ASTNode): boolean {
  return node.op === "rcall" && LOOPS.includes(node.args[0]);
}

/** The first rule beyond the language's own grammar that the tree breaks, or `null`. */
export function checkTree(node: ASTNode, loops = 0): TreeProblem | null {
  for (const rule of RULES) {
    const problem = rule(node);
    if (problem) return problem;
  }
  const deep = loops + (isLoop(node) ? 1 : 0);
  if (deep > LOOPS_DEEP_MAX) {
    return { message: `more than ${LOOPS_DEEP_MAX} loops inside each other`, hint: null, start: node.start };
  }
  for (const child of children(node)) {
    const problem = checkTree(child, deep);
    if (problem) return problem;
  }
  return null;
}

/** Every path of attributes in the tree, the longest form of each: `id`, `flavor.gpu`, `event.issue.key`. */
export function pathsIn(node: ASTNode): readonly string[] {
  const path = pathOf(node);
  if (path !== undefined) return [path];
  return [...new Set(children(node).flatMap(pathsIn))];
}
