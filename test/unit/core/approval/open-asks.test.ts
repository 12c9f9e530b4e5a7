import { describe, expect, it } from "vitest";
import { type AskingRun, askedAlready, askKey, openAsks } from "../../../../lib/core/approval/open-asks.ts";
import { approvals, approvedRebuild } from "../../../fixtures/approvals.ts";
import { intent, rulebook, ticket } from "../../../fixtures/policies.ts";
import { HOUR } from "../../../fixtures/resources.ts";
import { step } from "../notices/news.ts";

const KEY = askKey("nights", "prod/notebook/nb-1", "stop");
const OTHER = askKey("nights", "prod/notebook/nb-2", "stop");

function asking(run: string, firstAskedMs: number, ...names: readonly string[]): AskingRun {
  const steps = names.map((name) => step({ name }));
  return { run, asked: { code: `code-${run}`, expiresAt: "2026-01-15T20:00:00.000Z", firstAskedMs, steps } };
}

describe("what other runs ask people about", () => {
  it("counts for a run that has not asked, the oldest question first", () => {
    const open = openAsks([asking("run-2", 2, "nb-1"), asking("run-1", 1, "nb-1", "nb-2")], null);
    expect([open.get(KEY)?.run, open.get(OTHER)?.run]).toEqual(["run-1", "run-1"]);
  });

  it.each([
    [asking("a", 1, "nb-1"), asking("b", 2, "nb-1")],
    [asking("a", 1, "nb-1"), asking("b", 1, "nb-1")],
  ])("is left to one of two that ask the same, never to neither: %#", (first, second) => {
    expect(openAsks([second], first).has(KEY)).toBe(false);
    expect(openAsks([first], second).get(KEY)?.run).toBe("a");
  });

  it("counts where the own question was about something else", () => {
    expect(openAsks([asking("b", 2, "nb-2")], asking("a", 1, "nb-1")).get(OTHER)?.run).toBe("b");
  });
});

describe("a verdict that people are asked about already", () => {
  const rules = rulebook(approvals());
  const ref = "prod/dev-server/ds-1";
  const key = askKey("rebuild", ref, "reinstall-os");
  const asked = new Map([[key, { run: "run-1", code: "9f8e7d6c", expiresAt: "2026-01-15T20:00:00.000Z" }]]);
  const of = (overrides: Parameters<typeof approvedRebuild>[0] = {}) => ({
    intent: intent(ticket({ by: "u-anna" }), rules, { policy: approvedRebuild(overrides) }),
    ref,
  });

  it("names the run that asks", () => {
    expect(askedAlready(of(), { asked })).toEqual({
      reason: "awaiting-approval",
      text: "people are asked about it already: run run-1, plan 9f8e7d6c, until 2026-01-15T20:00:00.000Z",
    });
  });

  it("goes on where nobody is asked: by another policy, without approval, or only observed", () => {
    for (const overrides of [{ name: "other" }, { approve: null }, { mode: "observe" as const }]) {
      expect(askedAlready(of(overrides), { asked, doneSinceAsked: new Set([key]) })).toBeUndefined();
    }
    const within = { approve: { by: 2 as const, from: ["ops"], withinMs: HOUR } };
    expect(askedAlready(of(within), { asked })).toBeDefined();
  });
});
