import { describe, expect, it } from "vitest";
import { BREAKS_MAX } from "../../../lib/core/lease-life.ts";
import { AutomationError } from "../../../lib/domain/errors.ts";
import { breakOff } from "../../../lib/shell/break-off.ts";
import { resolveStep } from "../../../lib/shell/resolve-step.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../../lib/shell/shell-ports.ts";
import { rebuildPolicy, request, tick, ticket } from "../../fixtures/policies.ts";
import { MINUTE, notebook, server } from "../../fixtures/resources.ts";
import { freeze } from "./frozen-pass.ts";
import { type PortCall, tappedPorts, writes } from "./tapped-ports.ts";
import { createWorld, line, type World } from "./world.ts";

const REBUILD = { policies: [rebuildPolicy()] };
const BUG = new TypeError("cannot read properties of undefined");
const DISK = new AutomationError("store-failed", "the disk is full");

/** The ports of a process in which calls of this kind fail. */
function failing(world: World, at: (call: PortCall) => boolean, error: unknown = BUG): ShellPorts {
  return tappedPorts(world.ports(), (call, goOn) => (at(call) ? Promise.reject(error) : goOn()));
}

const lists = ({ name }: PortCall) => name === "cloud.list";
const shows = ({ name }: PortCall) => name === "cloud.show";
const releases = ({ name }: PortCall) => name === "store.releaseLeases";

/** Passes that break, one after the other. */
async function breakTimes(world: World, times: number, ports: () => ShellPorts): Promise<void> {
  for (let pass = 0; pass < times; pass += 1) {
    await expect(advanceRun("run-1", ports())).rejects.toBe(BUG);
    world.clock.nowMs += MINUTE;
  }
}

const broke = async (world: World) =>
  (await world.lines("run-1")).filter((entry) => entry === "deferred broke");

/** A run that has not been decided, and whose machines run. */
async function taken(world: World): Promise<void> {
  await world.take(ticket(), { deadlineMs: 0 });
}

describe("a pass that breaks", () => {
  it("tells its error to whoever started it, and writes it down", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    await expect(advanceRun("run-1", failing(world, lists))).rejects.toBe(BUG);
    expect((await world.entries("run-1")).at(-1)).toMatchObject({
      phase: "deferred",
      reason: "broke",
      text: "the pass broke off: cannot read properties of undefined",
      step: null,
    });
  });

  it("lets the next pass go on at once, as if nothing had been", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    await breakTimes(world, BREAKS_MAX - 1, () => failing(world, lists));
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
    expect(await broke(world)).toHaveLength(BREAKS_MAX - 1);
    expect(await world.lines("run-1")).not.toContain("deferred resumed");
  });

  it.each<[string, unknown, string]>([
    ["a word", "no", "the pass broke off: no"],
    ["a long story", new Error("x".repeat(2_000)), `the pass broke off: ${"x".repeat(500)}`],
  ])("may throw %s", async (_what, error, text) => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    await expect(advanceRun("run-1", failing(world, lists, error))).rejects.toBe(error);
    expect((await world.entries("run-1")).at(-1)?.text).toBe(text);
  });

  it("is no matter of the log in a dry run", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    const before = await world.lines("run-1");
    await expect(advanceRun("run-1", failing(world, lists), { dryRun: true })).rejects.toBe(BUG);
    expect(await world.lines("run-1")).toEqual(before);
  });

  it("is parked after so many times, with one terminal entry that says how to play it again", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    await breakTimes(world, BREAKS_MAX, () => failing(world, lists));
    expect((await world.entries("run-1")).map(line)).toEqual([
      "received received",
      "deferred deadline",
      ...Array.from({ length: BREAKS_MAX }, () => "deferred broke"),
      "finished parked",
    ]);
    expect((await world.entries("run-1")).at(-1)?.text).toBe(
      "it broke off 5 times, the last time with: cannot read properties of undefined; curfew run --replay run-1",
    );
    expect((await world.pass("run-1")).status).toBe("finished");
  });

  it("counts together with those that died", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    await freeze(world, "run-1", { at: lists });
    world.clock.nowMs += MINUTE;
    await breakTimes(world, BREAKS_MAX - 1, () => failing(world, lists));
    expect((await world.lines("run-1")).at(-1)).toBe("finished parked");
  });

  it("does not write into a run that another pass has ended", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick());
    const log = await world.finish("run-1");
    await breakOff("run-1", world.ports(), BUG);
    expect(await world.entries("run-1")).toEqual(log);
    await expect(breakOff("run-7", world.ports(), BUG)).resolves.toBeUndefined();
  });
});

describe("a store that fails", () => {
  it.each(["store-failed", "store-conflict", "store-version"] as const)(
    "with %s is no fault of the event, and nothing is counted",
    async (code) => {
      const world = createWorld({ machines: [server()], config: REBUILD });
      await taken(world);
      const before = await world.lines("run-1");
      const error = new AutomationError(code, "the disk is full");
      for (let pass = 0; pass < BREAKS_MAX + 1; pass += 1) {
        const ports = failing(world, writes("decided"), error);
        await expect(advanceRun("run-1", ports)).rejects.toBe(error);
      }
      expect(await world.lines("run-1")).toEqual(before);
      expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
    },
  );

  it("while the break is written down does not hide what broke", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    const ports = tappedPorts(world.ports(), (call, goOn) => {
      if (lists(call)) return Promise.reject(BUG);
      return writes("deferred")(call) ? Promise.reject(DISK) : goOn();
    });
    await expect(advanceRun("run-1", ports)).rejects.toBe(BUG);
    expect(await broke(world)).toEqual([]);
  });

  it("lets a pass that breaks at the same time as another one writes step back, with its own error", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    const slow = tappedPorts(world.ports(), async (call, goOn) => {
      if (lists(call)) throw BUG;
      if (writes("deferred")(call)) await world.pass("run-1");
      return goOn();
    });
    await expect(advanceRun("run-1", slow)).rejects.toBe(BUG);
    expect(await broke(world)).toEqual([]);
    expect(world.cloud.effects).toHaveLength(1);
  });

  it("in a way that no store should while the break is written down does not hide what broke", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    const ports = tappedPorts(world.ports(), (call, goOn) => {
      if (lists(call)) return Promise.reject(BUG);
      return writes("deferred")(call) ? Promise.reject(new RangeError("another bug")) : goOn();
    });
    await expect(advanceRun("run-1", ports)).rejects.toBe(BUG);
  });

  it("while the decision is given back does not hide what broke", async () => {
    const world = createWorld({ machines: [server()], config: REBUILD });
    await taken(world);
    const ports = tappedPorts(world.ports(), (call, goOn) => {
      if (lists(call)) return Promise.reject(BUG);
      return releases(call) ? Promise.reject(DISK) : goOn();
    });
    await expect(advanceRun("run-1", ports)).rejects.toBe(BUG);
    expect(await broke(world)).toHaveLength(1);
  });
});

describe("a run with a step under way that keeps breaking", () => {
  /** Sent, and from then on every look at the machine breaks. */
  async function breaking(): Promise<World> {
    const world = createWorld({ machines: [server()], config: { policies: [] } });
    await world.take(request({ verb: "reboot", resource: "ds-1" }));
    await breakTimes(world, BREAKS_MAX, () => failing(world, shows));
    return world;
  }

  const word = async (world: World, as: "succeeded" | "retry") => {
    const step = (await world.entries("run-1")).find(({ phase }) => phase === "unknown")?.step ?? "";
    return resolveStep({ run: "run-1", step, as, why: "saw it", by: "anna" }, world.ports());
  };

  it("asks a person what became of it, and stays open until then", async () => {
    const world = await breaking();
    const log = await world.entries("run-1");
    expect(log.slice(-2).map(line)).toEqual(["deferred broke", "unknown undecided reboot ds-1"]);
    expect(log.at(-1)?.text).toMatch(/^it broke off 5 times, the last time with: cannot read/);
    for (let pass = 0; pass < 3; pass += 1) {
      expect((await advanceRun("run-1", failing(world, shows))).status).toBe("waiting");
    }
    expect(await world.entries("run-1")).toEqual(log);
  });

  it("ends when a person has said it", async () => {
    const world = await breaking();
    await word(world, "succeeded");
    expect((await advanceRun("run-1", failing(world, shows))).status).toBe("finished");
    expect((await world.lines("run-1")).slice(-2)).toEqual([
      "succeeded resolved-succeeded reboot ds-1",
      "finished done",
    ]);
  });

  it("is set aside again when the person's word does not mend it", async () => {
    const world = await breaking();
    world.clock.nowMs += 20 * MINUTE;
    await word(world, "retry");
    await breakTimes(world, 1, () => failing(world, shows));
    expect((await world.lines("run-1")).at(-1)).toBe("finished parked");
  });

  it("is set aside by the next pass when the process died between the last break and setting aside", async () => {
    const world = createWorld({ machines: [server()], config: { policies: [] } });
    await world.take(request({ resource: "ds-1" }), { dryRun: true });
    await breakTimes(world, BREAKS_MAX - 1, () => failing(world, shows));
    // The last break is written; what would follow it is not.
    const dying = tappedPorts(world.ports(), (call, goOn) => {
      if (shows(call)) return Promise.reject(BUG);
      return writes("skipped")(call) ? Promise.reject(DISK) : goOn();
    });
    await expect(advanceRun("run-1", dying)).rejects.toBe(BUG);
    expect(await broke(world)).toHaveLength(BREAKS_MAX);
    await breakTimes(world, 1, () => failing(world, shows));
    expect((await world.lines("run-1")).at(-1)).toBe("finished parked");
  });
});
