import { describe, expect, it } from "vitest";
import { describeLost } from "../../../lib/core/describe-block.ts";
import { beginningGroups, healthOf, stepsFrom } from "../../../lib/core/group-health.ts";
import { readySteps } from "../../../lib/core/ready-steps.ts";
import { runState } from "../../../lib/core/run-state.ts";
import type { Standing } from "../../../lib/domain/resource.ts";
import type { StatusPhase } from "../../../lib/domain/status.ts";
import type { Step } from "../../../lib/domain/step.ts";
import { NOW, notebook } from "../../fixtures/resources.ts";
import { decided, entries, planned, step } from "./entries.ts";

const inGroup = (id: string, group: number, parts: Partial<Step> = {}) =>
  step({ id, name: id, resource: `prod/notebook/${id}`, barrier: { group, settleMs: 0 }, ...parts });

const three = [inGroup("web-1", 0), inGroup("web-2", 0), inGroup("app-1", 1), inGroup("app-2", 1)];

function having(steps: readonly Step[], ...lines: readonly (readonly [StatusPhase, string])[]) {
  const happened = lines.map(([phase, id]) => [phase, { step: id }] as const);
  const run = runState(entries(["received"], ...steps.map((one) => planned(one)), decided(), ...happened));
  const begins = beginningGroups(readySteps(run, NOW + 3_600_000), run);
  return {
    begins: begins.map(({ group, earlier }) => [group, ...earlier.map(({ id }) => id)]),
    from: begins.flatMap((begin) => stepsFrom(begin, run)).map(({ id }) => id),
  };
}

const WEB_DONE = [
  ["succeeded", "web-1"],
  ["succeeded", "web-2"],
] as const;

describe("a group that is about to begin", () => {
  it("is none that has nothing before it, and none of steps without groups", () => {
    expect(having(three).begins).toEqual([]);
    expect(having([step({ id: "a" })]).begins).toEqual([]);
  });

  it("rests on the machines of all groups before it", () => {
    expect(having(three, ...WEB_DONE).begins).toEqual([[1, "web-1", "web-2"]]);
    const db = inGroup("db", 2);
    const apps = [
      ["succeeded", "app-1"],
      ["succeeded", "app-2"],
    ] as const;
    expect(having([...three, db], ...WEB_DONE, ...apps).begins).toEqual([
      [2, "web-1", "web-2", "app-1", "app-2"],
    ]);
  });

  it.each<StatusPhase>(["submitting", "succeeded"])("has begun once one of its steps is %s", (phase) => {
    expect(having(three, ...WEB_DONE, [phase, "app-1"]).begins).toEqual([]);
  });

  it("takes everything behind it along when it is left alone", () => {
    const behind = [inGroup("db", 2), inGroup("other", 2, { policy: "other" }), step({ id: "free" })];
    expect(having([...three, ...behind], ...WEB_DONE).from).toEqual(["app-1", "app-2", "db"]);
  });

  it("looks at how the last link of a chain leaves the machine", () => {
    const chain = [
      inGroup("off", 0, { verb: "stop", resource: "prod/dev-server/a", wave: 0 }),
      inGroup("on", 0, { verb: "reinstall-os", resource: "prod/dev-server/a", wave: 1, after: ["off"] }),
      inGroup("app", 1),
    ];
    const ends = [
      ["succeeded", "off"],
      ["succeeded", "on"],
    ] as const;
    expect(having(chain, ...ends).begins).toEqual([[1, "on"]]);
  });

  it("does not look at what sets a notebook lease", () => {
    const lease = inGroup("lease", 0, { verb: "lease" });
    expect(having([lease, inGroup("app", 1)], ["succeeded", "lease"]).begins).toEqual([]);
  });
});

describe("a machine that was left as wanted", () => {
  const health = (verb: Step["verb"], standing: Standing) =>
    healthOf(inGroup("a", 0, { verb }), notebook({ standing, status: standing.toUpperCase() }));

  it.each<readonly [Step["verb"], Standing, string]>([
    ["stop", "stopped", "as-wanted"],
    ["stop", "running", "lost"],
    ["stop", "changing", "wait"],
    ["stop", "unknown", "wait"],
    ["start", "running", "as-wanted"],
    ["start", "failed", "lost"],
    ["start", "gone", "lost"],
    ["delete", "gone", "as-wanted"],
  ])("by %s and is %s: %s", (verb, standing, kind) => {
    expect(health(verb, standing).kind).toBe(kind);
  });

  it("may be gone, which only a deletion wants", () => {
    expect(healthOf(inGroup("a", 0, { verb: "delete" }), undefined).kind).toBe("as-wanted");
    const lost = healthOf(inGroup("a", 0, { verb: "stop" }), undefined);
    expect(lost).toEqual({ kind: "lost", text: "does not exist any more" });
  });

  it("is named where another group is left alone for it", () => {
    const by = inGroup("web-1", 0, { verb: "stop" });
    const found = health("stop", "running");
    expect(found.kind === "lost" && describeLost(inGroup("db", 2), { by, text: found.text })).toBe(
      "group 3 is left alone: web-1 in group 1 is RUNNING and not stopped any more",
    );
  });
});
