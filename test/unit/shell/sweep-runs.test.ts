import { describe, expect, it } from "vitest";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import type { PassReport } from "../../../lib/shell/run-event.ts";
import type { PassOptions } from "../../../lib/shell/shell-ports.ts";
import { type SweepOptions, sweepRuns } from "../../../lib/shell/sweep-runs.ts";
import { request, tick } from "../../fixtures/policies.ts";
import { HOUR, notebook } from "../../fixtures/resources.ts";
import { effects } from "./overlap.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const IDS = ["nb-1", "nb-2", "nb-3"];
const RUNS = ["run-1", "run-2", "run-3"];

/** Three runs that nobody has worked on, one a machine, a millisecond apart. */
async function threeRuns(options: WorldOptions = {}): Promise<World> {
  const machines = IDS.map((id) => notebook({ id }));
  const world = createWorld({ machines, config: { policies: [] }, ...options });
  for (const id of IDS) {
    await acceptEvent(request({ resource: id }, { id: `order-${id}` }), world.ports());
    world.clock.nowMs += 1;
  }
  return world;
}

/** A sweep whose errors fail the test unless it asks for them. */
function sweep(world: World, options: Partial<SweepOptions> = {}): Promise<readonly PassReport[]> {
  const onError = (run: string, error: unknown) => {
    throw new Error(`${run}: ${String(error)}`);
  };
  return sweepRuns(world.ports(), { onError, ...options });
}

describe("sweepRuns", () => {
  it("goes on with every open run, oldest first, past one that throws", async () => {
    const errors: string[] = [];
    const world = await threeRuns({
      wrap: (store) => ({
        ...store,
        read: (run) => (run === "run-2" ? Promise.reject(new Error("a bug")) : store.read(run)),
      }),
    });
    const onError = (run: string, error: unknown) => errors.push(`${run}: ${String(error)}`);
    expect((await sweep(world, { onError })).map(({ run }) => run)).toEqual(["run-1", "run-3"]);
    expect(errors).toEqual(["run-2: Error: a bug"]);
    expect(effects(world)).toEqual(["stop nb-1", "stop nb-3"]);
  });

  it("leaves alone what has ended", async () => {
    const world = await threeRuns();
    await world.finish("run-2");
    expect((await sweep(world)).map(({ run }) => run)).toEqual(["run-1", "run-3"]);
  });

  it("looks at no more runs than it may", async () => {
    const world = await threeRuns();
    expect((await sweep(world, { limit: 2 })).map(({ run }) => run)).toEqual(["run-1", "run-2"]);
  });

  it("sends nothing in a dry run", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    await sweep(world, { dryRun: true });
    expect(world.cloud.sent).toEqual([]);
  });

  it("leaves the going on to whoever runs it, and hands on its bounds", async () => {
    const world = await threeRuns();
    const asked: (readonly [string, PassOptions])[] = [];
    const deadlineMs = world.clock.nowMs - (world.clock.nowMs % 3_000) + HOUR;
    const reports = await sweep(world, {
      deadlineMs,
      advance: async (run, options) => {
        asked.push([run, options]);
        if (run === "run-2") throw new Error("a bug");
        return { run, status: "yielded" };
      },
      onError: () => undefined,
    });
    expect(reports.map(({ status }) => status)).toEqual(["yielded", "yielded"]);
    expect(asked.map(([run]) => run).toSorted()).toEqual(RUNS);
    expect(asked.map(([, options]) => options.deadlineMs)).toEqual([deadlineMs, deadlineMs, deadlineMs]);
    expect(world.cloud.sent).toEqual([]);
  });
});

describe("a sweep with a deadline", () => {
  /** Runs worked on in a sweep that has time for one run only. */
  async function sweepOne(world: World): Promise<readonly string[]> {
    const { clock } = world;
    const begun: string[] = [];
    await sweep(world, {
      deadlineMs: clock.nowMs + 2_000,
      advance: async (run) => {
        begun.push(run);
        clock.nowMs += 5_000;
        return { run, status: "waiting" };
      },
    });
    return begun;
  }

  it("starts nothing when it is over", async () => {
    const world = await threeRuns();
    expect(await sweep(world, { deadlineMs: world.clock.nowMs })).toEqual([]);
  });

  it("reaches every run in the end, although the first ones use up its time", async () => {
    const world = await threeRuns();
    world.clock.nowMs -= world.clock.nowMs % 3_000;
    const reached: string[] = [];
    for (let minute = 0; minute < 3; minute += 1) {
      const begun = await sweepOne(world);
      expect(begun).toHaveLength(1);
      reached.push(...begun);
      // A clock that ticks in whole minutes, and is a second late now and then.
      world.clock.nowMs += 56_000;
    }
    expect(reached.toSorted()).toEqual(RUNS);
  });

  it("reaches every run once when there is time enough", async () => {
    const world = await threeRuns();
    for (let second = 0; second < 4; second += 1) {
      const reports = await sweep(world, {
        deadlineMs: world.clock.nowMs + HOUR,
        advance: async (run) => ({ run, status: "waiting" }),
      });
      expect(reports.map(({ run }) => run).toSorted()).toEqual(RUNS);
      world.clock.nowMs += 1_000;
    }
  });

  it("has nothing to begin with when nothing is open", async () => {
    const world = createWorld();
    expect(await sweep(world, { deadlineMs: world.clock.nowMs + HOUR })).toEqual([]);
  });
});
