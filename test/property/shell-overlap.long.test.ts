import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LEASE_LEFT_MIN_MS, LEASE_LIFE_MS } from "../../lib/core/lease-life.ts";
import { runState } from "../../lib/core/run-state.ts";
import type { AutomationEvent } from "../../lib/domain/event.ts";
import type { Policy } from "../../lib/domain/policy.ts";
import type { Store } from "../../lib/ports/store.ts";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import type { Script } from "../fixtures/fake-cloud.ts";
import { policy, tick, ticket } from "../fixtures/policies.ts";
import { MINUTE, server, stopped } from "../fixtures/resources.ts";
import { type FrozenPass, freeze } from "../unit/shell/frozen-pass.ts";
import { createWorld, type World } from "../unit/shell/world.ts";
import { endAll, expectAllIsWell, openRuns, passOver, watchSends } from "./shell-world.ts";

function wish(source: string, ids: readonly string[], verb: NonNullable<Policy["action"]>): Policy {
  return policy({
    name: source,
    on: { kind: "ticket", source, when: null },
    resources: ["dev-server"],
    where: ids.map((id) => `id == ${JSON.stringify(id)}`).join(" || "),
    action: verb,
  });
}

/** Whatever two of these want, they want it of one machine at least. */
const POLICIES = [
  wish("reboots", ["a", "b"], { verb: "reboot", parameters: {} }),
  wish("stops", ["b", "c"], { verb: "stop", parameters: {} }),
  wish("rebuilds", ["a", "b", "c"], { verb: "reinstall-os", parameters: { keyPair: "ops" } }),
  wish("starts", ["a", "c"], { verb: "start", parameters: {} }),
  policy({ name: "nights", resources: ["dev-server"] }),
];
const SOURCES = ["reboots", "stops", "rebuilds", "starts"];
const MACHINES = [server({ id: "a" }), server({ id: "b" }), stopped(server({ id: "c" }))];

type Happening =
  | {
      readonly kind: "event";
      readonly source: number;
      readonly transition: number;
      readonly delivery: number;
    }
  | { readonly kind: "tick" }
  | { readonly kind: "script"; readonly scripts: readonly Script[] }
  | { readonly kind: "passes"; readonly dieAt: number | null; readonly after: boolean }
  | { readonly kind: "freeze"; readonly run: number; readonly at: number; readonly side: "before" | "after" }
  | { readonly kind: "thaw" }
  | { readonly kind: "wait"; readonly minutes: number };

const HAPPENING: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("event" as const),
      source: fc.nat({ max: SOURCES.length - 1 }),
      transition: fc.nat({ max: 1 }),
      delivery: fc.nat({ max: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "tick" } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("script" as const),
      scripts: fc.array(
        fc.constantFrom<Script>(
          "accepted",
          "rejected",
          "busy",
          "unsent",
          "lost-before",
          "lost-after",
          "late",
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("passes" as const),
      dieAt: fc.option(fc.nat({ max: 30 })),
      after: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("freeze" as const),
      run: fc.nat({ max: 5 }),
      at: fc.nat({ max: 20 }),
      side: fc.constantFrom("before" as const, "after" as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "thaw" } as const) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      minutes: fc.constantFrom(0.2, 1, 3, 6, 18, 21),
    }),
  },
);

/** Says who else may be acting on these machines, by the log, whenever somebody announces a call. */
function watchTurns(world: () => World): (store: Store) => Store {
  async function others(run: string, resource: string): Promise<readonly string[]> {
    const { state, clock } = world();
    return [...state.entries].flatMap(([other, kept]) => {
      if (other === run) return [];
      const { steps } = runState(kept.map(({ entry }) => entry));
      return [...steps.values()]
        .filter(({ step, phase }) => step.resource === resource && phase === "sent")
        .filter(({ submission }) => clock.nowMs - (submission?.signedAtMs ?? 0) < LEASE_LEFT_MIN_MS)
        .map(({ step }) => `${other} is at ${step.verb} ${resource}`);
    });
  }
  return (store) => ({
    ...store,
    append: async (run, seq, entries, options) => {
      const answer = await store.append(run, seq, entries, options);
      if (!answer.ok) return answer;
      for (const { phase, resource } of answer.entries) {
        if (phase !== "submitting") continue;
        expect(await others(run, resource ?? ""), "one run at a time acts on a machine").toEqual([]);
      }
      return answer;
    },
  });
}

function eventOf({ source, transition, delivery }: Extract<Happening, { kind: "event" }>): AutomationEvent {
  const name = SOURCES[source] ?? "";
  const id = `${name}-${transition}-${delivery}`;
  return { ...ticket({ transition: `${transition}` }, id), source: name };
}

/** Begins a pass that stands still somewhere; one that has ended before has nothing to thaw. */
async function freezeSome(
  world: World,
  what: Extract<Happening, { kind: "freeze" }>,
): Promise<FrozenPass | undefined> {
  const open = await openRuns(world);
  const run = open[what.run % Math.max(1, open.length)];
  if (run === undefined) return undefined;
  let calls = 0;
  const at = () => {
    calls += 1;
    return calls > what.at;
  };
  const ended = (error: unknown) => {
    if (!(error instanceof Error) || !error.message.includes("ended without such a call")) throw error;
    return undefined;
  };
  return freeze(world, run, { at, side: what.side }).catch(ended);
}

async function happen(world: World, what: Happening, frozen: FrozenPass[]): Promise<void> {
  switch (what.kind) {
    case "event":
      await acceptEvent(eventOf(what), world.ports());
      return;
    case "tick":
      await acceptEvent(tick(world.clock.nowMs), world.ports());
      return;
    case "script":
      world.cloud.script.push(...what.scripts);
      return;
    case "passes":
      await Promise.all((await openRuns(world)).map((run) => passOver(world, run, what)));
      return;
    case "freeze": {
      const pass = await freezeSome(world, what);
      if (pass) frozen.push(pass);
      return;
    }
    case "thaw":
      await Promise.all(frozen.splice(0).map((pass) => pass.thaw()));
      return;
    case "wait":
      world.clock.nowMs += what.minutes * MINUTE;
      return;
    default:
      what satisfies never;
  }
}

/** Long after the end, those that stood still all the time go on. */
async function expectNothingThaws({ cloud, state, clock }: World, frozen: readonly FrozenPass[]) {
  const before = [cloud.effects.length, state.log.length];
  clock.nowMs += LEASE_LEFT_MIN_MS;
  await Promise.all(frozen.map((pass) => pass.thaw()));
  expect([cloud.effects.length, state.log.length], "effects and entries").toEqual(before);
}

function expectNoLeaseStands({ state, clock }: World): void {
  clock.nowMs += LEASE_LIFE_MS;
  const standing = [...state.leases].filter(([, { untilMs }]) => untilMs > clock.nowMs);
  expect(standing, "every lease was given back or has run out").toEqual([]);
}

describe("runs that want the same machines, in processes that die and freeze", () => {
  it("take turns, wait for nobody for ever, and do each thing once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(HAPPENING, { minLength: 6, maxLength: 30 }), async (happenings) => {
        const frozen: FrozenPass[] = [];
        const config = { policies: POLICIES };
        const world: World = createWorld({ machines: MACHINES, config, wrap: watchTurns(() => world) });
        watchSends(world);
        for (const what of happenings) await happen(world, what, frozen);
        world.cloud.script.length = 0;
        await endAll(world);
        await expectAllIsWell(world);
        await expectNothingThaws(world, frozen);
        await expectAllIsWell(world);
        expectNoLeaseStands(world);
      }),
      { numRuns: 40 },
    );
  });
});
