import { describe, expect, it } from "vitest";
import { STEP_LIFE_MS, TICK_LIFE_MS } from "../../../lib/core/step-life.ts";
import { AutomationError } from "../../../lib/domain/errors.ts";
import { runEvent } from "../../../lib/shell/run-event.ts";
import { request, tick } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook, server } from "../../fixtures/resources.ts";
import { createWorld, line, type World } from "./world.ts";

const BREAKER = new AutomationError("unavailable", "stop in prod is held back for 5 min", {
  details: { retryable: true, retryAfterMs: 5 * MINUTE },
});
const THROTTLED = new AutomationError("throttled", "too many calls", { details: { retryAfterMs: MINUTE } });

const putOff = async (world: World) =>
  (await world.entries("run-1")).filter(({ phase }) => phase === "deferred");

describe("a call that is held back on our side", () => {
  it.each([
    ["the breaker is open", BREAKER],
    ["the rate is used up", THROTTLED],
  ])("because %s is not announced and counts as no try", async (_why, error) => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.preparing.error = error;
    expect((await world.take(tick())).status).toBe("waiting");
    expect(world.cloud.sent).toEqual([]);
    expect(await world.lines("run-1")).not.toContain("submitting submitting stop nb-1");
    expect(await putOff(world)).toMatchObject([
      {
        reason: "call-failed",
        resource: "prod/notebook/nb-1",
        text: error.message,
        call: null,
        details: { error: error.code, retryAfterMs: error.details.retryAfterMs },
      },
    ]);
    world.cloud.preparing.error = null;
    world.clock.nowMs += 5 * MINUTE;
    await world.pass("run-1");
    const announced = (await world.entries("run-1")).find(({ phase }) => phase === "submitting");
    expect(announced?.details["attempt"]).toBe(1);
  });

  it("is not tried again before the time that it was given, and goes out then", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.preparing.error = BREAKER;
    await world.take(tick());
    world.cloud.preparing.error = null;
    world.clock.nowMs += 5 * MINUTE - 1;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect(world.cloud.sent).toEqual([]);
    world.clock.nowMs += 1;
    await world.finish("run-1");
    expect(world.cloud.effects).toHaveLength(1);
  });

  it("is tried once a pass when no time was given", async () => {
    const world = createWorld({ machines: [notebook(), notebook({ id: "nb-2" })] });
    const { prepare } = world.cloud.port;
    const prepared: string[] = [];
    const port = {
      ...world.cloud.port,
      prepare: (steps: Parameters<typeof prepare>[0]) => {
        prepared.push(...steps.map(({ name }) => name));
        return Promise.reject(new AutomationError("unavailable", "the breaker is open"));
      },
    };
    await runEvent(tick(), { ...world.ports(), clouds: new Map([["prod", port]]) });
    expect(prepared).toEqual(["vision-anna-nb-1", "vision-anna-nb-2"]);
  });

  it("is told once, however often it is put off", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.preparing.error = BREAKER;
    await world.take(tick());
    for (let pass = 0; pass < 5; pass += 1) {
      world.clock.nowMs += 6 * MINUTE;
      expect((await world.pass("run-1")).status).toBe("waiting");
    }
    expect(await putOff(world)).toHaveLength(1);
  });

  it.each([
    ["a clock's", "an hour", tick(), TICK_LIFE_MS],
    ["a person's", "a day", request({ resource: "nb-1" }), STEP_LIFE_MS],
  ] as const)(
    "is given up after %s step has waited %s, although it was put off again and again",
    async (_whose, _long, event, lifeMs) => {
      const world = createWorld({ machines: [notebook()] });
      world.cloud.preparing.error = BREAKER;
      // First another run has the machine: what the step waits for changes, and that makes it no younger.
      const { nowMs } = world.clock;
      const resources = ["prod/notebook/nb-1"];
      await world.store.takeLeases({ holder: "run-9", resources, nowMs, untilMs: nowMs + MINUTE });
      await world.take(event);
      for (let waited = 0; waited < lifeMs; waited += lifeMs / 12) {
        expect((await world.pass("run-1")).status).toBe("waiting");
        world.clock.nowMs += lifeMs / 12;
      }
      expect((await putOff(world)).map(({ reason }) => reason)).toEqual(["leased", "call-failed"]);
      expect((await world.pass("run-1")).status).toBe("waiting");
      world.clock.nowMs += 1;
      expect((await world.pass("run-1")).status).toBe("finished");
      expect((await world.entries("run-1")).slice(-2).map(line)).toEqual([
        "skipped superseded stop nb-1",
        "finished done",
      ]);
      expect(world.cloud.sent).toEqual([]);
    },
  );

  it("does not hold back the calls of another kind beside it", async () => {
    const world = createWorld({
      machines: [notebook(), server()],
      config: { policies: [] },
    });
    const { prepare } = world.cloud.port;
    const port = {
      ...world.cloud.port,
      prepare: (steps: Parameters<typeof prepare>[0]) =>
        steps[0]?.kind === "notebook" ? Promise.reject(BREAKER) : prepare(steps),
    };
    const ports = { ...world.ports(), clouds: new Map([["prod", port]]) };
    await runEvent(request({ resource: "nb-1" }), ports);
    await runEvent(request({ resource: "ds-1" }, { id: "order-2" }), ports);
    expect(world.cloud.effects.map(({ ref }) => ref)).toEqual(["prod/dev-server/ds-1"]);
  });

  it("may be held back between two tries, and waits on with its tries counted", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.script.push("unsent");
    await world.take(tick());
    world.cloud.preparing.error = BREAKER;
    world.clock.nowMs += MINUTE;
    await world.pass("run-1");
    world.cloud.preparing.error = null;
    world.clock.nowMs += MINUTE;
    await world.pass("run-1");
    const announced = (await world.entries("run-1")).filter(({ phase }) => phase === "submitting");
    expect(announced.map(({ details }) => details["attempt"])).toEqual([1, 2]);
    expect(world.clock.nowMs - Date.parse(announced[0]?.at ?? "")).toBeLessThan(HOUR);
  });
});
