import { isAutomationError } from "../domain/errors.ts";
import type { Resource } from "../domain/resource.ts";
import type { NewEntry } from "../domain/status.ts";
import type { PreState } from "../domain/step.ts";
import { answerEntries, errorDetails } from "./answer-entries.ts";
import type { Call, ReadyStep } from "./call.ts";
import { stepEntry } from "./entry.ts";
import { append, appendWithPermits, type Pass } from "./pass.ts";

function preStateOf(machine: Resource | undefined): PreState | null {
  if (!machine) return null;
  return { status: machine.status, updatedAtMs: machine.updatedAtMs, imageId: machine.imageId };
}

function submittingEntries({ id, prepared, steps }: Call, nowMs: number): readonly NewEntry[] {
  const batch = steps.length > 1 ? ` with ${steps.length} machines` : "";
  return steps.map(({ step, machine, attempts }) =>
    stepEntry(nowMs, step, {
      phase: "submitting",
      reason: "submitting",
      text: `${prepared.operation}${batch}`,
      call: id,
      details: {
        operation: prepared.operation,
        signedAt: prepared.signedAt,
        attempt: attempts + 1,
        owner: step.owner,
        pre: preStateOf(machine),
      },
    }),
  );
}

type Prepared = { readonly call: Call } | { readonly refused: readonly NewEntry[] };

/** The config names the target no more. A step that is silently left out would be looked at for ever. */
function noClient(steps: readonly ReadyStep[], nowMs: number): readonly NewEntry[] {
  const parts = { phase: "failed", reason: "target-failed" } as const;
  return steps.map(({ step }) =>
    stepEntry(nowMs, step, { ...parts, text: `the target ${step.target} has no client` }),
  );
}

/** What cannot be built is an outcome of its steps, and nothing of it is sent. */
async function prepareCall(steps: readonly ReadyStep[], { ports }: Pass): Promise<Prepared> {
  try {
    const cloud = ports.clouds.get(steps[0]?.step.target ?? "");
    if (!cloud) return { refused: noClient(steps, ports.clock.now()) };
    const prepared = await cloud.prepare(steps.map(({ step }) => step));
    return { call: { id: ports.ids.call(), steps, prepared } };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    const reason =
      error.code === "not-allowed" || error.code === "not-supported" ? error.code : "call-failed";
    const parts = { phase: "failed", reason, text: error.message, details: errorDetails(error) } as const;
    return { refused: steps.map(({ step }) => stepEntry(ports.clock.now(), step, parts)) };
  }
}

async function skipDuplicates(calls: readonly Call[], pass: Pass): Promise<void> {
  const parts = { phase: "skipped", reason: "duplicate-step" } as const;
  const nowMs = pass.ports.clock.now();
  await append(
    pass,
    calls.flatMap(({ steps }) => steps.map(({ step }) => stepEntry(nowMs, step, parts))),
  );
}

async function send(call: Call, { clock }: Pass["ports"]): Promise<readonly NewEntry[]> {
  const sentMs = clock.now();
  const answer = await call.prepared.send();
  return answerEntries(call, answer, { sentMs, nowMs: clock.now() });
}

/**
 * Sends one chunk of calls: sign, announce, send, write what came back. The announcement reserves the permits in the
 * same write; if it cannot be written, nothing is sent.
 */
export async function sendCalls(groups: readonly (readonly ReadyStep[])[], pass: Pass): Promise<void> {
  const prepared = await Promise.all(groups.map((steps) => prepareCall(steps, pass)));
  await append(
    pass,
    prepared.flatMap((entry) => ("refused" in entry ? entry.refused : [])),
  );
  const calls = prepared.flatMap((entry) => ("call" in entry ? [entry.call] : []));
  if (calls.length === 0) return;
  const nowMs = pass.ports.clock.now();
  const announcement = calls.flatMap((call) => submittingEntries(call, nowMs));
  const permits = calls.flatMap(({ steps }) => steps.flatMap((ready) => ready.permits));
  if (!(await appendWithPermits(pass, announcement, permits))) return skipDuplicates(calls, pass);
  for (const { steps } of calls) for (const { step } of steps) pass.sent.add(step.id);
  const answers = await Promise.all(calls.map((call) => send(call, pass.ports)));
  await append(pass, answers.flat());
}
