import { expect } from "vitest";
import { runState } from "../../lib/core/run-state.ts";
import { ATTEMPTS_MAX } from "../../lib/core/step-life.ts";
import { type Step, Step as StepSchema } from "../../lib/domain/step.ts";
import { verb } from "../../lib/domain/verbs.ts";
import { resolveStep } from "../../lib/shell/resolve-step.ts";
import { advanceRun } from "../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import type { Script } from "../fixtures/fake-cloud.ts";
import { MINUTE } from "../fixtures/resources.ts";
import { tappedPorts } from "../unit/shell/tapped-ports.ts";
import type { World } from "../unit/shell/world.ts";

/** The end of a process. */
class Died extends Error {}

/** Where a process dies: at its n-th call to the outside, before or after the call has its effect. */
interface Death {
  readonly dieAt: number | null;
  readonly after: boolean;
}

/** The ports of a process that dies. A dead one has no effect any more, whatever it still tries. */
function mortal(ports: ShellPorts, { dieAt, after }: Death): ShellPorts {
  let calls = 0;
  return tappedPorts(ports, async (_call, goOn) => {
    const dies = dieAt !== null && calls >= dieAt;
    const last = calls === dieAt;
    calls += 1;
    if (dies && !(last && after)) throw new Died();
    const answer = await goOn();
    if (dies) throw new Died();
    return answer;
  });
}

/** Everything that must hold at the moment a call leaves. */
export function watchSends({ cloud, state, clock }: World): void {
  const sends = new Map<string, Script[]>();
  cloud.onSend = (steps, script) => {
    expect(state.pause.paused, "nothing is sent while paused").toBe(false);
    for (const step of steps) {
      const before = sends.get(step.id) ?? [];
      sends.set(step.id, [...before, script]);
      const announced = state.log.filter(
        ({ entry }) => entry.step === step.id && entry.phase === "submitting",
      );
      expect(announced.length, "a call is announced before it leaves").toBeGreaterThan(before.length);
      expect(before.length, "no step is sent for ever").toBeLessThan(ATTEMPTS_MAX);
      const certain = before.every((earlier) => earlier === "unsent");
      if (step.repeat === "once-only") expect(certain, "sent again only if nothing happened").toBe(true);
      const held = state.holds.get(step.resource);
      const stands = held !== undefined && Date.parse(held.until) > clock.nowMs;
      if (verb(step.verb).disruptive) expect(stands, "a held machine is not disturbed").toBe(false);
    }
  };
}

/** Runs that have not ended. */
export async function openRuns({ store }: World): Promise<readonly string[]> {
  return (await store.openRuns({ limit: 1_000 })).map(({ run }) => run);
}

/** One pass by a process that may die in it. */
export async function passOver(world: World, run: string, death: Death): Promise<void> {
  try {
    await advanceRun(run, mortal(world.ports(), death));
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
}

/** Passes until everything has ended, in which a person says what Curfew cannot tell. Fails when somebody waits for ever. */
export async function endAll(world: World): Promise<void> {
  for (let pass = 0; pass < 60; pass += 1) {
    const open = await openRuns(world);
    if (open.length === 0) return;
    for (const run of open) {
      await advanceRun(run, world.ports());
      const state = runState(await world.entries(run));
      const unknown = [...state.steps.values()].filter(({ phase }) => phase === "unknown");
      for (const { step } of unknown) {
        await resolveStep({ run, step: step.id, as: "failed", why: "looked", by: "anna" }, world.ports());
      }
    }
    world.clock.nowMs += 5 * MINUTE;
  }
  throw new Error(`runs did not end: ${(await openRuns(world)).join(", ")}`);
}

function plannedSteps(world: World): ReadonlyMap<string, Step> {
  const steps = world.state.log.flatMap(
    ({ entry }) => StepSchema.safeParse(entry.details["step"]).data ?? [],
  );
  return new Map(steps.map((step) => [step.id, step]));
}

/** Everything that must hold when all runs have ended. */
export async function expectAllIsWell(world: World): Promise<void> {
  const planned = plannedSteps(world);
  const once = world.cloud.effects.filter(({ step }) => planned.get(step)?.repeat === "once-only");
  expect(new Set(once.map(({ step }) => step)).size, "a once-only step has one effect at most").toBe(
    once.length,
  );
  expect(world.cloud.effects.every(({ step }) => planned.has(step))).toBe(true);
  const denied = world.state.log.filter(
    ({ entry }) => entry.phase === "failed" && entry.reason === "call-failed",
  );
  const happened = once.filter(({ step }) => denied.some(({ entry }) => entry.step === step));
  expect(happened, "what is said never to have happened never did").toEqual([]);
  for (const [run, kept] of world.state.entries) {
    const finished = kept.filter(({ entry }) => entry.phase === "finished");
    expect(finished.length, `${run} has one terminal entry`).toBe(1);
    expect(kept.at(-1)?.entry.phase).toBe("finished");
  }
  const { problems } = await world.store.verify({});
  expect(problems).toEqual([]);
}
