import { describe, expect, it } from "vitest";
import { printReport } from "../../../../lib/cli/report/print-report.ts";
import { readReport } from "../../../../lib/cli/report/read-report.ts";
import type { Config } from "../../../../lib/domain/config.ts";
import { policy, tick } from "../../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW, notebook } from "../../../fixtures/resources.ts";
import { createWorld } from "../../shell/world.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const prices: Config["prices"] = {
  prod: { version: 1, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
};

/** A notebook is stopped at noon and started by its owner three and a half hours later. */
async function played() {
  const nights = policy({ where: 'name == "vision-anna-nb-1"' });
  const machines = [notebook(), notebook({ id: "nb-2", name: "speech-ben-nb-2" })];
  const world = createWorld({ machines, config: { policies: [nights], prices } });
  await world.take(tick());
  await world.finish("run-1");
  const startedMs = NOW + 3.5 * HOUR;
  for (let hour = 1; hour <= 5; hour += 1) {
    world.clock.nowMs = NOW + hour * HOUR;
    if (hour === 4) world.cloud.machines.set("nb-1", notebook({ updatedAtMs: startedMs }));
    // Only what is written of the hour counts here, so that the machine is left running.
    const others = createWorld({ machines: [...world.cloud.machines.values()], wrap: () => world.store });
    others.clock.nowMs = world.clock.nowMs;
    const ports = others.ports();
    const watching = createWorld({ config: { policies: [{ ...nights, mode: "observe" }], prices } }).ports();
    const { runEvent } = await import("../../../../lib/shell/run-event.ts");
    const ids = { run: () => `watch-${hour}`, call: () => `watching-${hour}` };
    await runEvent(tick(world.clock.nowMs), { ...ports, ids, rulebook: watching.rulebook });
  }
  return world;
}

const DAY = 24 * HOUR;

/** Stopped by us on the 15th of January and off since then; told of an hour of the 15th of March. */
async function offSinceJanuary(touchedMs?: number) {
  const nights = policy({ where: 'name == "vision-anna-nb-1"' });
  const world = createWorld({ machines: [notebook()], config: { policies: [nights], prices } });
  await world.take(tick());
  await world.finish("run-1");
  const machine = world.cloud.machines.get("nb-1");
  if (!machine) throw new Error("there is no machine");
  world.cloud.machines.set("nb-1", { ...machine, updatedAtMs: touchedMs ?? machine.updatedAtMs });
  const fromMs = NOW + 59 * DAY;
  for (const hour of [1, 2, 3]) {
    world.clock.nowMs = fromMs + hour * HOUR;
    await world.take(tick(world.clock.nowMs));
  }
  const pricesOf = (target: string) => prices[target];
  return readReport(world.store, { fromMs, untilMs: fromMs + 3 * HOUR, pricesOf });
}

describe("a stop of long ago", () => {
  it("saves on for as long as nobody has touched the machine since", async () => {
    expect((await offSinceJanuary()).saved).toMatchObject([
      { owner: "anna", stops: 0, hours: 3, amount: 9, currency: "EUR" },
    ]);
  });

  it("counts for nothing where the machine changed since: it may have been somebody else's stop", async () => {
    expect((await offSinceJanuary(NOW + 3 * DAY)).saved).toEqual([]);
  });
});

describe("a report out of the log that Curfew itself wrote", () => {
  it("tells what was spent, and what a stop saved until its owner came back", async () => {
    const world = await played();
    const report = await readReport(world.store, {
      ...{ fromMs: NOW - 2 * HOUR, untilMs: NOW + 5 * HOUR },
      pricesOf: (target) => prices[target],
    });
    expect(report.spent).toMatchObject([
      { owner: "ben", hours: 6, amount: 18 },
      // Until a minute after noon, when its stop was done, and again from half past three.
      { owner: "anna", hours: expect.closeTo(2.5 + 1 / 60, 8), amount: expect.closeTo(7.55, 8) },
    ]);
    const [saved] = report.saved;
    expect(saved).toMatchObject({ owner: "anna", team: "vision", currency: "EUR", stops: 1 });
    // Confirmed within minutes of noon, started at half past three.
    expect(saved?.hours).toBeGreaterThan(3.5 - (5 * MINUTE) / HOUR);
    expect(saved?.hours).toBeLessThanOrEqual(3.5);
    const terminal = fakeTerminal();
    printReport(report, "2026-01", terminal);
    const text = terminal.outLines.join("\n");
    expect(text).toContain("a stop saves from when it was confirmed until anybody starts");
    expect(text).toContain("in all 25.55 EUR");
    expect(text).toMatch(/vision +anna +1 +3\.\d +10\.\d\d EUR/);
  });
});
