import { describe, expect, it } from "vitest";
import type { Budget } from "../../../lib/domain/budget.ts";
import type { Config } from "../../../lib/domain/config.ts";
import { AutomationError } from "../../../lib/domain/errors.ts";
import { Frame } from "../../../lib/domain/frame.ts";
import { SpendTotals } from "../../../lib/domain/spend.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import type { Bill } from "../../../lib/ports/cost.ts";
import { runEvent } from "../../../lib/shell/run-event.ts";
import { policy, tick } from "../../fixtures/policies.ts";
import { HOUR, idleSignals, MINUTE, NOW, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const idle = policy({ idleMs: 2 * HOUR, mode: "observe" });
const budget: Budget = {
  ...{ name: "vision", amount: 1_000, currency: "EUR", per: "month", zone: "UTC" },
  ...{ scope: 'team == "vision"', levels: [0.5] },
};
const prices: Config["prices"] = {
  prod: {
    ...{ version: 1, currency: "EUR", source: "example" },
    flavors: { "modelarts.vm.gpu.p100": 3, "p2s.2xlarge.8": 6 },
  },
};

const seen = async (world: World, reason: StatusEntry["reason"]) =>
  (await world.store.find({ phases: ["seen"] }, { limit: 1_000 })).entries.filter(
    (entry) => entry.reason === reason,
  );
const frames = async (world: World) =>
  (await seen(world, "fleet")).map(({ details }) => Frame.parse(details));
const totals = async (world: World) =>
  (await seen(world, "spend")).map(({ details }) => SpendTotals.parse(details));

/** A tick so many minutes after noon, with the clock moved there. */
async function passAt(world: World, minutes: number): Promise<void> {
  world.clock.nowMs = NOW + minutes * MINUTE;
  await world.take(tick(world.clock.nowMs));
}

describe("the frame of an hour", () => {
  it("tells of every machine that was listed, with its worth, its owner and what it measured", async () => {
    const world = createWorld({
      machines: [notebook(), stopped(notebook({ id: "nb-2" }))],
      config: { policies: [idle], prices },
    });
    world.cloud.signals.set("prod/notebook/nb-1", idleSignals());
    await world.take(tick());
    const [frame] = await frames(world);
    expect(frame).toMatchObject({ slot: new Date(NOW).toISOString(), doubtful: [] });
    expect(frame?.machines).toMatchObject([
      {
        ...{ ref: "prod/notebook/nb-1", standing: "running", owner: "anna", team: "vision" },
        ...{ price: [3, "EUR"] },
      },
      { ref: "prod/notebook/nb-2", standing: "stopped", signals: [] },
    ]);
    expect(frame?.machines[0]?.signals.map(([signal, max]) => [signal, max])).toEqual([
      ...[
        ["cpu", 0.5],
        ["gpu", 0.5],
        ["network", 0.5],
      ],
    ]);
    expect(frame?.machines.every(({ resource }) => resource !== undefined)).toBe(true);
    expect((await seen(world, "fleet"))[0]?.text).toBe("2 machines, 1 of them running, at 2026-01-15T12:00Z");
  });

  it("is written once an hour, whole once a day and for what changed of late", async () => {
    const world = createWorld({
      machines: [notebook(), notebook({ id: "nb-2" })],
      config: { policies: [policy({ mode: "observe" })] },
    });
    await passAt(world, 0);
    await passAt(world, 10);
    world.cloud.machines.set("nb-2", notebook({ id: "nb-2", updatedAtMs: NOW + 30 * MINUTE }));
    await passAt(world, 60);
    const [, second, ...more] = await frames(world);
    expect(more).toEqual([]);
    expect(second?.machines.map(({ resource }) => resource?.id)).toEqual([undefined, "nb-2"]);
    await passAt(world, 12 * 60);
    const [, , next] = await frames(world);
    expect(next?.machines.map(({ resource }) => resource?.id)).toEqual(["nb-1", "nb-2"]);
  });

  it("asks for signals once more an hour, and not at all where nobody looks at them", async () => {
    const measured = async (wanted: typeof idle) => {
      const world = createWorld({ machines: [notebook()], config: { policies: [wanted] } });
      await world.take(tick());
      return world.cloud.bounded.filter(({ read }) => read === "measure").length;
    };
    expect([await measured(idle), await measured(policy({ mode: "observe" }))]).toEqual([2, 0]);
  });

  it("comes in pieces and names the lists that nobody could read", async () => {
    const machines = Array.from({ length: 601 }, (_, index) => notebook({ id: `nb-${index}` }));
    const world = createWorld({ machines, config: { policies: [policy({ mode: "observe" })] } });
    await world.take(tick());
    expect((await frames(world)).map((frame) => frame.machines.length)).toEqual([250, 250, 101]);
    world.cloud.listing.failed = "the cloud is away";
    await passAt(world, 60);
    expect((await frames(world)).at(-1)).toMatchObject({ doubtful: ["prod/notebook"], machines: [] });
  });

  it("is not written by a dry run, nor by what is no clock", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    expect(await frames(world)).toEqual([]);
  });

  it("leaves the decision what it is", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick());
    await world.finish("run-1");
    expect(world.cloud.effects.map(({ ref }) => ref)).toEqual(["prod/notebook/nb-1"]);
  });
});

describe("the meter of budgets", () => {
  const metered = (overrides: Partial<Config> = {}) =>
    createWorld({
      machines: [notebook(), server(), notebook({ id: "nb-9", name: "speech-ben-nb-9" })],
      config: { policies: [], budgets: [budget], prices, ...overrides },
    });

  it("runs although no policy is due, and counts what the budget pays for", async () => {
    const world = metered();
    await passAt(world, 5);
    await passAt(world, 15);
    const [first, second] = await totals(world);
    const [before, after] = [first?.budgets[0]?.amount ?? 0, second?.budgets[0]?.amount ?? 0];
    // A notebook and a server of the team; the third machine is another team's.
    expect(after - before).toBeCloseTo((3 + 6) / 6, 8);
    expect(second?.budgets[0]).toMatchObject({ period: "2026-01", currency: "EUR", apart: 0, unpriced: 0 });
  });

  it("gives each alert once, as an event of its own that policies answer", async () => {
    const onBudget = policy({ on: { kind: "budget", budget: "vision", at: 0.5 }, name: "half" });
    const world = metered({ policies: [onBudget], budgets: [{ ...budget, amount: 400 }] });
    await passAt(world, 5);
    await passAt(world, 10);
    const { entries } = await world.store.find({ phases: ["received"] }, { limit: 100 });
    const alerts = entries.filter(({ details }) => details["type"] === "budget.alert");
    expect(alerts.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^budget\.alert from budgets, vision 2026-01: 50 % of 400\.00 EUR reached; own clock /,
      ),
    ]);
    expect((await totals(world)).at(-1)?.budgets[0]?.alerted).toEqual(["0.5 actual"]);
    await world.finish(alerts[0]?.run ?? "");
    expect(world.cloud.effects.map(({ verb }) => verb)).toContain("stop");
  });

  it("judges nothing that only the meter has listed", async () => {
    const world = metered({ policies: [policy({ resources: ["notebook"], mode: "observe" })] });
    await passAt(world, 10);
    expect(world.cloud.reads.filter((read) => read.startsWith("list"))).toHaveLength(3);
    const { entries } = await world.store.find({ phases: ["decided"] }, { limit: 10 });
    expect(entries[0]?.details["counts"]).toMatchObject([{ policy: "nights", observe: 2, notMeant: 0 }]);
  });

  it("lays the bill beside its own clock, once an hour, and says when it could not be read", async () => {
    const asked: string[] = [];
    let answer: Bill | Error = {
      currency: "EUR",
      days: [
        { resource: "nb-1", day: "2026-01-14", amount: 72 },
        { resource: "nb-9", day: "2026-01-14", amount: 72 },
        { resource: "nb-1", day: "2025-12-31", amount: 72 },
      ],
    };
    const world = metered();
    const read = async ({ fromDay, untilDay }: { fromDay: string; untilDay: string }) => {
      asked.push(`${fromDay} ${untilDay}`);
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const pass = (minutes: number) => {
      world.clock.nowMs = NOW + minutes * MINUTE;
      return runEvent(tick(world.clock.nowMs), { ...world.ports(), costs: [{ read }] });
    };
    await pass(5);
    await pass(10);
    expect(asked).toEqual(["2026-01-01 2026-01-15"]);
    answer = new AutomationError("forbidden", "QueryCosts: forbidden");
    await pass(70);
    const last = (await totals(world)).at(-1);
    expect(last?.billsFailed).toBe("QueryCosts: forbidden");
    expect(last?.budgets[0]?.reported).toMatchObject({ amount: 72, until: "2026-01-14" });
  });

  it("carries on a list that cannot be read", async () => {
    const world = metered();
    await passAt(world, 5);
    world.cloud.listing.failed = "the cloud is away";
    await passAt(world, 15);
    const [first, second] = (await totals(world)).map(({ budgets }) => budgets[0]);
    expect((second?.amount ?? 0) - (first?.amount ?? 0)).toBeCloseTo(1.5, 8);
    expect((second?.errorBand ?? 0) - (first?.errorBand ?? 0)).toBeCloseTo(1.5, 8);
  });
});
