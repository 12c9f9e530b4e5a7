import { describe, expect, it } from "vitest";
import { ATTEMPTS_MAX } from "../../../lib/core/step-life.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import { createFakeCloud } from "../../fixtures/fake-cloud.ts";
import { FULL_NOTEBOOK } from "../../fixtures/modelarts-requests.ts";
import { policy, rebuildPolicy, request, target, tick, ticket } from "../../fixtures/policies.ts";
import { at, HOUR, hold, MINUTE, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, line, type World } from "./world.ts";

const REBUILD = { policies: [rebuildPolicy()] };

/** Plans now and carries out later, so that the world can change in between. */
async function planThen(
  world: World,
  change: () => void | Promise<void>,
  event: Parameters<World["take"]>[0] = tick(),
) {
  const { run } = await world.take(event, { dryRun: true });
  await change();
  world.cloud.reads.length = 0;
  return world.pass(run);
}

describe("the last look before a call", () => {
  it("is spared when this very pass has listed the machine", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick());
    expect(world.cloud.reads).toEqual(["list notebook"]);
  });

  it("is taken when the listing of this pass is more than a minute old by then", async () => {
    for (const [lateMs, reads] of [
      [MINUTE, ["list notebook"]],
      [MINUTE + 1, ["list notebook", "show notebook nb-1"]],
    ] as const) {
      const world: World = createWorld({
        machines: [notebook()],
        wrap: (store) => ({
          ...store,
          takeLeases: (asked) => {
            if (asked.holder === "run-1") world.clock.nowMs += lateMs;
            return store.takeLeases(asked);
          },
        }),
      });
      await world.take(tick());
      expect(world.cloud.reads).toEqual(reads);
    }
  });

  it("is taken when the plan is of an earlier pass", async () => {
    const world = createWorld({ machines: [notebook()] });
    await planThen(world, () => undefined);
    expect(world.cloud.reads).toEqual(["show notebook nb-1"]);
  });

  it("is taken at a single machine of a list in doubt", async () => {
    const world = createWorld({ machines: [notebook(), notebook({ id: "nb-2" })] });
    world.cloud.listing.doubt = "a short page";
    await world.take(tick());
    expect(world.cloud.reads).toEqual(["list notebook", "show notebook nb-1"]);
    expect(world.cloud.effects.map(({ ref }) => ref)).toEqual(["prod/notebook/nb-1"]);
  });

  it("is always taken before a once-only step", async () => {
    const world = createWorld({ machines: [stopped(server())], config: REBUILD });
    await world.take(ticket());
    expect(world.cloud.reads).toEqual(["list dev-server", "show dev-server ds-1"]);
  });

  it.each<[string, () => Resource | undefined, string]>([
    ["was stopped by somebody else", () => stopped(notebook()), "succeeded already-so"],
    [
      "shows a status that no document names",
      () => notebook({ status: "MELTING", standing: "unknown" }),
      "skipped superseded",
    ],
    ["was deleted", () => undefined, "skipped not-found"],
  ])("sends nothing to a machine that %s", async (_what, change, end) => {
    const world = createWorld({ machines: [notebook()] });
    const report = await planThen(world, () => {
      const machine = change();
      if (machine) world.cloud.machines.set("nb-1", machine);
      else world.cloud.machines.delete("nb-1");
    });
    expect(report.status).toBe("finished");
    expect((await world.lines("run-1")).at(-2)).toBe(`${end} stop nb-1`);
    expect(world.cloud.sent).toEqual([]);
  });

  it("sends nothing to a machine that was held since", async () => {
    const world = createWorld({ machines: [notebook(), notebook({ id: "nb-2" })] });
    await planThen(world, () => world.store.putHold(hold("prod/notebook/nb-1")));
    expect(await world.lines("run-1")).toContain("skipped held stop nb-1");
    expect(world.cloud.effects.map(({ ref }) => ref)).toEqual(["prod/notebook/nb-2"]);
  });

  it("waits for a machine that changes, and goes on when it has changed", async () => {
    const world = createWorld({ machines: [notebook()] });
    const report = await planThen(world, () => {
      world.cloud.machines.set("nb-1", notebook({ status: "SNAPSHOTTING", standing: "changing" }));
    });
    expect(report.status).toBe("waiting");
    expect(world.cloud.sent).toEqual([]);
    world.cloud.machines.set("nb-1", notebook());
    await world.finish("run-1");
    expect(world.cloud.effects).toHaveLength(1);
  });

  it("waits for a machine that cannot be read", async () => {
    const world = createWorld({ machines: [notebook()] });
    await planThen(world, () => {
      world.cloud.showing.unreadable = true;
    });
    expect(world.cloud.sent).toEqual([]);
    world.cloud.showing.unreadable = false;
    await world.finish("run-1");
    expect(world.cloud.effects).toHaveLength(1);
  });
});

describe("sending", () => {
  it.each(["busy", "unsent", "rejected", "lost-before", "lost-after", "accepted"] as const)(
    "sends each step once in a pass, whatever becomes of it (%s)",
    async (script) => {
      const world = createWorld({ machines: [notebook()], settleMs: 0 });
      world.cloud.script.push(...Array.from({ length: 10 }, () => script));
      await world.take(tick());
      expect(world.cloud.sent).toHaveLength(1);
    },
  );

  it("tries a busy machine again, pass by pass, and gives up in the end", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.script.push(...Array.from({ length: 10 }, () => "busy" as const));
    await world.take(tick());
    const log = await world.finish("run-1");
    expect(world.cloud.sent).toHaveLength(ATTEMPTS_MAX);
    expect(
      log.filter(({ phase }) => phase === "submitting").map(({ details }) => details["attempt"]),
    ).toEqual([1, 2, 3, 4, 5]);
    expect(log.slice(-2).map(line)).toEqual(["rejected rejected stop nb-1", "finished some-failed"]);
  });

  it("does not send a step whose answers are always lost for ever", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.script.push(...Array.from({ length: 10 }, () => "lost-before" as const));
    await world.take(tick());
    const log = await world.finish("run-1");
    expect(world.cloud.sent).toHaveLength(ATTEMPTS_MAX);
    expect(log.slice(-2).map(line)).toEqual(["failed call-failed stop nb-1", "finished some-failed"]);
  });

  it("looks at the machine again before a second attempt", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.script.push("unsent");
    await world.take(tick());
    world.cloud.machines.set("nb-1", stopped(notebook()));
    await world.finish("run-1");
    expect(world.cloud.sent).toHaveLength(1);
    expect((await world.lines("run-1")).at(-2)).toBe("succeeded already-so stop nb-1");
  });

  it("puts the servers of a target into one call and gives each notebook its own", async () => {
    const machines = [
      ...["ds-1", "ds-2", "ds-3"].map((id) => server({ id })),
      ...[notebook(), notebook({ id: "nb-2" })],
    ];
    const world = createWorld({
      machines,
      config: { policies: [policy({ resources: ["dev-server", "notebook"] })] },
    });
    await world.take(tick());
    expect(world.cloud.sent.map((steps) => steps.map(({ resource }) => resource.split("/")[2]))).toEqual([
      ["ds-1"],
      ["ds-2", "ds-3"],
      ["nb-1"],
      ["nb-2"],
    ]);
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ text: "5 succeeded" });
  });

  it("carries out a batch whose servers differ by then, each by what its machine shows", async () => {
    const machines = ["ds-1", "ds-2", "ds-3"].map((id) => server({ id }));
    const world = createWorld({ machines, config: { policies: [policy({ resources: ["dev-server"] })] } });
    world.cloud.onSend = (steps) => {
      // Between the reading and the call one server was deleted; the batch answers as if nothing were wrong.
      if (steps.length > 1) world.cloud.machines.delete("ds-3");
    };
    await world.take(tick());
    const log = await world.finish("run-1");
    expect(log.at(-1)).toMatchObject({ reason: "some-failed", text: "2 succeeded, 1 failed" });
    expect(log.filter(({ phase }) => phase === "failed").map(({ text }) => text)).toEqual([
      "the machine does not exist any more",
    ]);
  });

  it("does not let a target that fails stop another one", async () => {
    const lab = (now: () => number) =>
      createFakeCloud({ target: "lab", now, machines: [notebook({ target: "lab" })] });
    const world = createWorld({
      machines: [notebook()],
      config: { targets: [target(), target({ name: "lab" })] },
      others: (now) => ({ lab: lab(now).port }),
    });
    world.cloud.listing.failed = "the service is unavailable";
    await world.take(tick());
    const log = await world.finish("run-1");
    expect(log.map(line)).toContain("succeeded confirmed stop nb-1");
    expect(log.at(-1)).toMatchObject({ text: "1 succeeded" });
  });

  it("does not let a machine that cannot be read stop another one", async () => {
    const lab = (now: () => number) =>
      createFakeCloud({ target: "lab", now, machines: [notebook({ target: "lab" })] });
    const world = createWorld({
      machines: [notebook()],
      config: { targets: [target(), target({ name: "lab" })] },
      others: (now) => ({ lab: lab(now).port }),
    });
    await planThen(world, () => {
      world.cloud.showing.unreadable = true;
    });
    expect((await world.lines("run-1")).at(-1)).toBe("accepted accepted stop nb-1");
    expect(world.cloud.sent).toEqual([]);
  });
});

describe("an order", () => {
  const order = request({ verb: "create-notebook", parameters: { ...FULL_NOTEBOOK }, by: "anna" });
  const made = (world: World) =>
    [...world.cloud.machines.values()].filter(({ id }) => id.startsWith("made-"));

  it("is sent once and followed by the id that the cloud told", async () => {
    const world = createWorld();
    await world.take(order);
    const log = await world.finish("run-1");
    expect(made(world)).toHaveLength(1);
    expect(log.slice(-2).map(line)).toEqual([
      "succeeded confirmed create-notebook +notebooks_test",
      "finished done",
    ]);
    expect(log.find(({ phase }) => phase === "submitting")?.details["pre"]).toBeNull();
  });

  it.each([
    ["the id is not told", "accepted"],
    ["the answer is lost", "lost-after"],
  ] as const)("is found again by its name when %s, and is never sent twice", async (_what, script) => {
    const world = createWorld({ machines: [notebook({ name: "notebooks_test" })] });
    world.cloud.tellsId = false;
    world.cloud.script.push(script);
    await world.take(order);
    const log = await world.finish("run-1");
    expect(made(world)).toHaveLength(1);
    expect(world.cloud.sent).toHaveLength(1);
    expect(log.at(-1)).toMatchObject({ reason: "done" });
  });

  it("that never arrived has failed when its signature has expired, and not before", async () => {
    const world = createWorld();
    world.cloud.script.push("lost-before");
    await world.take(order);
    world.clock.nowMs += 15 * MINUTE;
    expect((await world.pass("run-1")).status).toBe("waiting");
    world.clock.nowMs += 3 * MINUTE;
    expect((await world.pass("run-1")).status).toBe("finished");
    expect((await world.lines("run-1")).at(-2)).toBe("failed call-failed create-notebook +notebooks_test");
    expect(world.cloud.sent).toHaveLength(1);
  });

  it("says nothing about a lost order while the list is in doubt", async () => {
    const world = createWorld();
    world.cloud.script.push("lost-after");
    await world.take(order);
    const called = (name: string) => {
      for (const [id, machine] of world.cloud.machines) world.cloud.machines.set(id, { ...machine, name });
    };
    const [sent] = world.cloud.sent[0] ?? [];
    // As if the page that names it were the short one.
    called("another");
    world.cloud.listing.doubt = "a short page";
    world.clock.nowMs += HOUR;
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await world.lines("run-1")).at(-1)).toBe("deferred answer-lost create-notebook +notebooks_test");
    called(sent?.name ?? "");
    world.cloud.listing.doubt = null;
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });
});

it("says how long a step could not begin", async () => {
  const world = createWorld({ machines: [notebook()] });
  await planThen(world, () => {
    world.clock.nowMs += 2 * HOUR;
  });
  expect((await world.entries("run-1")).at(-2)).toMatchObject({
    reason: "superseded",
    text: "could not begin for 2h, and what was seen then is old",
    at: at(2 * HOUR),
  });
});
