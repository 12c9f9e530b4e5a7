import { describe, expect, it } from "vitest";
import { DIGEST_POLICY } from "../../../lib/domain/frame.ts";
import { policy, tick } from "../../fixtures/policies.ts";
import { at, HOUR, hold, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const DAY = 24 * HOUR;

const digests = async ({ store }: World) =>
  (await store.find({ policy: DIGEST_POLICY }, { limit: 100 })).entries;

async function passAt(world: World, ms: number) {
  world.clock.nowMs = NOW + ms;
  const { run } = await world.take(tick(NOW + ms));
  return run;
}

const made = () => createWorld({ machines: [notebook()], config: { policies: [policy({ action: null })] } });

describe("the weekly digest", () => {
  it("is one entry of the first full hour of a week, owner by owner", async () => {
    const world = made();
    await world.store.putHold(hold("prod/notebook/nb-1"));
    await world.store.putHold(hold("prod/notebook/nb-2", { owner: "olga", until: at(6 * DAY) }));
    await world.store.putHold(hold("prod/notebook/nb-3", { owner: "olga", until: at(8 * DAY) }));
    await passAt(world, 0);
    const [entry, ...others] = await digests(world);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ phase: "seen", reason: "digest", policy: DIGEST_POLICY });
    expect(entry?.text).toBe("2 end within the next 7 days; anna: 1 hold; olga: 1 hold");
    expect(entry?.details).toMatchObject({ week: "2026-W03", more: 0, endings: [{ kind: "hold" }, {}] });
  });

  it("comes again in the next week only, whatever is restarted in between", async () => {
    const world = made();
    for (const ms of [0, 10 * MINUTE, HOUR, DAY, 3 * DAY]) await passAt(world, ms);
    expect(await digests(world)).toHaveLength(1);
    for (const ms of [4 * DAY, 4 * DAY + HOUR, 5 * DAY]) await passAt(world, ms);
    expect((await digests(world)).map(({ details }) => details["week"])).toEqual(["2026-W03", "2026-W04"]);
    expect((await digests(world))[0]?.text).toBe("nothing ends within the next 7 days");
  });

  it("is not doubled by two processes that look at the same moment", async () => {
    const world = createWorld({
      machines: [notebook()],
      // Both look before either has written.
      wrap: (store) => ({
        ...store,
        find: async (filter, options) =>
          filter.policy === DIGEST_POLICY ? { entries: [], cursor: null } : store.find(filter, options),
      }),
    });
    const runs = await Promise.all([world.take(tick()), world.take(tick(NOW, NOW - HOUR + MINUTE))]);
    const again = await world.take(tick(NOW + HOUR, NOW));
    const all = await Promise.all([...runs, again].map(({ run }) => world.entries(run)));
    const told = all.flat().filter(({ reason }) => reason === "digest");
    expect(new Set(told.map(({ run }) => run)).size).toBe(1);
    expect(told).not.toHaveLength(0);
  });

  it("is no part of a dry run", async () => {
    const world = made();
    await world.take(tick(), { dryRun: true });
    expect(await digests(world)).toEqual([]);
  });
});
