import fc from "fast-check";
import { expect, it } from "vitest";
import { loadConfig } from "../../lib/config/load-config.ts";
import { factsNeeded } from "../../lib/core/facts-needed.ts";
import { leasesOf } from "../../lib/core/idle/renewed-lease.ts";
import { judge } from "../../lib/core/judge.ts";
import { makePlan } from "../../lib/core/make-plan.ts";
import { matchPolicies } from "../../lib/core/match-policies.ts";
import { nextMemory } from "../../lib/core/next-memory.ts";
import { createRulebook, type Rulebook } from "../../lib/core/rulebook.ts";
import type { RecentAction } from "../../lib/domain/facts.ts";
import type { LastVerdict } from "../../lib/domain/memory.ts";
import type { Resource } from "../../lib/domain/resource.ts";
import { digest } from "../../lib/signing/hash-chain.ts";
import { tick } from "../fixtures/policies.ts";
import { facts, HOUR, idleSignals, inventory, MINUTE, NOW, notebook } from "../fixtures/resources.ts";

const PASS = 10 * MINUTE;

/** The longest warning below, and some passes; nothing but a notebook lease is sent before, so no cooldown begins. */
const PATIENCE = 6 * HOUR;

const mode = fc.constantFrom("enforce", "enforce", "observe");
const cooldown = fc.constantFrom("", ", cooldown: 0", ", cooldown: 1h", ", cooldown: 31d");
const every = fc.constantFrom("10m", "30m");
const lease = fc.constantFrom(
  "{ lease: { hours: 24, type: timing } }",
  "{ lease: { hours: 25, type: timing } }",
  "{ lease: { hours: 72, type: timing } }",
  "{ lease: { hours: 2 } }",
  "{ lease: { hours: 72, type: idle } }",
);
const proof = fc.constantFrom("", ", idle: 2h");
const other = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(every, lease, proof, cooldown, mode) },
  { weight: 1, arbitrary: fc.tuple(every, fc.constantFrom("stop", "start", "none"), proof, cooldown, mode) },
);
const idleStop = fc.tuple(
  every,
  fc.constantFrom("", ", warn: [30m]"),
  fc.constantFrom("", ", cooldown: 0", ", cooldown: 31d"),
);

const START = `version: 1
targets: { prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT } }
owners: [{ field: user.name }]
policies:
`;

/** The idle stop between the others, wherever it is written. */
function textOf(
  others: readonly (readonly string[])[],
  [clock, warn, wait]: readonly string[],
  at: number,
): string {
  const rows = others.map(
    ([onEvery, then, idle, after, how], index) =>
      `  p${index}: { on: { every: ${onEvery} }, resource: notebook, then: ${then}${idle}${after}, mode: ${how} }`,
  );
  const own = `  idle: { on: { every: ${clock} }, resource: notebook, idle: 2h, then: stop${warn}${wait}, mode: enforce }`;
  return `${START}${rows.toSpliced(at, 0, own).join("\n")}\n`;
}

/** One idle notebook, and what the log would tell of it. */
interface World {
  machine: Resource;
  /** Newest first. */
  recent: readonly RecentAction[];
  readonly verdicts: Record<string, Map<string, LastVerdict>>;
}

/** One pass of the core; answers the verbs that it sends. */
function pass(world: World, rules: Rulebook, nowMs: number): readonly string[] {
  const { config } = rules;
  const { intents } = matchPolicies(tick(nowMs, nowMs - PASS), rules);
  const query = factsNeeded(intents, config.targets);
  const { ref } = world.machine;
  const measured = new Map([[ref, idleSignals({ newestAtMs: nowMs - 5 * MINUTE })]]);
  const recent = world.recent.filter(({ atMs }) => atMs >= nowMs - query.actionsMs);
  const known = facts({
    ...{ nowMs, recent, inventories: [inventory([world.machine])], lastVerdicts: world.verdicts },
    lastAction: new Map(recent.toReversed().map((action) => [action.resource, action])),
    measurements: Object.fromEntries(query.measurements.map(({ policy }) => [policy, measured])),
    leasedMs: leasesOf(world.recent, config.policies),
  });
  const judged = intents.map((intent) => judge(intent, known, rules));
  const plan = makePlan(judged, known, rules);
  for (const verdict of [...plan.acted, ...plan.observed, ...plan.skipped]) {
    const last = { reason: verdict.reason, atMs: nowMs, memory: nextMemory(verdict, known) };
    world.verdicts[verdict.intent.policy.name] = new Map([[ref, last]]);
  }
  for (const { verb, policy, parameters } of plan.steps) {
    world.recent = [{ resource: ref, action: verb, owner: "anna", atMs: nowMs, policy }, ...world.recent];
    if (verb !== "lease") continue;
    const type = parameters["type"] === "idle" ? "idle" : "timing";
    const expiresAtMs = nowMs + Number(parameters["hours"]) * HOUR;
    world.machine = { ...world.machine, lease: { enabled: true, type, expiresAtMs, setAtMs: nowMs } };
  }
  return plan.steps.map(({ verb }) => verb);
}

it("an enforced idle stop comes to an idle machine that nobody holds, whatever other policies do to it", async () => {
  const sent = { lease: 0, stop: 0 };
  const readFile = () => Promise.reject(new Error("no file"));
  await fc.assert(
    fc.asyncProperty(
      fc.array(other, { minLength: 1, maxLength: 4 }),
      idleStop,
      fc.integer({ min: 0, max: 4 }),
      async (others, own, at) => {
        const loaded = await loadConfig({
          ...{ text: textOf(others, own, at), path: "curfew.yaml", schemes: [], readFile },
        });
        if (!loaded.ok) throw new Error(loaded.errors.map(({ message }) => message).join("\n"));
        const rules = createRulebook(loaded.config, { digest });
        const machine = notebook({ user: { id: "u-1", name: "anna" } });
        const world: World = { machine, recent: [], verdicts: {} };
        for (let nowMs = NOW; nowMs < NOW + PATIENCE; nowMs += PASS) {
          const verbs = pass(world, rules, nowMs);
          sent.lease += verbs.filter((verb) => verb === "lease").length;
          if (!verbs.includes("stop")) continue;
          sent.stop += 1;
          return true;
        }
        return false;
      },
    ),
    { numRuns: 12 },
  );
  expect(sent.stop).toBe(12);
  expect(sent.lease).toBeGreaterThan(0);
});
