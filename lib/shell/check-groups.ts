import { describeLost } from "../core/describe-block.ts";
import { beginningGroups, type GroupBegin, healthOf, stepsFrom } from "../core/group-health.ts";
import type { StepState } from "../core/run-state.ts";
import type { Step } from "../domain/step.ts";
import { stepEntry } from "./entry.ts";
import { type Pass, stateOf } from "./pass.ts";
import { type Reading, readMachines } from "./read-machines.ts";
import { skip } from "./skip-hopeless.ts";

/** A machine that is not as it was left, and how it is. */
interface Lost {
  readonly kind: "lost";
  readonly by: Step;
  readonly text: string;
}

/** What the machines of the groups before it mean for a group. */
type Found = { readonly kind: "go" } | { readonly kind: "wait" } | Lost;

function judge({ earlier }: GroupBegin, readings: ReadonlyMap<Step, Reading>): Found {
  let found: Found = { kind: "go" };
  for (const step of earlier) {
    const reading = readings.get(step);
    const health = reading?.kind === "read" ? healthOf(step, reading.machine) : ({ kind: "wait" } as const);
    if (health.kind === "lost") return { ...health, by: step };
    if (health.kind === "wait") found = health;
  }
  return found;
}

/** Reads the machines of the earlier groups, and those whose turn it is along with them: one listing tells of both. */
async function read(
  begins: readonly GroupBegin[],
  ready: readonly StepState[],
  pass: Pass,
): Promise<ReadonlyMap<Step, Reading>> {
  const earlier = [...new Set(begins.flatMap((begin) => begin.earlier))];
  const steps = [...earlier, ...ready.map(({ step }) => step)];
  const readMs = pass.ports.clock.now();
  const readings = await readMachines(
    pass.ports,
    steps.map((step) => ({ step })),
    pass.bounds,
  );
  for (const [index, { step }] of ready.entries()) {
    const reading = readings[earlier.length + index];
    if (reading?.kind !== "read" || !reading.machine) continue;
    pass.seen.set(step.resource, { machine: reading.machine, readMs });
  }
  return new Map(
    earlier.flatMap((step, index) => {
      const reading = readings[index];
      return reading ? [[step, reading] as const] : [];
    }),
  );
}

async function leaveAlone(begin: GroupBegin, found: Lost, pass: Pass): Promise<void> {
  const nowMs = pass.ports.clock.now();
  const parts = { phase: "skipped", reason: "dependency-failed" } as const;
  const left = stepsFrom(begin, stateOf(pass));
  await skip(
    pass,
    left.map((step) => stepEntry(nowMs, step, { ...parts, text: describeLost(step, found) })),
  );
}

/**
 * Before a group begins, the machines of the groups before it are read once more. Answers the steps that may go on: the
 * others wait for what cannot be told now, or are left alone with the machine that is not as it was left.
 */
export async function checkGroups(ready: readonly StepState[], pass: Pass): Promise<readonly StepState[]> {
  const begins = beginningGroups(ready, stateOf(pass));
  if (begins.length === 0) return ready;
  const isOf = ({ step }: StepState, { policy, group }: GroupBegin) =>
    step.policy === policy && step.barrier?.group === group;
  const concerned = ready.filter((state) => begins.some((begin) => isOf(state, begin)));
  const readings = await read(begins, concerned, pass);
  const stopped = new Set<StepState>();
  for (const begin of begins) {
    const found = judge(begin, readings);
    if (found.kind === "go") continue;
    const own = concerned.filter((state) => isOf(state, begin));
    for (const state of own) stopped.add(state);
    if (found.kind === "lost") await leaveAlone(begin, found, pass);
    else for (const { step } of own) pass.looked.add(step.id);
  }
  return ready.filter((state) => !stopped.has(state));
}
