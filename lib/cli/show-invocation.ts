import type { InvocationResult } from "../functiongraph/invocation-result.ts";
import { printable } from "./cell-text.ts";

const LABEL = 10;

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL)}${printable(text)}`;
}

function errorRows({ error }: InvocationResult): string[] {
  if (error === null) return [];
  return [
    row("error", `${error.errorType}: ${error.errorMessage}`),
    ...(error.stackTrace ?? []).map((frame) => row("", frame)),
    ...(error.hint === undefined ? [] : [row("hint", error.hint)]),
  ];
}

/** An invocation for people: what came of it, the result or the error, and every line of the log. */
export function showInvocation(invocation: InvocationResult): string[] {
  const { outcome, code, durationMs, nodeVersion, result, logs } = invocation;
  const inner = code === null || code === 0 ? "" : ` (${code})`;
  return [
    row("outcome", `${outcome}${inner} after ${Math.ceil(durationMs)} ms on Node.js ${nodeVersion}`),
    ...(result === null ? [] : [row("result", result === "" ? "(empty)" : result)]),
    ...errorRows(invocation),
    "",
    ...logs.flatMap((line) => line.split("\n").map(printable)),
  ];
}
