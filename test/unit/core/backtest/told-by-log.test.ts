import { describe, expect, it } from "vitest";
import { toldBy } from "../../../../lib/core/backtest/told-by-log.ts";
import { judge } from "../../../../lib/core/judge.ts";
import { intent, policy, rulebook, tick } from "../../../fixtures/policies.ts";
import { facts, hold, inventory, NOW, notebook } from "../../../fixtures/resources.ts";
import { entryAt, sent } from "./logged.ts";

const { ref } = notebook();

describe("what the log tells beside its frames", () => {
  it("is who held a machine and until when, in the very words of the guard", () => {
    const rules = rulebook({ policies: [policy()] });
    const standing = hold(ref, { reason: "held by bob until 2020-01-01T00:00:00Z: a joke" });
    const known = facts({ inventories: [inventory([notebook()])], holds: new Map([[ref, standing]]) });
    const [verdict] = judge(intent(tick(), rules), known, rules).verdicts;
    const text = verdict?.text ?? "";
    const told = toldBy(entryAt(0, { phase: "skipped", reason: "held", resource: ref, text }));
    const createdAt = new Date(NOW).toISOString();
    expect(told).toEqual({ kind: "held", hold: { ...standing, createdAt } });
  });

  it("is what was sent, apart by whether a rule or a person wanted it", () => {
    expect(toldBy(sent(1, "stop", "nights", ref))).toMatchObject({ kind: "action", byRule: true });
    expect(toldBy(sent(1, "start", "(direct)", ref))).toMatchObject({ kind: "action", byRule: false });
  });

  it("is when a person asked for something, and nothing of any other verdict", () => {
    const asked = { phase: "planned", reason: "requested", policy: "(direct)", resource: ref } as const;
    expect(toldBy(entryAt(2, asked))).toEqual({ kind: "person", ref, atMs: NOW + 7_200_000 });
    expect(toldBy(entryAt(2, { ...asked, policy: "nights" }))).toBeUndefined();
    expect(toldBy(entryAt(2, { ...asked, reason: "held", text: "held, somehow" }))).toBeUndefined();
  });
});
