import { expect, it } from "vitest";
import { createSentActions } from "../../../../lib/core/backtest/sent-actions.ts";
import type { RecentAction } from "../../../../lib/domain/facts.ts";

const sent = (resource: string, atMs: number): RecentAction => ({
  ...{ resource, action: "stop", owner: null, atMs },
});

function since(fromMs: number, actions: readonly RecentAction[]) {
  const all = createSentActions();
  for (const action of actions) all.add(action);
  const { recent, lastAction } = all.since(fromMs);
  return {
    recent: recent.map(({ atMs }) => atMs),
    last: [...lastAction].map(([ref, { atMs }]) => [ref, atMs]),
  };
}

it("tells what was sent of late, the newest first, and the last of each machine", () => {
  const found = since(20, [sent("a", 10), sent("b", 20), sent("a", 30), sent("b", 40)]);
  expect(found).toEqual({
    recent: [40, 30, 20],
    last: [
      ["b", 40],
      ["a", 30],
    ],
  });
});

it("finds an action that was told out of turn, behind earlier ones", () => {
  expect(since(20, [sent("a", 30), sent("b", 5), sent("c", 6), sent("d", 25)]).recent).toEqual([25, 30]);
});

it("knows of nothing where nothing was sent", () => {
  expect(since(0, [])).toEqual({ recent: [], last: [] });
});
