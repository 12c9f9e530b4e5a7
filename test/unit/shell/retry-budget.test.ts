import { describe, expect, it } from "vitest";
import { createRetryBudget, RETRIES_MAX } from "../../../lib/shell/retry-budget.ts";
import { DEADLINE_MARGIN_MS } from "../../../lib/shell/shell-ports.ts";
import { policy, tick } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW, notebook, server } from "../../fixtures/resources.ts";
import { createWorld } from "./world.ts";

describe("a retry budget", () => {
  it("gives so many repetitions and no more", () => {
    const budget = createRetryBudget(2);
    expect([budget.take(), budget.take(), budget.take(), budget.take()]).toEqual([true, true, false, false]);
  });

  it("has a limit of its own", () => {
    const budget = createRetryBudget();
    const taken = Array.from({ length: RETRIES_MAX + 5 }, () => budget.take());
    expect(taken.filter(Boolean)).toHaveLength(RETRIES_MAX);
  });
});

describe("the reads of one pass", () => {
  const both = policy({ resources: ["notebook", "dev-server"], idleMs: 2 * HOUR });
  const running = () => createWorld({ machines: [notebook(), server()], config: { policies: [both] } });

  it("share one budget, whatever they read, and the next pass has its own", async () => {
    const world = running();
    await world.take(tick());
    const first = new Set(world.cloud.bounded.map(({ bounds }) => bounds?.retries));
    expect(world.cloud.bounded.map(({ read }) => read)).toEqual([
      ...["list", "list"],
      // One for the hour that the slot closes, one for what the policy asks.
      ...["measure", "measure"],
    ]);
    expect(first.size).toBe(1);
    world.cloud.bounded.length = 0;
    world.clock.nowMs += 10 * MINUTE;
    await world.take(tick(NOW + 10 * MINUTE));
    expect(world.cloud.bounded[0]?.bounds?.retries?.take()).toBe(true);
    expect(first.has(world.cloud.bounded[0]?.bounds?.retries)).toBe(false);
  });

  it("share it with the look before a call and the look after it", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    world.cloud.bounded.length = 0;
    await world.pass("run-1", { deadlineMs: NOW + MINUTE });
    await world.pass("run-1", { deadlineMs: NOW + MINUTE });
    expect(world.cloud.bounded.map(({ read, bounds }) => [read, bounds?.deadlineMs])).toEqual([
      ["show", NOW + MINUTE - DEADLINE_MARGIN_MS],
      ["show", NOW + MINUTE - DEADLINE_MARGIN_MS],
    ]);
  });

  it("end before the pass does, so that what they say can still be written", async () => {
    const world = running();
    await world.take(tick(), { deadlineMs: NOW + MINUTE });
    expect(world.cloud.bounded.map(({ bounds }) => bounds?.deadlineMs)).toEqual([
      ...Array.from({ length: 4 }, () => NOW + MINUTE - DEADLINE_MARGIN_MS),
    ]);
  });

  it("have no end of their own when the pass has none", async () => {
    const world = running();
    await world.take(tick());
    expect(world.cloud.bounded.every(({ bounds }) => bounds && !("deadlineMs" in bounds))).toBe(true);
  });
});
