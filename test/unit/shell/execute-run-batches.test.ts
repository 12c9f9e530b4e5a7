import { describe, expect, it } from "vitest";
import type { Resource } from "../../../lib/domain/resource.ts";
import { CALLS_AT_ONCE_MAX } from "../../../lib/shell/shell-ports.ts";
import { FULL_NOTEBOOK } from "../../fixtures/modelarts-requests.ts";
import { policy, rebuildPolicy, tick, ticket, webhook } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, notebook, server } from "../../fixtures/resources.ts";
import { effects } from "./overlap.ts";
import { createWorld, line, type World, type WorldOptions } from "./world.ts";

const SERVERS = { policies: [policy({ resources: ["dev-server"] })] };

function fleet(count: number, make: (parts: { id: string }) => Resource): readonly Resource[] {
  return Array.from({ length: count }, (_, index) => make({ id: `m-${index}` }));
}

/** A world that counts the calls announced together, write by write. */
function counted(options: WorldOptions): { world: World; announced: number[] } {
  const announced: number[] = [];
  const world = createWorld({
    ...options,
    wrap: (store) => ({
      ...store,
      append: (run, seq, entries, more) => {
        const count = entries.filter(({ phase }) => phase === "submitting").length;
        if (count > 0) announced.push(count);
        return store.append(run, seq, entries, more);
      },
    }),
  });
  return { world, announced };
}

const sizes = ({ cloud }: World) => cloud.sent.map(({ length }) => length);

describe("batches", () => {
  it("grow with every one that the cloud took: 1, 2, 4, 8", async () => {
    const world = createWorld({ machines: fleet(15, server), config: SERVERS });
    await world.take(tick());
    expect(sizes(world)).toEqual([1, 2, 4, 8]);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ text: "15 succeeded" });
  });

  it("go on growing in the next pass where the one before stood", async () => {
    const world = createWorld({ machines: fleet(15, server), config: SERVERS });
    world.cloud.onSend = () => {
      world.clock.nowMs += 1_000;
    };
    await world.take(tick(), { deadlineMs: world.clock.nowMs + 2_000 });
    expect(sizes(world)).toEqual([1, 2]);
    await world.pass("run-1");
    expect(sizes(world)).toEqual([1, 2, 4, 8]);
  });

  it("stay small as long as no answer says that it goes well", async () => {
    const world = createWorld({ machines: fleet(5, server), config: SERVERS });
    world.cloud.script.push(...Array.from({ length: 5 }, () => "lost-after" as const));
    await world.take(tick());
    expect(sizes(world)).toEqual([1, 1, 1, 1, 1]);
  });

  it("begin small again after a refusal", async () => {
    const world = createWorld({ machines: fleet(10, server), config: SERVERS });
    world.cloud.script.push("rejected");
    await world.take(tick());
    expect(sizes(world)).toEqual([1, 1, 1, 1, 2, 3, 1]);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ text: "9 succeeded, 1 failed" });
  });

  it("shrink by half with each refusal, and no more calls are under way at once than may be", async () => {
    const { world, announced } = counted({ machines: fleet(40, notebook) });
    world.cloud.script.push(...Array.from({ length: 9 }, () => "accepted" as const), "rejected");
    await world.take(tick());
    // 1, 2, 4, 8 with one refusal, then half of fifteen, and half of twenty-two in two chunks.
    expect(announced).toEqual([1, 2, 4, 8, 7, CALLS_AT_ONCE_MAX, 3, 7]);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ text: "39 succeeded, 1 failed" });
  });

  it("are built on a fresh look when the last one is old", async () => {
    const world = createWorld({ machines: fleet(3, server), config: SERVERS });
    await world.take(tick(), { dryRun: true });
    world.cloud.reads.length = 0;
    world.cloud.onSend = (steps) => {
      // The first call takes more than a minute, and meanwhile a person stops another machine.
      if (steps.length > 1) return;
      world.clock.nowMs += MINUTE + 1;
      world.cloud.machines.set("m-2", { ...server({ id: "m-2" }), status: "STOPPED", standing: "stopped" });
    };
    await world.pass("run-1");
    expect(world.cloud.reads.filter((read) => read === "show dev-server m-2")).toHaveLength(2);
    expect(effects(world)).toEqual(["stop m-0", "stop m-1"]);
    expect(await world.lines("run-1")).toContain("succeeded already-so stop m-2");
  });
});

describe("when too much fails", () => {
  it("the rest that has not begun is left alone, with why", async () => {
    const world = createWorld({ machines: fleet(8, notebook) });
    world.cloud.script.push("rejected", "rejected", "rejected");
    expect((await world.take(tick())).status).toBe("finished");
    expect(world.cloud.sent).toHaveLength(3);
    const skipped = (await world.entries("run-1")).filter(({ phase }) => phase === "skipped");
    expect(skipped).toHaveLength(5);
    expect(skipped[0]).toMatchObject({
      reason: "error-threshold",
      text: "3 of 3 calls of this run failed",
    });
    expect((await world.entries("run-1")).at(-1)).toMatchObject({
      reason: "some-failed",
      text: "3 failed, 5 skipped",
    });
  });

  it("in an earlier pass, the next one begins nothing more", async () => {
    const world = createWorld({ machines: fleet(8, notebook) });
    world.cloud.script.push("rejected", "rejected");
    world.cloud.onSend = () => {
      world.clock.nowMs += 1_000;
    };
    await world.take(tick(), { deadlineMs: world.clock.nowMs + 3_000 });
    expect(world.cloud.sent).toHaveLength(3);
    // The third call was taken, and then its machine went away.
    world.cloud.machines.delete("m-2");
    expect((await world.pass("run-1")).status).toBe("finished");
    expect(world.cloud.sent).toHaveLength(3);
    expect((await world.lines("run-1")).filter((entry) => entry.includes("error-threshold"))).toHaveLength(5);
  });

  it("a chain that has begun is finished all the same", async () => {
    const all = rebuildPolicy({ where: null });
    const world = createWorld({ machines: fleet(6, server), config: { policies: [all] } });
    world.cloud.script.push("accepted", "rejected", "rejected", "rejected");
    await world.take(ticket());
    const log = await world.finish("run-1");
    expect(effects(world)).toEqual(["stop m-0", "reinstall-os m-0"]);
    expect(log.filter(({ reason }) => reason === "error-threshold").map(line)).toEqual([
      "skipped error-threshold stop m-4",
      "skipped error-threshold stop m-5",
    ]);
    expect(log.at(-1)).toMatchObject({ text: "2 succeeded, 3 failed, 7 skipped" });
  });

  it("a step that was tried before has its other tries", async () => {
    const world = createWorld({ machines: fleet(5, notebook) });
    world.cloud.script.push("unsent", "rejected", "rejected", "rejected");
    await world.take(tick());
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ text: "1 succeeded, 3 failed, 1 skipped" });
    expect(effects(world)).toEqual(["stop m-0"]);
  });

  it("what failed orders leave behind is cleaned up all the same", async () => {
    const orders = [1, 2, 3].map((number) =>
      policy({
        name: `order-${number}`,
        on: { kind: "webhook", source: "ci", when: null },
        action: { verb: "create-notebook", parameters: { ...FULL_NOTEBOOK, name: `made-${number}` } },
      }),
    );
    const world = createWorld({ config: { policies: orders }, settleMs: 100 * HOUR });
    await world.take(webhook());
    for (const [id, machine] of world.cloud.machines) {
      world.cloud.machines.set(id, { ...machine, status: "CREATE_FAILED", standing: "failed" });
    }
    world.clock.nowMs += MINUTE;
    await world.pass("run-1");
    const deleted = world.cloud.effects.filter(({ verb }) => verb === "delete");
    expect(deleted).toHaveLength(3);
    expect(await world.lines("run-1")).not.toContain("skipped error-threshold delete made-1");
  });
});
