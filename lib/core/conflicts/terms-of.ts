import type { ASTNode } from "@marcbachmann/cel-js";
import { expressionEnvironment } from "../expression-environment.ts";
import type { Literal } from "./literal.ts";
import { literalOf } from "./literal-of.ts";

/** Things that all have to be true. */
export type Term = readonly Literal[];

/** A condition is true when one of its terms is. No term: never. `undefined`: too many to look at. */
export type Terms = readonly Term[] | undefined;

/** Beyond this a condition counts as not understood. */
const TERMS_MAX = 128;

/** Every one of the one side with every one of the other. */
export function bothOf(left: Terms, right: Terms): Terms {
  if (left === undefined || right === undefined || left.length * right.length > TERMS_MAX) return undefined;
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}

function eitherOf(left: Terms, right: Terms): Terms {
  if (left === undefined || right === undefined || left.length + right.length > TERMS_MAX) return undefined;
  return [...left, ...right];
}

/**
 * What is not known is doubt, and doubt is neither true nor false: so `!(a && b)` is true exactly when `a` or `b` is
 * false, and the laws of De Morgan hold.
 */
function termsOfNode(node: ASTNode, not: boolean): Terms {
  switch (node.op) {
    case "!_":
      return termsOfNode(node.args, !not);
    case "&&":
    case "||": {
      const [left, right] = node.args.map((side) => termsOfNode(side, not));
      return (node.op === "&&") !== not ? bothOf(left, right) : eitherOf(left, right);
    }
    case "?:": {
      const [condition, yes, no] = node.args;
      return eitherOf(
        bothOf(termsOfNode(condition, false), termsOfNode(yes, not)),
        bothOf(termsOfNode(condition, true), termsOfNode(no, not)),
      );
    }
    default:
      return [[literalOf(node, not)]];
  }
}

/** Takes a condition apart that has been compiled before; with `not`, its opposite. `null` means every machine. */
export function termsOf(
  source: string | null,
  { kind, not = false }: { readonly kind: "where" | "when"; readonly not?: boolean },
): Terms {
  if (source === null) return not ? [] : [[]];
  return termsOfNode(expressionEnvironment(kind).parse(source).ast, not);
}
