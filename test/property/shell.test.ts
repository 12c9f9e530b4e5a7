import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runState } from "../../lib/core/run-state.ts";
import { ATTEMPTS_MAX } from "../../lib/core/step-life.ts";
import { type Step, Step as StepSchema } from "../../lib/domain/step.ts";
import { verb } from "../../lib/domain/verbs.ts";
import type { CloudPort } from "../../lib/ports/cloud.ts";
import type { Store } from "../../lib/ports/store.ts";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import { resolveStep } from "../../lib/shell/resolve-step.ts";
import { advanceRun } from "../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../lib/shell/shell-ports.ts";
import type { Script } from "../fixtures/fake-cloud.ts";
import { FULL_NOTEBOOK } from "../fixtures/modelarts-requests.ts";
import { policy, rebuildPolicy, request, tick, ticket } from "../fixtures/policies.ts";
import { HOUR, hold, MINUTE, NOW, notebook, server, stopped } from "../fixtures/resources.ts";
import { createWorld, type World } from "../unit/shell/world.ts";

const MACHINES = [notebook(), notebook({ id: "nb-2" }), server(), stopped(server({ id: "ds-2" }))];
const POLICIES = [policy({ name: "nights" }), rebuildPolicy()];

/** What may happen to a world, one after the other. */
type Happening =
  | { readonly kind: "event"; readonly index: number }
  | { readonly kind: "script"; readonly scripts: readonly Script[] }
  | { readonly kind: "pass"; readonly dieAt: number | null; readonly after: boolean; readonly twice: boolean }
  | { readonly kind: "wait"; readonly minutes: number }
  | { readonly kind: "pause" | "unreadable" | "doubt"; readonly on: boolean }
  | { readonly kind: "person"; readonly machine: number; readonly does: "start" | "stop" | "hold" };

const SCRIPTS: readonly Script[] = [
  "accepted",
  "rejected",
  "busy",
  "unsent",
  "lost-before",
  "lost-after",
  "late",
];

const HAPPENING: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("event" as const), index: fc.nat({ max: 5 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("script" as const),
      scripts: fc.array(fc.constantFrom(...SCRIPTS), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      dieAt: fc.option(fc.nat({ max: 14 })),
      after: fc.boolean(),
      twice: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      minutes: fc.constantFrom(-3, 0.2, 1, 5, 16, 40, 90),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("pause" as const, "unreadable" as const, "doubt" as const),
      on: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("person" as const),
      machine: fc.nat({ max: MACHINES.length - 1 }),
      does: fc.constantFrom("start" as const, "stop" as const, "hold" as const),
    }),
  },
);

/** Two deliveries of one transition, another ticket, two slots and an order. */
function eventOf(index: number, nowMs: number) {
  const order = { verb: "create-notebook", parameters: { ...FULL_NOTEBOOK } };
  return [
    ticket({}, "first"),
    ticket({}, "second"),
    ticket({ key: "OPS-2", server: "ds-2" }, "third"),
    tick(nowMs),
    tick(nowMs - 10 * MINUTE),
    request(order),
  ][index];
}

class Died extends Error {}

/** The ports of a process that dies at its n-th call to the outside, before or after the call has its effect. */
function mortal(ports: ShellPorts, dieAt: number | null, after: boolean): ShellPorts {
  let calls = 0;
  const guarded =
    <A extends unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const dies = dieAt !== null && calls >= dieAt;
      const last = calls === dieAt;
      calls += 1;
      if (dies && !(last && after)) throw new Died();
      const answer = await work(...args);
      if (dies) throw new Died();
      return answer;
    };
  const store: Store = {
    ...ports.store,
    append: guarded(ports.store.append),
    read: guarded(ports.store.read),
    listHolds: guarded(ports.store.listHolds),
    lastReasons: guarded(ports.store.lastReasons),
  };
  const cloudOf = (cloud: CloudPort): CloudPort => ({
    ...cloud,
    list: guarded(cloud.list),
    show: guarded(cloud.show),
    prepare: async (steps) => {
      const prepared = await cloud.prepare(steps);
      return { ...prepared, send: guarded(prepared.send) };
    },
  });
  return {
    ...ports,
    store,
    clouds: new Map([...ports.clouds].map(([name, cloud]) => [name, cloudOf(cloud)])),
  };
}

/** Everything that must hold at the moment a call leaves. */
function watchSends({ cloud, state, clock }: World): void {
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

async function openRuns({ store }: World): Promise<readonly string[]> {
  return (await store.openRuns({ limit: 1_000 })).map(({ run }) => run);
}

async function passOver(
  world: World,
  run: string,
  { dieAt, after }: { dieAt: number | null; after: boolean },
) {
  try {
    await advanceRun(run, mortal(world.ports(), dieAt, after));
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
}

async function personDoes(world: World, index: number, does: "start" | "stop" | "hold"): Promise<void> {
  const machine = world.cloud.machines.get(MACHINES[index]?.id ?? "");
  if (!machine || machine.standing === "changing") return;
  if (does === "hold") {
    const until = new Date(world.clock.nowMs + HOUR).toISOString();
    await world.store.putHold(hold(machine.ref, { until }));
    return;
  }
  const standing = does === "start" ? "running" : "stopped";
  const updatedAtMs = world.clock.nowMs;
  world.cloud.machines.set(machine.id, { ...machine, standing, status: standing.toUpperCase(), updatedAtMs });
}

async function happen(world: World, what: Happening): Promise<void> {
  switch (what.kind) {
    case "event": {
      const event = eventOf(what.index, NOW);
      if (event) await acceptEvent(event, world.ports());
      return;
    }
    case "script":
      world.cloud.script.push(...what.scripts);
      return;
    case "pass":
      for (const run of await openRuns(world)) {
        const passes = [passOver(world, run, what), ...(what.twice ? [passOver(world, run, what)] : [])];
        await Promise.all(passes);
      }
      return;
    case "wait":
      world.clock.nowMs += what.minutes * MINUTE;
      return;
    case "pause":
      await world.store.writePause({ paused: what.on, why: null, by: null, at: null });
      return;
    case "unreadable":
      world.cloud.showing.unreadable = what.on;
      return;
    case "doubt":
      world.cloud.listing.doubt = what.on ? "a short page" : null;
      return;
    case "person":
      await personDoes(world, what.machine, what.does);
      return;
    default:
      what satisfies never;
  }
}

/** Calm weather: nothing fails any more, and a person says what Curfew cannot tell. */
async function comeToRest(world: World): Promise<void> {
  world.cloud.script.length = 0;
  for (const kind of ["pause", "unreadable", "doubt"] as const) await happen(world, { kind, on: false });
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

async function expectAllIsWell(world: World): Promise<void> {
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

describe("whatever the cloud answers and wherever a process dies", () => {
  it("nothing happens twice, nothing is lost, and the log says so", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(HAPPENING, { minLength: 4, maxLength: 24 }), async (happenings) => {
        const world = createWorld({ machines: MACHINES, config: { policies: POLICIES } });
        watchSends(world);
        for (const what of happenings) await happen(world, what);
        await comeToRest(world);
        await expectAllIsWell(world);
      }),
      { numRuns: 60 },
    );
  });
});
