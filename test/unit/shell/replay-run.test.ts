import { describe, expect, it } from "vitest";
import { AutomationEvent } from "../../../lib/domain/event.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { entryAt } from "../../../lib/shell/entry.ts";
import { replayRun } from "../../../lib/shell/replay-run.ts";
import { rebuildPolicy, request, tick, ticket } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, type World } from "./world.ts";

const ASKED = { by: "anna", why: "the disk was full" } as const;

/** Ends a run as the shell does with one that breaks everything that touches it. */
async function park(world: World, run: string): Promise<void> {
  const entry = entryAt(world.clock.nowMs, { phase: "finished", reason: "parked" });
  const last = (await world.entries(run)).at(-1)?.seq ?? 0;
  expect(await world.store.append(run, last, [entry])).toMatchObject({ ok: true });
}

async function parked(world: World, event: AutomationEvent): Promise<string> {
  const { run } = await acceptEvent(event, world.ports());
  await park(world, run);
  return run;
}

const replay = (world: World, run: string) => replayRun({ ...ASKED, run }, world.ports());

describe("replaying a run", () => {
  it("takes the same event in once more, and tells who did it, why, and of what", async () => {
    const world = createWorld();
    const run = await parked(world, ticket());
    world.clock.nowMs += 3 * HOUR;
    const { outcome, run: next } = await replay(world, run);
    expect(outcome).toBe("new");
    expect(next).not.toBe(run);
    const stored = await world.store.read(next);
    expect(stored?.event).toEqual({
      ...ticket(),
      id: "delivery-1~replay-1",
      replayof: "delivery-1",
    });
    expect(stored?.entries).toMatchObject([
      {
        phase: "received",
        reason: "received",
        text: "ticket.updated from jira, played again by anna: the disk was full",
        details: { source: "jira", type: "ticket.updated", time: ticket().time, ...ASKED, replayOf: run },
      },
    ]);
  });

  it("needs no reason", async () => {
    const world = createWorld();
    const run = await parked(world, ticket());
    const { run: next } = await replayRun({ run, by: "anna", why: null }, world.ports());
    const [received] = await world.entries(next);
    expect(received?.text).toBe("ticket.updated from jira, played again by anna");
  });

  it("is not turned away by a full inbox, and leaves the original as it was", async () => {
    const world = createWorld();
    const run = await parked(world, ticket());
    const before = await world.entries(run);
    await acceptEvent(ticket({}, "delivery-2"), world.ports());
    await expect(acceptEvent(ticket({}, "delivery-3"), world.ports(), { openMax: 1 })).rejects.toMatchObject({
      code: "throttled",
    });
    expect((await replay(world, run)).outcome).toBe("new");
    expect(await world.entries(run)).toEqual(before);
  });

  it("starts one run when two people do it at once, and a second one when the first has ended", async () => {
    const world = createWorld();
    const run = await parked(world, ticket());
    const [one, two] = await Promise.all([replay(world, run), replay(world, run)]);
    expect([one.outcome, two]).toEqual(["new", { outcome: "unfinished", run: one.run }]);
    await park(world, one.run);
    const again = await replay(world, run);
    expect(again.outcome).toBe("new");
    expect((await world.store.read(again.run))?.event.id).toBe("delivery-1~replay-2");
  });

  it("is refused when it was done a hundred times, since that mends nothing", async () => {
    const world = createWorld();
    const run = await parked(world, ticket());
    for (let number = 1; number <= 100; number += 1) await park(world, (await replay(world, run)).run);
    await expect(replay(world, run)).rejects.toThrow(/played again 100 times already; send the event anew/);
  });

  it("of a replay counts on from the first event", async () => {
    const world = createWorld();
    const first = await replay(world, await parked(world, ticket()));
    await park(world, first.run);
    const second = await replay(world, first.run);
    expect((await world.store.read(second.run))?.event).toMatchObject({
      id: "delivery-1~replay-2",
      replayof: "delivery-1",
    });
    expect((await world.entries(second.run))[0]?.details).toMatchObject({ replayOf: first.run });
  });

  it("does not take an event for its own replay that only has such an id", async () => {
    const world = createWorld();
    const run = await parked(world, ticket());
    const { run: stranger } = await acceptEvent(ticket({}, "delivery-1~replay-1"), world.ports());
    const accepted = await replay(world, run);
    expect(accepted).toMatchObject({ outcome: "new", run: expect.not.stringMatching(`^${stranger}$`) });
    expect((await world.store.read(accepted.run))?.event.id).toBe("delivery-1~replay-2");
  });

  it("keeps the id within its length, and the wish whole", async () => {
    const world = createWorld();
    const id = "x".repeat(256);
    const { run } = await replay(world, await parked(world, ticket({}, id)));
    const event = AutomationEvent.parse((await world.store.read(run))?.event);
    expect(event.id).toMatch(/^x+~replay-1$/);
    expect([event.id.length, event.replayof]).toEqual([256, id]);
  });
});

describe("what has happened because of the original", () => {
  const options = { config: { policies: [rebuildPolicy()] }, machines: [stopped(server())] };

  const reinstalled = ({ cloud }: World) => cloud.effects.filter(({ verb }) => verb === "reinstall-os");

  it("does not happen again when it may happen only once", async () => {
    const world = createWorld(options);
    // Nothing but the id of this order tells it from the next one.
    const { run } = await world.take(
      request({ verb: "reinstall-os", resource: "prod/dev-server/ds-1", parameters: { keyPair: "ops" } }),
    );
    await world.finish(run);
    expect(reinstalled(world)).toHaveLength(1);
    world.clock.nowMs += HOUR;
    const next = await replay(world, run);
    const entries = await world.finish(next.run);
    expect(entries.at(-1)?.phase).toBe("finished");
    expect(reinstalled(world)).toHaveLength(1);
  });

  it("happens with the replay when it had not happened yet", async () => {
    const world = createWorld(options);
    const run = await parked(world, ticket());
    const next = await replay(world, run);
    const entries = await world.finish(next.run);
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
    expect(reinstalled(world)).toHaveLength(1);
  });
});

describe("what cannot be replayed", () => {
  it("is a run that does not exist", async () => {
    await expect(replay(createWorld(), "run-9")).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/^run run-9: no run has this id, or it was archived; .*curfew status$/),
      details: { field: "run" },
    });
  });

  it("is a run that has not ended", async () => {
    const world = createWorld();
    const { run } = await acceptEvent(ticket(), world.ports());
    await expect(replay(world, run)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("it has not ended, so the next pass goes on with it"),
    });
    expect(world.state.runs.size).toBe(1);
  });

  it("is a clock slot of more than an hour ago: it would be judged by what is now", async () => {
    const world = createWorld();
    const run = await parked(world, tick());
    world.clock.nowMs += HOUR + MINUTE;
    await expect(replay(world, run)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/its clock slot is more than 1h ago.*curfew run --all$/),
    });
    world.clock.nowMs -= 2 * MINUTE;
    expect((await replay(world, run)).outcome).toBe("new");
  });

  it("is a note that the log was archived", async () => {
    const world = createWorld();
    const { data: _order, ...envelope } = request();
    const event = AutomationEvent.parse({
      ...envelope,
      type: "log.archived",
      data: { file: "old.jsonl", digest: "a".repeat(64), from: 1, to: 2, entries: 9, by: "anna" },
    });
    const run = await parked(world, ticket());
    const entries = await world.entries(run);
    const store = { ...world.store, read: async () => ({ run, event, entries }) };
    await expect(replayRun({ ...ASKED, run }, { ...world.ports(), store })).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("a note about the log"),
    });
  });
});
