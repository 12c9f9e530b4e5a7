import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../../lib/core/judge.ts";
import { makePlan } from "../../lib/core/make-plan.ts";
import { nextMemory } from "../../lib/core/next-memory.ts";
import { ruleException } from "../../lib/core/rule-exception.ts";
import type { Facts } from "../../lib/domain/facts.ts";
import type { Hold } from "../../lib/domain/hold.ts";
import type { LastVerdict, Memory, PendingStop } from "../../lib/domain/memory.ts";
import { Limits } from "../../lib/domain/policy.ts";
import { intent, policy, rulebook, tick, WIDE_LIMITS } from "../fixtures/policies.ts";
import { facts, HOUR, inventory, MINUTE, NOW, notebook } from "../fixtures/resources.ts";

const WARN = 30 * MINUTE;
const LIMITS = Limits.parse({});

/** Two groups, one machine a run: the second group waits again and again, however long ago its warning was. */
const RULES = rulebook({
  policies: [
    policy({ warnMs: [WARN, 5 * MINUTE], waves: { groups: ['id == "nb-1"', "true"], settleMs: 0 } }),
  ],
  limits: { ...WIDE_LIMITS, perRun: 1 },
});
const MACHINES = [notebook({ id: "nb-1" }), notebook({ id: "nb-2" })];

const deed = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: "nothing" } as const) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("extend" as const), machine: fc.integer({ min: 0, max: 1 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("release" as const), machine: fc.integer({ min: 0, max: 1 }) }),
  },
);
const pass = fc.record({ deed, waitMs: fc.integer({ min: 1, max: 90 }).map((count) => count * MINUTE) });

/** What was promised about a machine: when its stop was first announced, and when it is due. */
interface Promised {
  firstMs: number;
  dueMs: number;
}

interface Scene {
  readonly holds: Map<string, Hold>;
  readonly last: Map<string, LastVerdict>;
  readonly promised: Map<string, Promised>;
  readonly stopped: { readonly ref: string; readonly atMs: number }[];
  waited: number;
}

function pendingMsIn({ last }: Scene, ref: string): number | undefined {
  const known = last.get(ref);
  return known?.reason === "warned" ? known.memory.pending?.stopAtMs : undefined;
}

/** A person objects, or takes it back. */
function act({ kind, ...rest }: { kind: string; machine?: number }, scene: Scene, nowMs: number): void {
  const ref = MACHINES[rest.machine ?? 0]?.ref ?? "";
  if (kind === "nothing") return;
  const parameters = kind === "extend" ? { for: "1h" } : {};
  const pendingMs = pendingMsIn(scene, ref);
  const verb = kind === "extend" ? "extend" : "release";
  const ruling = ruleException(
    { verb, resource: ref, by: "anna", why: "works", parameters, askedMs: nowMs, run: `${nowMs}` },
    { nowMs, holds: [...scene.holds.values()], pendingMs, limits: LIMITS },
  );
  if (!ruling.ok) return;
  if (verb === "extend" && pendingMs !== undefined) {
    expect(Date.parse(ruling.hold.until)).toBeGreaterThan(pendingMs);
  }
  scene.holds.set(ref, ruling.hold);
}

/** A machine is stopped as late as was promised, and never under a hold. */
function checkStop(ref: string, scene: Scene, nowMs: number): void {
  const promised = scene.promised.get(ref);
  expect(promised, `${ref} is stopped without a warning`).toBeDefined();
  expect(nowMs - (promised?.firstMs ?? nowMs)).toBeGreaterThanOrEqual(WARN);
  expect(nowMs).toBeGreaterThanOrEqual(promised?.dueMs ?? Number.POSITIVE_INFINITY);
  const hold = scene.holds.get(ref);
  if (hold) expect(nowMs).toBeGreaterThanOrEqual(Date.parse(hold.until));
  scene.promised.delete(ref);
  scene.stopped.push({ ref, atMs: nowMs });
}

/** A group that waits forgets nothing, to the millisecond. */
function checkWait(pending: PendingStop | undefined, memory: Memory, scene: Scene, nowMs: number): void {
  if (!pending || nowMs - pending.stopAtMs > 24 * HOUR) return;
  expect(memory.pending).toEqual(pending);
  scene.waited += 1;
}

/** A stop that was announced is not moved to an earlier time. */
function checkWarning(ref: string, { pending }: Memory, { promised }: Scene): void {
  if (!pending) return;
  const { warnedAtMs: firstMs, stopAtMs: dueMs } = pending;
  const known = promised.get(ref);
  if (known?.firstMs === firstMs) expect(dueMs).toBeGreaterThanOrEqual(known.dueMs);
  promised.set(ref, { firstMs, dueMs });
}

/** One pass of the clock, as the shell makes it: judged, planned, remembered. */
function passOver(scene: Scene, nowMs: number): void {
  const seen: Facts = facts({
    nowMs,
    inventories: [inventory(MACHINES)],
    holds: scene.holds,
    lastVerdicts: { nights: scene.last },
  });
  const plan = makePlan([judge(intent(tick(nowMs), RULES), seen, RULES)], seen, RULES);
  for (const { ref } of plan.acted) checkStop(ref, scene, nowMs);
  for (const verdict of [...plan.acted, ...plan.skipped]) {
    const { ref, reason } = verdict;
    const memory = nextMemory(verdict, seen);
    if (reason === "cap-count") checkWait(scene.last.get(ref)?.memory.pending, memory, scene, nowMs);
    if (reason === "warned") checkWarning(ref, memory, scene);
    scene.last.set(ref, { reason, atMs: nowMs, memory });
  }
}

describe("what a policy has in mind", () => {
  it("never forgets or shortens a pending stop, whoever extends it, whichever group waits, whenever it passes", () => {
    let [stops, waits] = [0, 0];
    fc.assert(
      fc.property(fc.array(pass, { minLength: 12, maxLength: 25 }), (passes) => {
        const scene: Scene = {
          holds: new Map(),
          last: new Map(),
          promised: new Map(),
          stopped: [],
          waited: 0,
        };
        let nowMs = NOW;
        for (const one of passes) {
          act(one.deed, scene, nowMs);
          passOver(scene, nowMs);
          nowMs += one.waitMs;
        }
        stops += scene.stopped.length;
        waits += scene.waited;
      }),
      { numRuns: 25 },
    );
    expect(stops).toBeGreaterThan(20);
    expect(waits).toBeGreaterThan(10);
  });
});
