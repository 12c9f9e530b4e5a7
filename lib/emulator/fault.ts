import * as z from "zod";
import { OPERATIONS, type OperationName } from "../domain/modelarts/operations.ts";

/** What can go wrong on purpose. */
export const FAULT_KINDS = [
  "throttle",
  "error-500",
  "error-503-html",
  "delay",
  "lost-answer-before-effect",
  "lost-answer-after-effect",
  "short-page",
  "changed-total",
  "html",
  "close",
  "quota",
  "sold-out",
  "create-failed",
] as const;
/** See {@link FAULT_KINDS}. */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Most faults that wait at a time. */
const FAULTS_MAX = 1000;

const isOperation = (name: string) => Object.hasOwn(OPERATIONS, name);
const isPattern = (text: string) => {
  try {
    return Boolean(new RegExp(text));
  } catch {
    return false;
  }
};

/** One fault that waits for calls that match; an empty match takes every call. */
export const Fault = z.strictObject({
  match: z
    .strictObject({
      operation: z.string().refine(isOperation, { error: "the name of an operation" }).optional(),
      method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).optional(),
      /** Regular expression that is looked for in the path, query left out. */
      path: z.string().max(200).refine(isPattern, { error: "a regular expression" }).optional(),
    })
    .default({}),
  fault: z.enum(FAULT_KINDS),
  /** How many matching calls it hits. */
  times: z.int().min(1).max(1_000_000).default(1),
  /** Value of Retry-After for `throttle`, seconds. */
  retryAfterS: z.int().min(0).max(86_400).optional(),
  /** How many of the machines that a call makes fail, the last ones, for `create-failed`. Default: all. */
  machines: z.int().min(1).max(10).optional(),
  /** How long the answer waits; a lost answer is lost only after it. */
  delayMs: z.int().min(0).max(600_000).optional(),
});
export type Fault = z.infer<typeof Fault>;

/** Body of `POST /_emulator/faults`. */
export const FaultList = z.array(Fault).max(FAULTS_MAX);

/** A call as faults see it. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly operation: OperationName | null;
}

/** The first fault that matches a call, and the faults that are left after it has struck once. */
export function takeFault(
  faults: readonly Fault[],
  target: FaultTarget,
): { readonly fault: Fault | null; readonly left: readonly Fault[] } {
  const index = faults.findIndex((fault) => matches(fault, target));
  const fault = faults[index];
  if (!fault) return { fault: null, left: faults };
  const left =
    fault.times > 1 ? faults.with(index, { ...fault, times: fault.times - 1 }) : faults.toSpliced(index, 1);
  return { fault, left };
}

function matches({ match }: Fault, target: FaultTarget): boolean {
  if (match.operation !== undefined && match.operation !== target.operation) return false;
  if (match.method !== undefined && match.method !== target.method) return false;
  return match.path === undefined || new RegExp(match.path).test(target.path);
}
