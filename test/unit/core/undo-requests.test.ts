import { describe, expect, it } from "vitest";
import { undoRequests } from "../../../lib/core/undo-requests.ts";
import { ActionRequestEvent, EVENT_BYTES_MAX, ORDER_MACHINES_MAX } from "../../../lib/domain/event.ts";
import type { UndoneRun } from "../../../lib/domain/facts.ts";
import { resourceRef } from "../../../lib/domain/resource.ts";
import { request } from "../../fixtures/policies.ts";
import { NOW } from "../../fixtures/resources.ts";

/** A run that stopped so many machines in each of its groups. */
function undone(counts: readonly number[], undo: "start" | "stop" = "start"): UndoneRun {
  const steps = counts.flatMap((count, group) =>
    Array.from({ length: count }, (_, index) => {
      const id = `00000000-0000-4000-8000-${String(group * 10_000 + index).padStart(12, "0")}`;
      const ref = resourceRef("a-target-with-a-name-of-32-chars", "legacy-notebook", id);
      return [ref, { undo, sentMs: NOW, doneMs: NOW, group }] as const;
    }),
  );
  return { refused: null, steps: new Map(steps), settleMs: 0 };
}

const groupsOf = (orders: ReturnType<typeof undoRequests>) => orders.map(({ resources = [] }) => resources);
const sizes = (orders: ReturnType<typeof undoRequests>) =>
  groupsOf(orders).map((groups) => groups.map((group) => group.length));

describe("undoRequests", () => {
  it("names nothing where nothing was left behind", () => {
    expect(undoRequests("run-1", undone([]))).toEqual([]);
  });

  it("puts the last group first", () => {
    expect(sizes(undoRequests("run-1", undone([3, 1, 2])))).toEqual([[2, 1, 3]]);
  });

  it("cuts a set that is too large for one order, without a change of the order", () => {
    const run = undone([400, 1_700, 900]);
    const orders = undoRequests("run-1", run);
    expect(sizes(orders)).toEqual([[900, 100], [1_000], [600, 400]]);
    const all = groupsOf(orders).flat(2);
    expect(new Set(all)).toEqual(new Set(run.steps.keys()));
    const groups = all.map((ref) => run.steps.get(ref)?.group);
    expect(groups).toEqual([...groups].sort((a, b) => (b ?? 0) - (a ?? 0)));
  });

  it("makes orders that an event can carry, however long the names are", () => {
    for (const order of undoRequests("run-1", undone([ORDER_MACHINES_MAX + 1]))) {
      const event = request(order);
      expect(ActionRequestEvent.safeParse(event).success).toBe(true);
      expect(JSON.stringify(event.data).length).toBeLessThan(EVENT_BYTES_MAX);
    }
  });

  it("keeps starts and stops apart, and gives people back first what was taken from them", () => {
    const [starts, stops] = [undone([1], "stop"), undone([0, 1], "start")];
    const orders = undoRequests("run-1", { ...stops, steps: new Map([...starts.steps, ...stops.steps]) });
    expect(orders.map(({ verb, undoes }) => `${verb} ${undoes}`)).toEqual(["start run-1", "stop run-1"]);
  });
});
