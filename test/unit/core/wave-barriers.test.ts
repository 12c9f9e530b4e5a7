import { describe, expect, it } from "vitest";
import { describeBlock } from "../../../lib/core/describe-block.ts";
import { blockedSteps, readySteps } from "../../../lib/core/ready-steps.ts";
import { runState } from "../../../lib/core/run-state.ts";
import type { StatusPhase } from "../../../lib/domain/status.ts";
import type { Step } from "../../../lib/domain/step.ts";
import { NOW } from "../../fixtures/resources.ts";
import { decided, entries, planned, step } from "./entries.ts";

const inGroup = (id: string, group: number, parts: Partial<Step> = {}) =>
  step({ id, name: id, resource: `prod/notebook/${id}`, barrier: { group, settleMs: 0 }, ...parts });

const three = [inGroup("web-1", 0), inGroup("web-2", 0), inGroup("app", 1), inGroup("db", 2)];

/** The entries begin at noon, one each second. */
function having(steps: readonly Step[], ...lines: readonly (readonly [StatusPhase, string])[]) {
  const happened = lines.map(([phase, id]) => [phase, { step: id }] as const);
  const state = runState(entries(["received"], ...steps.map((one) => planned(one)), decided(), ...happened));
  const blocked = blockedSteps(state);
  return {
    ready: (nowMs = NOW + 3_600_000) => readySteps(state, nowMs).map((one) => one.step.id),
    blocked: blocked.map((one) => one.step.id),
    why: blocked.map((one) => one.by && describeBlock(one.step, one.by)),
  };
}

describe("groups of a policy", () => {
  it("begin with the first alone", () => {
    expect(having(three).ready()).toEqual(["web-1", "web-2"]);
    expect(having(three).blocked).toEqual([]);
  });

  it("wait until every machine of the group before is as wanted", () => {
    expect(having(three, ["succeeded", "web-1"]).ready()).toEqual(["web-2"]);
    expect(having(three, ["succeeded", "web-1"], ["submitting", "web-2"]).ready()).toEqual([]);
    expect(having(three, ["succeeded", "web-1"], ["succeeded", "web-2"]).ready()).toEqual(["app"]);
  });

  it("wait for all groups before, not for the last one alone", () => {
    const odd = [inGroup("web-1", 0), inGroup("db", 4)];
    expect(having(odd).ready()).toEqual(["web-1"]);
    expect(having(odd, ["succeeded", "web-1"]).ready()).toEqual(["db"]);
    expect(having([inGroup("db", 4)]).ready()).toEqual(["db"]);
  });

  it.each<[StatusPhase, string]>([
    ["failed", "failed"],
    ["rejected", "failed"],
    ["skipped", "was left out"],
    ["unknown", "came out nobody knows how"],
  ])("leave all later ones alone when a machine is %s, and say so", (phase, how) => {
    const { ready, blocked, why } = having(three, ["succeeded", "web-1"], [phase, "web-2"]);
    expect(ready()).toEqual([]);
    expect(blocked).toEqual(["app", "db"]);
    expect(why).toEqual([
      `group 2 is left alone: stop of web-2 in group 1 ${how}`,
      `group 3 is left alone: stop of web-2 in group 1 ${how}`,
    ]);
  });

  it("go on with the machines of their own group when one of them fails", () => {
    expect(having(three, ["failed", "web-1"]).ready()).toEqual(["web-2"]);
  });

  it("settle before the next begins", () => {
    const settling = three.map((one) => ({
      ...one,
      barrier: { group: one.barrier?.group ?? 0, settleMs: 120_000 },
    }));
    // The sixth entry is the decision, the eighth the last success.
    const { ready } = having(settling, ["succeeded", "web-1"], ["succeeded", "web-2"]);
    expect(ready(NOW + 7_000 + 119_999)).toEqual([]);
    expect(ready(NOW + 7_000 + 120_000)).toEqual(["app"]);
  });

  it("let a group that has nobody before it begin at once, whatever the time to settle", () => {
    const late = [inGroup("db", 1, { barrier: { group: 1, settleMs: 120_000 } })];
    expect(having(late).ready(NOW)).toEqual(["db"]);
  });

  it("wait for whole chains: the stop behind a reinstallation too", () => {
    const chain = [
      inGroup("a-1", 0),
      inGroup("a-2", 0, { after: ["a-1"] }),
      inGroup("a-3", 0, { after: ["a-2"] }),
      inGroup("b-1", 1),
    ];
    expect(having(chain, ["succeeded", "a-1"], ["succeeded", "a-2"]).ready()).toEqual(["a-3"]);
    const done = [
      ["succeeded", "a-1"],
      ["succeeded", "a-2"],
      ["succeeded", "a-3"],
    ] as const;
    expect(having(chain, ...done).ready()).toEqual(["b-1"]);
  });

  it("are none of another policy's business", () => {
    const other = inGroup("other", 1, { policy: "weekends" });
    expect(having([...three, other], ["failed", "web-1"]).ready()).toEqual(["web-2", "other"]);
  });

  it("cost one look at each step, not one at each pair", () => {
    const many = Array.from({ length: 2_000 }, (_, index) => inGroup(`m-${index}`, index % 20));
    expect(JSON.stringify(many).length / many.length).toBeLessThan(400);
    expect(having(many).ready()).toHaveLength(100);
  });
});
