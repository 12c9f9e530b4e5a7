import { describe, expect, it } from "vitest";
import { BATCH_MAX, groupCalls } from "../../../lib/core/group-calls.ts";
import type { Step } from "../../../lib/domain/step.ts";
import { step } from "./entries.ts";

const server = (id: string, overrides: Partial<Step> = {}) => step({ id, kind: "dev-server", ...overrides });
const ids = (steps: readonly Step[]) => groupCalls(steps).map((group) => group.map(({ id }) => id));

describe("groupCalls", () => {
  it("puts stops of DevServers of a target into one call", () => {
    expect(ids([server("a"), server("b"), server("c", { target: "lab" })])).toEqual([["a", "b"], ["c"]]);
  });

  it("keeps verbs and parameters apart", () => {
    const starts = [server("c", { verb: "start" }), server("d", { verb: "start", parameters: { hours: 2 } })];
    expect(ids([server("a"), server("b"), ...starts])).toEqual([["a", "b"], ["c"], ["d"]]);
  });

  it("gives each notebook, each once-only step and each lease a call of its own", () => {
    const once = { verb: "reboot", repeat: "once-only" } as const;
    expect(ids([step({ id: "a" }), step({ id: "b" })])).toEqual([["a"], ["b"]]);
    expect(ids([server("a", once), server("b", once)])).toEqual([["a"], ["b"]]);
    expect(ids([server("a", { verb: "lease" }), server("b", { verb: "lease" })])).toEqual([["a"], ["b"]]);
  });

  it("begins another call when one is full, and loses no step", () => {
    const many = Array.from({ length: 2 * BATCH_MAX + 1 }, (_, index) => server(`s${index}`));
    expect(groupCalls(many).map(({ length }) => length)).toEqual([BATCH_MAX, BATCH_MAX, 1]);
    expect(groupCalls(many).flat()).toEqual(many);
  });

  it("makes no call of nothing", () => {
    expect(groupCalls([])).toEqual([]);
  });
});
