import { describe, expect, it } from "vitest";
import { createAskFold } from "../../../../lib/core/approval/ask-fold.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";
import { at, HOUR } from "../../../fixtures/resources.ts";

function entry(phase: StatusEntry["phase"], details: StatusEntry["details"], ms = 0): StatusEntry {
  return {
    ...{ v: 1, run: "r1", seq: 1, at: at(ms), event: "e1", policy: null, resource: null, action: null },
    ...{ phase, reason: "awaiting-approval", text: "", step: null, call: null, request: null },
    ...{ durationMs: null, details },
  };
}

function ask(hash: string, expiresMs = HOUR): StatusEntry {
  const card = { title: "t", lines: [], machines: [], more: 0, money: [] };
  return entry("deferred", {
    ...{ hash, code: hash, plan: 1, demands: [], requester: null, card, expiresAt: at(expiresMs) },
  });
}

function answer(hash: string, ms = 0): StatusEntry {
  const who = { source: "cli", user: "olga", person: "olga", why: null };
  return entry("answered", { hash, yes: true, ...who }, ms);
}

/** How many answers count after these entries. */
function counted(...entries: readonly StatusEntry[]): number {
  const fold = createAskFold();
  for (const one of entries) {
    if (one.phase === "answered") fold.answer(one);
    else fold.ask(one, []);
  }
  return fold.answers().length;
}

describe("answers in a run's log", () => {
  it("count for the plan that is asked for", () => {
    expect(counted(ask("a"), answer("a"))).toBe(1);
    expect(counted(ask("a"), answer("b"))).toBe(0);
    expect(counted(answer("a"))).toBe(0);
  });

  it("count up to the last moment and not behind it", () => {
    expect(counted(ask("a"), answer("a", HOUR))).toBe(1);
    expect(counted(ask("a"), answer("a", HOUR + 1))).toBe(0);
  });

  it("are void as soon as another plan is asked for, also when the first one comes back", () => {
    expect(counted(ask("a"), answer("a"), ask("b"))).toBe(0);
    expect(counted(ask("a"), answer("a"), ask("b"), ask("a"))).toBe(0);
    expect(counted(ask("a"), answer("a"), ask("a"))).toBe(1);
  });

  it("are not there where what was asked cannot be read", () => {
    expect(counted(entry("deferred", { hash: "a" }), answer("a"))).toBe(0);
    expect(counted(ask("a"), entry("answered", { hash: "a", yes: "maybe" }))).toBe(0);
  });
});
