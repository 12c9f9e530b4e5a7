import { describe, expect, it } from "vitest";
import { runState } from "../../../lib/core/run-state.ts";
import type { Step } from "../../../lib/domain/step.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { type ResolveRequest, resolveStep } from "../../../lib/shell/resolve-step.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { NOON_MS } from "../cli/fake-terminal.ts";
import { add, finished, happened, planRun, sent, stepOf } from "../cli/log-fixtures.ts";

const HOUR_MS = 3_600_000;
const clock = { now: () => NOON_MS };
const ONCE: Partial<Step> = { verb: "reinstall-os", repeat: "once-only" };

function ask(over: Partial<ResolveRequest> = {}): ResolveRequest {
  return { run: "r1", step: "aa11", as: "succeeded", why: "saw it in the console", by: "anna", ...over };
}

/** A run with one step that is unknown, one that was sent and one that waits. */
async function openRun(over: Partial<Step> = {}, beforeMs = HOUR_MS): Promise<Store> {
  const store = createMemoryStore();
  const [unknown, underWay, waiting] = [stepOf("aa11", over), stepOf("aa22", over), stepOf("bb33")];
  await planRun(store, "r1", [unknown, underWay, waiting]);
  await add(store, "r1", [sent(unknown, beforeMs), happened(unknown, "unknown"), sent(underWay, beforeMs)]);
  return store;
}

async function phaseOf(store: Store, step: string): Promise<string | undefined> {
  return runState((await store.read("r1"))?.entries ?? []).steps.get(step)?.phase;
}

describe("resolveStep", () => {
  it.each([
    ["succeeded", "succeeded", "resolved-succeeded", "succeeded"],
    ["failed", "failed", "resolved-failed", "failed"],
    ["retry", "deferred", "resolved-retry", "waiting"],
  ] as const)("writes %s so that the fold takes it", async (as, phase, reason, folded) => {
    const store = await openRun();
    const resolved = await resolveStep(ask({ as }), { store, clock });
    expect(resolved).toMatchObject({ from: "unknown", step: { id: "aa11" } });
    expect(resolved.entry).toMatchObject({
      phase,
      reason,
      step: "aa11",
      resource: "prod/notebook/nb-aa11",
      call: "c1",
      at: new Date(NOON_MS).toISOString(),
      details: { by: "anna", why: "saw it in the console" },
    });
    expect(await phaseOf(store, "aa11")).toBe(folded);
    expect(await phaseOf(store, "aa22")).toBe("sent");
  });

  it("leaves the run open: going on is not its work", async () => {
    const store = await openRun();
    await resolveStep(ask(), { store, clock });
    expect((await store.read("r1"))?.entries.at(-1)?.phase).toBe("succeeded");
  });

  it("takes a step that was sent and says that it was", async () => {
    const store = await openRun();
    expect(await resolveStep(ask({ step: "aa22", as: "failed" }), { store, clock })).toMatchObject({
      from: "sent",
    });
  });

  it("takes the beginning of an id that only one step has", async () => {
    const store = await openRun();
    expect((await resolveStep(ask({ step: "aa1" }), { store, clock })).step.id).toBe("aa11");
  });

  it.each([
    [{ step: "aa" }, /2 steps begin like this/],
    [{ step: "zz" }, /no step has this id/],
    [{ step: "" }, /no step has this id/],
    [{ step: "bb33" }, /step bb33 is waiting: only a step that is unknown, or sent/],
    [{ run: "r9" }, /run "r9": there is no such run/],
  ])("refuses %j and writes nothing", async (over, message) => {
    const store = await openRun();
    const before = (await store.read("r1"))?.entries.length;
    await expect(resolveStep(ask(over), { store, clock })).rejects.toThrow(message);
    expect((await store.read("r1"))?.entries.length).toBe(before);
  });

  it("says that there is nothing to resolve in a run without steps", async () => {
    const store = createMemoryStore();
    await planRun(store, "r1", []);
    await expect(resolveStep(ask(), { store, clock })).rejects.toThrow(
      /no step has this id\nrun r1 has no steps/,
    );
  });

  it("lists the run's steps with their phases beside a refusal", async () => {
    const work = resolveStep(ask({ step: "zz" }), { store: await openRun(), clock });
    await expect(work).rejects.toMatchObject({ code: "usage" });
    await expect(work).rejects.toThrow(
      /aa11 {2}unknown {2}stop vision-anna-aa11 \(prod\/notebook\/nb-aa11\)\n.*aa22 {2}sent.*\n.*bb33 {2}waiting/,
    );
  });

  it("refuses a run that has ended, and a step twice", async () => {
    const store = await openRun();
    await resolveStep(ask(), { store, clock });
    await expect(resolveStep(ask(), { store, clock })).rejects.toThrow(/aa11 is succeeded/);
    await add(store, "r1", [finished()]);
    await expect(resolveStep(ask({ step: "aa22" }), { store, clock })).rejects.toThrow(/run r1 has ended/);
  });

  it("does not let a once-only step go out again while its first call could still arrive", async () => {
    const store = await openRun(ONCE, 10 * 60_000);
    const early = resolveStep(ask({ as: "retry" }), { store, clock });
    await expect(early).rejects.toMatchObject({ code: "conflict", details: { retryAfterMs: 7 * 60_000 } });
    const later = { now: () => NOON_MS + 7 * 60_000 + 1 };
    expect(await resolveStep(ask({ as: "retry" }), { store, clock: later })).toMatchObject({
      from: "unknown",
    });
  });

  it.each([
    ["succeeded", ONCE],
    ["failed", ONCE],
    ["retry", {}],
  ] as const)("takes %s at once where nothing can happen twice", async (as, over) => {
    const store = await openRun(over, 1_000);
    expect(await resolveStep(ask({ as }), { store, clock })).toMatchObject({ from: "unknown" });
  });

  it("lets a once-only step be tried again at once when its call is known to have arrived", async () => {
    const store = createMemoryStore();
    const step = stepOf("aa11", ONCE);
    await planRun(store, "r1", [step]);
    await add(store, "r1", [sent(step, 1_000), happened(step, "accepted"), happened(step, "unknown")]);
    expect(await resolveStep(ask({ as: "retry" }), { store, clock })).toMatchObject({ from: "unknown" });
  });

  it("looks again when another process was first, and judges by what it finds then", async () => {
    const store = await openRun();
    const step = stepOf("aa11");
    const read: Store["read"] = async (run) => {
      const stored = await store.read(run);
      if (stored?.entries.length === 8) await add(store, "r1", [happened(step, "failed")]);
      return stored;
    };
    expect((await store.read("r1"))?.entries).toHaveLength(8);
    const racing = resolveStep(ask(), { store: { read, append: store.append }, clock });
    await expect(racing).rejects.toThrow(/aa11 is failed/);
  });

  it("gives up when another process never stops writing", async () => {
    const store = await openRun();
    const append: Store["append"] = async () => ({ ok: false, conflict: "sequence" });
    const work = resolveStep(ask(), { store: { read: store.read, append }, clock });
    await expect(work).rejects.toMatchObject({ code: "store-conflict", details: { retryable: true } });
  });
});
