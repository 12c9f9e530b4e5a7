import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import { qualifiedUrn, withoutVersion } from "../../domain/functiongraph/function-urn.ts";
import type { FunctionGraphOperationName } from "../../domain/functiongraph/operations.ts";
import type { CallInput, FunctionGraphClient } from "./create-functiongraph-client.ts";
import { type DeployPlan, describeCall, type PlannedCall } from "./planned-call.ts";
import { statusOf } from "./same-trigger.ts";

/** How a plan is carried out. */
export interface ApplyOptions {
  /** Told before each call. */
  readonly report?: (line: string) => void;
}

/** What was done. */
export interface Applied {
  /** Write calls that were made, follow-ups included. */
  readonly calls: number;
}

/** Codes for code that is there already: nothing had to be done. */
const UNCHANGED: readonly unknown[] = ["FSS.0409", "FSS.1016"];

/** Whether a failure means that what was wanted is so already. */
function isDone({ operation }: PlannedCall, error: unknown): boolean {
  if (!isAutomationError(error)) return false;
  if (operation === "UpdateCode") return UNCHANGED.includes(error.details.cloudCode);
  return operation.startsWith("Delete") && error.code === "not-found";
}

function urnOf(
  { functionName, urn, qualifier }: PlannedCall,
  created: ReadonlyMap<string, string>,
): string | null {
  if (functionName === null) return null;
  const known = urn ?? created.get(functionName);
  if (known === undefined) throw new TypeError(`the plan has no function ${functionName} before its parts`);
  return qualifier === undefined ? known : qualifiedUrn(known, qualifier);
}

function inputOf(call: PlannedCall, urn: string | null): CallInput<FunctionGraphOperationName> {
  const path = { ...call.path, ...(urn === null ? {} : { function_urn: urn }) };
  // The client checks the body against the schema of the operation, whatever is written here.
  return { path, body: call.body as never };
}

interface Course {
  readonly client: FunctionGraphClient;
  readonly created: Map<string, string>;
}

/** Sets the status of a trigger that was just made, where the platform made it otherwise: Kafka and DDS start disabled. */
async function settleStatus(
  call: PlannedCall,
  urn: string,
  answer: unknown,
  client: FunctionGraphClient,
): Promise<number> {
  const made = answer as { readonly trigger_id: string; readonly trigger_type_code: string };
  const { thenStatus } = call;
  if (thenStatus === undefined || statusOf(answer as object) === thenStatus) return 0;
  await client.call("UpdateTrigger", {
    path: { function_urn: urn, trigger_type_code: made.trigger_type_code, trigger_id: made.trigger_id },
    body: { trigger_status: thenStatus },
  });
  return 1;
}

/** Carries one call out and answers how many writes it took. */
async function apply(call: PlannedCall, { client, created }: Course): Promise<number> {
  const { operation, functionName } = call;
  const urn = operation === "CreateFunction" ? null : urnOf(call, created);
  try {
    const answer: unknown = await client.call(operation, inputOf(call, urn));
    if (operation === "CreateFunction" && functionName !== null) {
      created.set(functionName, withoutVersion((answer as { readonly func_urn: string }).func_urn));
    }
    if (operation !== "CreateTrigger" || urn === null) return 1;
    return 1 + (await settleStatus(call, urn, answer, client));
  } catch (error) {
    if (isDone(call, error)) return 1;
    throw error;
  }
}

function brokenOff(error: unknown, call: PlannedCall, done: number, all: number): unknown {
  if (!isAutomationError(error)) return error;
  const where = `call ${done + 1} of ${all}, ${describeCall(call).replace(/ +/g, " ")}`;
  return new AutomationError(
    error.code,
    `${where}: ${error.message}. ${done} calls were made before it; run the same command again to go on`,
    { cause: error, details: { ...error.details, done } },
  );
}

/**
 * Carries out a plan, call after call. Rejects at the first failure with an `AutomationError` that tells which call
 * failed; a plan made again from what is there then holds what is left.
 */
export async function applyDeploy(
  { calls }: DeployPlan,
  client: FunctionGraphClient,
  { report }: ApplyOptions = {},
): Promise<Applied> {
  const course: Course = { client, created: new Map() };
  let made = 0;
  for (const [index, call] of calls.entries()) {
    report?.(describeCall(call));
    try {
      made += await apply(call, course);
    } catch (error) {
      throw brokenOff(error, call, index, calls.length);
    }
  }
  return { calls: made };
}
