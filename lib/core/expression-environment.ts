import { Environment } from "@marcbachmann/cel-js";
import { type Attribute, WHEN_ATTRIBUTES, WHERE_ATTRIBUTES } from "./attribute-table.ts";

/** `where` asks about a machine (and the event), `when` about the event alone; `value` reads something out of it. */
export type ExpressionKind = "where" | "when" | "value";

/** The attributes an expression of this kind can name. */
export function attributesFor(kind: ExpressionKind): readonly Attribute[] {
  return kind === "where" ? WHERE_ATTRIBUTES : WHEN_ATTRIBUTES;
}

/** Bounds of one expression, so that neither reading nor answering it can take long. */
const EXPRESSION_LIMITS = {
  maxAstNodes: 300,
  maxDepth: 32,
  maxListElements: 200,
  maxMapEntries: 50,
  maxCallArguments: 8,
} as const;

type Arithmetic = (left: number, right: number) => number;

const ARITHMETIC: Readonly<Record<string, Arithmetic>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
};

/**
 * The language keeps whole and fractional numbers apart; people do not. Every attribute is a double, every
 * literal without a point a bigint, and these operators let the two meet. Comparisons by size and the equality of
 * dynamic values are in the library already; `dyn<double> in list<int>` is named beside `double in list<int>`
 * because a dynamic operand would otherwise match two overloads, which the library refuses.
 */
function addNumbers(environment: Environment): void {
  environment.registerOperator("double == int", (left: number, right: bigint) => left === Number(right));
  environment.registerOperator("double % double: double", (left: number, right: number) => left % right);
  for (const [operator, apply] of Object.entries(ARITHMETIC)) {
    const handle = (left: number | bigint, right: number | bigint) => apply(Number(left), Number(right));
    environment.registerOperator(`double ${operator} int: double`, handle);
    environment.registerOperator(`int ${operator} double: double`, handle);
  }
  const isIn = (value: number | bigint, list: Iterable<unknown>) => {
    for (const element of list) {
      if (typeof element !== "number" && typeof element !== "bigint") continue;
      if (Number(element) === Number(value)) return true;
    }
    return false;
  };
  environment.registerOperator("double in list<int>: bool", isIn);
  environment.registerOperator("dyn<double> in list<int>: bool", isIn);
  environment.registerOperator("dyn<int> in list<double>: bool", isIn);
}

interface Checker {
  check(node: unknown, context: unknown): unknown;
  getType(name: string): unknown;
}
interface Evaluator {
  run(node: unknown, context: unknown): unknown;
}
interface KnownCall {
  readonly args: readonly unknown[];
}

/** `known(owner)`: the only way to ask whether something is known, since using what is not known is doubt. */
function addKnown(environment: Environment): void {
  environment.registerFunction("known(ast): bool", ({ args }: KnownCall) => ({
    typeCheck(checker: Checker, _macro: unknown, context: unknown) {
      checker.check(args[0], context);
      return checker.getType("bool");
    },
    evaluate(evaluator: Evaluator, _macro: unknown, context: unknown) {
      try {
        evaluator.run(args[0], context);
        return true;
      } catch {
        // Only a path of attributes is allowed as the argument, and a path fails for one reason alone.
        return false;
      }
    },
  }));
}

function addAttribute(environment: Environment, attribute: Attribute): void {
  const { name, type } = attribute;
  if (typeof type === "string") environment.registerVariable(name, type);
  else environment.registerVariable(name, { schema: { ...type } });
}

/** The language of one kind of expression: its attributes, numbers that mix, and `known`. No clock is in it. */
export function expressionEnvironment(kind: ExpressionKind): Environment {
  // A value may be a record for the cloud's API, whose fields have different types.
  const homogeneousAggregateLiterals = kind !== "value";
  const environment = new Environment({ limits: EXPRESSION_LIMITS, homogeneousAggregateLiterals });
  for (const attribute of attributesFor(kind)) addAttribute(environment, attribute);
  addNumbers(environment);
  addKnown(environment);
  return environment;
}
