import { afterEach, describe, expect, it, vi } from "vitest";
import { waitTeller } from "../../../lib/cli/tell-wait.ts";
import { workUntil } from "../../../lib/cli/work-until.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { request } from "../../fixtures/policies.ts";
import { MINUTE, notebook } from "../../fixtures/resources.ts";
import { createWorld, type World } from "../shell/world.ts";
import { fakeTerminal } from "./fake-terminal.ts";

afterEach(() => void vi.useRealTimers());

const STOP = request({ verb: "stop", resource: "prod/notebook/nb-1" });

/** Works on the run of an order; every pass takes so long by the world's clock. */
async function work(world: World, { passMs = MINUTE, passes = 3 } = {}) {
  vi.useFakeTimers();
  const terminal = { ...fakeTerminal(), now: () => world.clock.nowMs };
  const { run } = await world.take(STOP);
  const host = {
    advance: async (id: string) => {
      world.clock.nowMs += passMs;
      return world.pass(id);
    },
    sweep: async () => [],
  };
  const untilMs = world.clock.nowMs + passes * passMs;
  const onWait = waitTeller(run, { store: world.store, terminal });
  const worked = workUntil([run], host, { terminal, untilMs, onWait });
  await vi.runAllTimersAsync();
  await worked;
  return terminal.errLines;
}

describe("waiting for a run", () => {
  it("says what the cloud does not answer, and only once", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.listing.failed = "no answer within 30 s";
    expect(await work(world)).toEqual([
      "curfew: waiting: prod/notebook: no answer within 30 s; it is asked again",
    ]);
  });

  it("says which machines are on their way, and nothing of what ends at once", async () => {
    const slow = createWorld({ machines: [notebook()], settleMs: 10 * MINUTE });
    expect(await work(slow)).toEqual([
      "curfew: waiting: stop of vision-anna-nb-1: sent, and not seen to be done",
    ]);
    expect(await work(createWorld({ machines: [notebook()] }))).toEqual([]);
  });

  it("leaves nothing behind on the signal that ends the command", async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const added = vi.spyOn(controller.signal, "addEventListener");
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const world = createWorld({ machines: [notebook()], settleMs: 10 * MINUTE });
    const { run } = await world.take(STOP);
    const terminal = { ...fakeTerminal(), now: () => world.clock.nowMs, stop: controller.signal };
    const host = {
      advance: async (id: string) => {
        world.clock.nowMs += 1_000;
        return world.pass(id);
      },
      sweep: async () => [],
    };
    const worked = workUntil([run], host, { terminal, untilMs: world.clock.nowMs + 12_000 });
    await vi.runAllTimersAsync();
    expect(await worked).toBe(false);
    expect(added.mock.calls.length).toBeGreaterThan(10);
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
  });

  it("does not bother anybody within the first seconds", async () => {
    const world = createWorld({ machines: [notebook()], settleMs: 10 * MINUTE });
    expect(await work(world, { passMs: 500 })).toEqual([]);
  });

  it("says so while a pass hangs, before anything was read", async () => {
    vi.useFakeTimers();
    const world = createWorld({ machines: [notebook()] });
    const { run } = await acceptEvent(STOP, world.ports());
    const terminal = fakeTerminal();
    let answer: () => void = () => undefined;
    const host = {
      advance: async (id: string) => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return { run: id, status: "finished" as const };
      },
      sweep: async () => [],
    };
    const onWait = waitTeller(run, { store: world.store, terminal });
    const worked = workUntil([run], host, { terminal, untilMs: Number.POSITIVE_INFINITY, onWait });
    await vi.advanceTimersByTimeAsync(4_000);
    expect(terminal.errLines).toEqual([]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(terminal.errLines).toEqual([
      "curfew: waiting: the cloud has not answered yet what machines there are",
    ]);
    answer();
    expect(await worked).toBe(true);
  });
});
