import { type AutomationError, isAutomationError } from "../domain/errors.ts";
import type { Resource } from "../domain/resource.ts";
import type { NewEntry } from "../domain/status.ts";
import type { PreState } from "../domain/step.ts";
import type { Lease } from "../ports/lease-store.ts";
import { answerEntries, errorDetails } from "./answer-entries.ts";
import type { Call, ReadyStep } from "./call.ts";
import { stepEntry } from "./entry.ts";
import { coveringLeases } from "./hold-leases.ts";
import { append, appendWithPermits, catchUp, type Pass, stateOf, whyNotStart, Yielded } from "./pass.ts";

function preStateOf(machine: Resource | undefined): PreState | null {
  if (!machine) return null;
  return { status: machine.status, updatedAtMs: machine.updatedAtMs, imageId: machine.imageId };
}

function submittingEntries({ id, prepared, steps }: Call, pass: Pass): readonly NewEntry[] {
  const nowMs = pass.ports.clock.now();
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
        fence: pass.leases.get(step.resource)?.fence ?? null,
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

/** Calls of this kind are held back for a while, and nothing was announced: the steps keep their place and their tries. */
const HELD_BACK: readonly string[] = ["unavailable", "throttled"];

function putOff(steps: readonly ReadyStep[], error: AutomationError, pass: Pass): readonly NewEntry[] {
  for (const { step } of steps) pass.looked.add(step.id);
  const nowMs = pass.ports.clock.now();
  const parts = { phase: "deferred", reason: "call-failed", text: error.message } as const;
  const states = stateOf(pass).steps;
  return steps
    .filter(({ step }) => states.get(step.id)?.deferredFor !== "call-failed")
    .map(({ step }) => stepEntry(nowMs, step, { ...parts, details: errorDetails(error) }));
}

/** What cannot be built is an outcome of its steps, and nothing of it is sent. */
async function prepareCall(steps: readonly ReadyStep[], pass: Pass): Promise<Prepared> {
  const { ports } = pass;
  try {
    const cloud = ports.clouds.get(steps[0]?.step.target ?? "");
    if (!cloud) return { refused: noClient(steps, ports.clock.now()) };
    const prepared = await cloud.prepare(steps.map(({ step }) => step));
    return { call: { id: ports.ids.call(), steps, prepared } };
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    if (HELD_BACK.includes(error.code)) return { refused: putOff(steps, error, pass) };
    const reason =
      error.code === "not-allowed" || error.code === "not-supported" ? error.code : "call-failed";
    const parts = { phase: "failed", reason, text: error.message, details: errorDetails(error) } as const;
    return { refused: steps.map(({ step }) => stepEntry(ports.clock.now(), step, parts)) };
  }
}

/** One of the permits is taken, and the write does not tell which: each step asks for its own, with a call of its own. */
async function sendApart(calls: readonly Call[], pass: Pass): Promise<void> {
  const steps = calls.flatMap((call) => call.steps);
  if (steps.length === 1) return skipDuplicates(calls, pass);
  for (const step of steps) {
    if ((await whyNotStart(pass)) !== undefined) return;
    await sendCalls([[step]], pass);
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

function resourcesOf({ steps }: Call): readonly string[] {
  return steps.map(({ step }) => step.resource);
}

/** The leases that cover these calls; another run may have them soon when the process stood still since it signed. */
function leasesFor(calls: readonly Call[], pass: Pass): readonly Lease[] {
  return calls.flatMap((call) => {
    const leases = coveringLeases(pass, resourcesOf(call), Date.parse(call.prepared.signedAt));
    if (!leases) throw new Yielded(`${pass.run}: a lease is nearly over`);
    return leases;
  });
}

const REWRITES_MAX = 3;

/** Answers that the run still waits for: nobody has concluded anything about their call yet. */
function stillOpen(answers: readonly NewEntry[], pass: Pass): readonly NewEntry[] {
  const { steps } = stateOf(pass);
  return answers.filter(({ step, call }) => {
    const state = steps.get(step ?? "");
    return state?.phase === "sent" && !state.submission?.accepted && state.submission?.call === call;
  });
}

/**
 * Writes the answers. When another pass wrote to the run meanwhile, what it has concluded stands; where it has concluded
 * nothing yet, the answer of the very call that the step waits for is still worth having, and then this pass goes no
 * further, since what it knew was old. Not so once a lease has passed on: then this process stood still for longer than
 * its calls could live.
 */
async function writeAnswers(
  pass: Pass,
  answers: readonly NewEntry[],
  leases: readonly Lease[],
): Promise<void> {
  let open = answers;
  for (let tries = 1; ; tries += 1) {
    try {
      // A machine of the same chunk may have come to its end, and its lease been given back: that is no fence for the rest.
      const about = new Set(open.map(({ resource }) => resource));
      await append(pass, open, { leases: leases.filter(({ resource }) => about.has(resource)) });
      if (tries > 1) break;
      return;
    } catch (error) {
      if (!(error instanceof Yielded) || tries === REWRITES_MAX || !(await catchUp(pass))) throw error;
      open = stillOpen(answers, pass);
    }
  }
  throw new Yielded(`${pass.run}: another pass wrote to it`);
}

/**
 * Sends one chunk of calls: sign, announce, send, write what came back. The announcement reserves the permits in the
 * same write; if it cannot be written, or rests on a lease that has passed on, nothing is sent.
 */
export async function sendCalls(groups: readonly (readonly ReadyStep[])[], pass: Pass): Promise<void> {
  const prepared = await Promise.all(groups.map((steps) => prepareCall(steps, pass)));
  await append(
    pass,
    prepared.flatMap((entry) => ("refused" in entry ? entry.refused : [])),
  );
  const calls = prepared.flatMap((entry) => ("call" in entry ? [entry.call] : []));
  if (calls.length === 0) return;
  const leases = leasesFor(calls, pass);
  const announcement = calls.flatMap((call) => submittingEntries(call, pass));
  const permits = calls.flatMap(({ steps }) => steps.flatMap((ready) => ready.permits));
  if (!(await appendWithPermits(pass, announcement, { permits, leases }))) {
    return sendApart(calls, pass);
  }
  for (const { steps } of calls) for (const { step } of steps) pass.sent.add(step.id);
  const answers = await Promise.all(calls.map((call) => send(call, pass.ports)));
  await writeAnswers(pass, answers.flat(), leases);
}
