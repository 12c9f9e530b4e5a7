import fc from "fast-check";
import { describe, it } from "vitest";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import type { Script } from "../fixtures/fake-cloud.ts";
import { FULL_NOTEBOOK } from "../fixtures/modelarts-requests.ts";
import { policy, rebuildPolicy, request, tick, ticket } from "../fixtures/policies.ts";
import { HOUR, hold, MINUTE, NOW, notebook, server, stopped } from "../fixtures/resources.ts";
import { createWorld, type World } from "../unit/shell/world.ts";
import { endAll, expectAllIsWell, openRuns, passOver, watchSends } from "./shell-world.ts";

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
      dieAt: fc.option(fc.nat({ max: 24 })),
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
  await endAll(world);
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
