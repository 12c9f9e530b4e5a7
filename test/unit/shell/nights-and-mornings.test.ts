import { describe, expect, it } from "vitest";
import { policy, request, tick, WIDE_LIMITS } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { hours } from "../core/hours/hours-of.ts";
import { createWorld, line, type World, type WorldOptions } from "./world.ts";

const NIGHTS = policy({
  hours: hours({ on: "Mon-Fri 07:00-20:00", zones: ["UTC"], starts: true }),
  respectMs: 0,
});
const EVENING = NOW + 8 * HOUR;
const MORNING = NOW + 19 * HOUR;

function worldOf(config: WorldOptions["config"] = {}): World {
  const machines = [
    notebook({ id: "nb-1" }),
    notebook({ id: "nb-2", status: "STOPPED", standing: "stopped" }),
  ];
  return createWorld({ machines, config: { policies: [NIGHTS], ...config } });
}

/** One slot of the clock, and what it did or why it left things alone. */
async function slot(world: World, atMs: number, sinceMs = atMs - 10 * MINUTE): Promise<readonly string[]> {
  world.clock.nowMs = atMs;
  const { run } = await world.take(tick(atMs, sinceMs));
  const log = await world.finish(run);
  const ours = log.filter(
    ({ policy: name, phase }) => name === "nights" && /^(planned|skipped)$/.test(phase),
  );
  return ours.map(line).toSorted();
}

const standings = ({ cloud }: World) => [...cloud.machines.values()].map(({ standing }) => standing);

describe("nights and mornings", () => {
  it("stops in the evening and starts the same machine in the morning, and no other", async () => {
    const world = worldOf();
    expect(await slot(world, EVENING)).toEqual([
      "planned off-hours stop nb-1",
      "skipped off-hours start nb-2",
    ]);
    expect(standings(world)).toEqual(["stopped", "stopped"]);
    expect(await slot(world, MORNING)).toEqual([
      "planned on-hours start nb-1",
      "skipped not-ours start nb-2",
    ]);
    expect(standings(world)).toEqual(["running", "stopped"]);
  });

  it("does not write the same skip again and again", async () => {
    const world = worldOf();
    await slot(world, EVENING);
    await slot(world, EVENING + 40 * MINUTE);
    expect(await slot(world, EVENING + 50 * MINUTE)).toEqual([]);
    expect(await slot(world, EVENING + 60 * MINUTE)).toEqual([]);
  });

  it("starts at nine what nobody was there to start at seven", async () => {
    const world = worldOf();
    await slot(world, EVENING);
    expect(await slot(world, MORNING + 2 * HOUR, EVENING)).toContain("planned on-hours start nb-1");
  });

  it("does nothing in a freeze, while what a person asks for goes on", async () => {
    const freeze = [{ from: "2026-01-15", to: "2026-01-15", zone: "UTC", why: "moving house" }];
    const world = worldOf({ limits: { ...WIDE_LIMITS, freeze } });
    expect(await slot(world, EVENING)).toContain("skipped frozen stop nb-1");
    expect(standings(world)).toEqual(["running", "stopped"]);
    const { run } = await world.take(request({ resource: "prod/notebook/nb-1" }));
    await world.finish(run);
    expect(standings(world)).toEqual(["stopped", "stopped"]);
  });
});
