import { describe, expect, it } from "vitest";
import { budgetNotices } from "../../../../lib/core/notices/budget-notices.ts";
import type { Config } from "../../../../lib/domain/config.ts";
import { budgetAlert, policy } from "../../../fixtures/policies.ts";
import { NOW } from "../../../fixtures/resources.ts";
import { entry, news, team, telling } from "./news.ts";

const RECEIVED = entry(1, { phase: "received", reason: "received", details: { type: "budget.alert" } });
const ALL = { "*": team(["slack:#all"]) };

function toldTo(overrides: Partial<Config>, data: Parameters<typeof budgetAlert>[0] = {}) {
  const [told] = budgetNotices(news([RECEIVED], budgetAlert(data)), {
    config: telling(overrides),
    nowMs: NOW,
  });
  return `${told?.to.map((one) => (one.kind === "channel" ? one.channel : ""))}: ${told?.notice.title}`;
}

describe("a budget alert", () => {
  const on = { kind: "budget", budget: "vision", at: 0.9 } as const;

  it("is told to the team of that name and to the channels of policies that act on it, else to all", () => {
    const policies = [policy({ on, tell: ["email:boss@example.com"] })];
    expect(toldTo({ teams: { ...ALL, vision: team(["slack:#vision"]) }, policies })).toBe(
      "email:boss@example.com,slack:#vision: Budget vision: 90 % is spent.",
    );
    expect(toldTo({ teams: ALL, policies: [] })).toBe("slack:#all: Budget vision: 90 % is spent.");
  });

  it("is told to nobody whom a policy names that only observes", () => {
    const policies = [policy({ on, tell: ["email:boss@example.com"], mode: "observe" })];
    expect(toldTo({ teams: ALL, policies })).toBe("slack:#all: Budget vision: 90 % is spent.");
  });

  it("is told once, not with each pass that goes on with what caps kept back", () => {
    expect(toldTo({ teams: ALL }, { again: 1 })).toBe("undefined: undefined");
  });

  it("says when it is only expected", () => {
    expect(toldTo({ teams: ALL }, { kind: "forecast", at: 1.005 })).toBe(
      "slack:#all: Budget vision: 100.5 % will be spent.",
    );
  });
});
