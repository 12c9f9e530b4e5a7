import { describe, expect, it } from "vitest";
import { runState } from "../../../lib/core/run-state.ts";
import type { Hold } from "../../../lib/domain/hold.ts";
import type { StatusEntry } from "../../../lib/domain/status.ts";
import { keepHolds, withAnnounced } from "../../../lib/shell/hold-book.ts";

const REF = "prod/notebook/nb-1";
const hold = (over: Partial<Hold> = {}): Hold => ({
  ...{ resource: REF, owner: "anna", reason: "training", run: "r-1" },
  ...{ createdAt: "2026-01-15T08:00:00.000Z", until: "2026-01-15T10:00:00.000Z" },
  ...over,
});

describe("a hold", () => {
  it("is announced before it is kept, and nothing is kept where that fails", async () => {
    const told: string[] = [];
    const store = { putHold: async () => void told.push("kept") };
    const announce = async () => void told.push("announced");
    await keepHolds([hold()], { store, book: { announced: [], announce } });
    expect(told).toEqual(["announced", "kept"]);
    const yielded = async () => Promise.reject(new Error("another pass decides it"));
    await expect(
      keepHolds([hold()], { store, book: { announced: [], announce: yielded } }),
    ).rejects.toThrow();
    expect(told).toEqual(["announced", "kept"]);
  });

  it("that an earlier pass announced is kept without another word", async () => {
    const kept: Hold[] = [];
    const announce = async () => Promise.reject(new Error("said twice"));
    const store = { putHold: async (one: Hold) => void kept.push(one) };
    await keepHolds([hold()], { store, book: { announced: [hold()], announce } });
    expect(kept).toEqual([hold()]);
  });

  it("counts as it was announced, also where the store does not know it yet or something older", () => {
    const older = hold({ run: "r-0", createdAt: "2026-01-15T07:00:00.000Z" });
    const elsewhere = hold({ resource: "prod/notebook/nb-2" });
    expect(withAnnounced([], { announced: [hold()] })).toEqual([hold()]);
    expect(withAnnounced([older, elsewhere], { announced: [hold()] })).toEqual([hold(), elsewhere]);
  });

  it("gives way to what somebody asked for later", () => {
    const later = hold({ run: "r-2", createdAt: "2026-01-15T09:00:00.000Z" });
    expect(withAnnounced([later], { announced: [hold()] })).toEqual([later]);
  });
});

describe("the state of a run", () => {
  it("knows what was announced, the newest of each machine, and nothing that cannot be read", () => {
    const entry = (seq: number, holds: unknown): StatusEntry => ({
      v: 1,
      ...{
        run: "r-1",
        seq,
        at: "2026-01-15T08:00:00.000Z",
        event: "e",
        policy: null,
        resource: null,
        action: null,
      },
      phase: "planned",
      reason: "requested",
      ...{ text: "", step: null, call: null, request: null, durationMs: null, details: { holds } },
    });
    const newer = hold({ until: "2026-01-15T11:00:00.000Z" });
    expect(runState([entry(1, [hold()]), entry(2, [newer]), entry(3, "broken")]).announced).toEqual([newer]);
  });
});
