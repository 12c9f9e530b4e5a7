import type { Stack } from "./stack.ts";
import { synthFunctionGraph } from "./synth-functiongraph.ts";
import { synthLambda } from "./synth-lambda.ts";

/**
 * The model that serverless.yml or serverless.lambda.yml reads out of dist/stack.json, as JSON of two spaces with a
 * newline at the end. Which of the two follows from the stack's host.
 */
export function synthServerless(stack: Stack): string {
  const model = stack.host === "lambda" ? synthLambda(stack) : synthFunctionGraph(stack);
  return `${JSON.stringify(model, null, 2)}\n`;
}

/** The whole of dist/stack.json: both hosts side by side; `null` for one that the configuration does not fit. */
export function stackFile(stacks: {
  readonly functiongraph: Stack | null;
  readonly lambda: Stack | null;
}): string {
  const model = (stack: Stack | null) =>
    stack === null ? null : (JSON.parse(synthServerless(stack)) as unknown);
  const file = { functiongraph: model(stacks.functiongraph), lambda: model(stacks.lambda) };
  return `${JSON.stringify(file, null, 2)}\n`;
}
