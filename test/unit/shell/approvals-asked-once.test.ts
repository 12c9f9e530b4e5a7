import { describe, expect, it } from "vitest";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { answerPlan } from "../../../lib/shell/answer-plan.ts";
import { approvals, approvedRebuild, person } from "../../fixtures/approvals.ts";
import { alarm, policy, tick } from "../../fixtures/policies.ts";
import { HOUR, idleSignals, MINUTE, NOW, server } from "../../fixtures/resources.ts";
import { effects } from "./overlap.ts";
import { createWorld, type World } from "./world.ts";

const GPU = server({ name: "vision-anna-gpu" });
const ON_ALARM: Policy["on"] = { kind: "alarm", name: "gpu-idle", when: null };

function onAlarm(overrides: Partial<Policy> = {}): Policy {
  return approvedRebuild({ name: "mend", on: ON_ALARM, where: null, idleMs: HOUR, ...overrides });
}

/** The alarm as it is told again, some minutes later. */
function again(minutes: number): AutomationEvent {
  return alarm({ timeMs: NOW + minutes * MINUTE });
}

function worldOf(policies: readonly Policy[] = [onAlarm()], wrap?: (store: Store) => Store): World {
  const config = approvals({ policies: [...policies] });
  const world = createWorld({ machines: [GPU], config, ...(wrap && { wrap }) });
  rest(world, 0);
  return world;
}

/** An alarm alone proves nothing: the policy looks at the signals of what it finds, which are still idle then. */
function rest(world: World, ms: number): void {
  world.clock.nowMs += ms;
  const signals = idleSignals({ newestAtMs: world.clock.nowMs - MINUTE });
  for (const id of ["ds-1", "ds-2"]) world.cloud.signals.set(`prod/dev-server/${id}`, signals);
}

const isAsk = ({ phase, reason }: StatusEntry) => phase === "deferred" && reason === "awaiting-approval";

async function asksIn(world: World): Promise<readonly StatusEntry[]> {
  const { entries } = await world.store.find({ phases: ["deferred"] }, { limit: 1_000 });
  return entries.filter(isAsk);
}

async function answer(world: World, run: string, yes = true) {
  const ask = (await world.entries(run)).findLast(isAsk);
  return answerPlan(world.ports(), {
    run,
    code: String(ask?.details["code"]),
    yes,
    identity: person("olga"),
  });
}

describe("an alarm whose policy needs an approval", () => {
  it("asks once while nobody has answered, however often it is told, and the later runs name the open one", async () => {
    const world = worldOf();
    expect((await world.take(alarm())).status).toBe("waiting");
    for (const minutes of [5, 10, 15]) {
      world.clock.nowMs = NOW + minutes * MINUTE;
      expect((await world.take(again(minutes))).status).toBe("finished");
    }
    expect(await asksIn(world)).toHaveLength(1);
    for (const run of ["run-2", "run-3", "run-4"]) {
      const log = await world.entries(run);
      expect(log.find(({ phase }) => phase === "decided")?.details["counts"]).toMatchObject([
        { policy: "mend", act: 0, reasons: { "awaiting-approval": 1 } },
      ]);
      expect(log.at(-1)).toMatchObject({
        ...{ phase: "finished", reason: "nothing-to-do" },
        text: expect.stringContaining("people are asked about 1 machine already: run run-1, plan "),
        details: { counts: { skipped: 1 } },
      });
    }
  });

  it("is carried out once when the open run is agreed to", async () => {
    const world = worldOf();
    await world.take(alarm());
    await world.take(again(5));
    await answer(world, "run-1");
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("asks for another machine alone, beside the one that is asked about", async () => {
    const world = worldOf();
    await world.take(alarm());
    const other = server({ id: "ds-2", name: "vision-ben-gpu" });
    world.cloud.machines.set("ds-2", other);
    expect((await world.take(again(5))).status).toBe("waiting");
    const asks = await asksIn(world);
    expect(asks.map(({ details }) => details["card"])).toMatchObject([
      { machines: [GPU.ref] },
      { machines: [other.ref] },
    ]);
    // The first plan is made anew, and does not take in what the other run asks about.
    await answer(world, "run-1");
    await world.finish("run-1");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
    await answer(world, "run-2");
    await world.finish("run-2");
    expect(effects(world).slice(2)).toEqual(["stop ds-2", "reinstall-os ds-2"]);
  });

  it.each(["denied", "expired"] as const)("asks anew when the open question was %s", async (end) => {
    const world = worldOf();
    await world.take(alarm());
    if (end === "denied") await answer(world, "run-1", false);
    else rest(world, 8 * HOUR + 1);
    expect((await world.take(again(500))).status).toBe("waiting");
    expect(await asksIn(world)).toHaveLength(2);
  });

  it("does not ask again while what was agreed to waits for its turn", async () => {
    const world = worldOf();
    await world.take(alarm());
    await answer(world, "run-1");
    rest(world, 9 * HOUR);
    expect((await world.take(again(540))).status).toBe("finished");
    expect(await asksIn(world)).toHaveLength(1);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });

  it("asks by another policy all the same: its people are others", async () => {
    const other: Policy["on"] = { kind: "alarm", name: "other", when: null };
    const world = worldOf([onAlarm(), onAlarm({ name: "second", on: other })]);
    await world.take(alarm());
    expect((await world.take(alarm({ name: "other", timeMs: NOW + MINUTE }))).status).toBe("waiting");
    expect(await asksIn(world)).toHaveLength(2);
  });

  it("asks once when two deliveries are judged at the same moment", async () => {
    const world = worldOf();
    const reports = await Promise.all([world.take(alarm()), world.take(again(5))]);
    expect(reports.map(({ status }) => status).sort()).toEqual(["waiting", "yielded"]);
    expect(await asksIn(world)).toHaveLength(1);
    const late = reports.find(({ status }) => status === "yielded");
    world.clock.nowMs += MINUTE;
    expect((await world.pass(late?.run ?? "")).status).toBe("finished");
    expect(await asksIn(world)).toHaveLength(1);
  });

  it.each([
    ["run-1", "run-2"],
    ["run-2", "run-1"],
  ])(
    "acts once where two questions about the same stand in an older log: %s is agreed to first",
    async (first, second) => {
      const blind = { isBlind: true };
      const stops = onAlarm({ action: { verb: "stop", parameters: {} } });
      const world = worldOf([stops], (store) => ({
        ...store,
        find: async (filter, page) => {
          const found = await store.find(filter, page);
          return blind.isBlind && filter.open ? { ...found, entries: [] } : found;
        },
      }));
      await world.take(alarm());
      rest(world, 5 * MINUTE);
      await world.take(again(5));
      expect(await asksIn(world)).toHaveLength(2);
      blind.isBlind = false;
      for (const run of [first, second]) {
        await answer(world, run);
        await world.finish(run);
        // Whoever starts it again has not agreed to a second stop, and neither has anybody else.
        world.cloud.machines.set("ds-1", GPU);
        rest(world, 2 * HOUR);
      }
      expect(effects(world)).toEqual(["stop ds-1"]);
    },
  );

  it("holds for a clock too, where a file from elsewhere lets it ask", async () => {
    const clock = policy({ resources: ["dev-server"], approve: { by: 1, from: ["ops"], withinMs: HOUR } });
    const world = worldOf([clock]);
    await world.take(tick());
    world.clock.nowMs += 10 * MINUTE;
    expect((await world.take(tick(NOW + 10 * MINUTE))).status).toBe("finished");
    expect(await asksIn(world)).toHaveLength(1);
  });
});
