import { windowOf } from "../../lib/clients/target/window.ts";
import { loadConfig } from "../../lib/config/load-config.ts";
import { type FoundTarget, renderConfig } from "../../lib/config/render-config.ts";
import { type FactsQuery, factsNeeded } from "../../lib/core/facts-needed.ts";
import { idleSpan, lookbackOf } from "../../lib/core/idle/idle-span.ts";
import { type Judged, judge } from "../../lib/core/judge.ts";
import { makePlan } from "../../lib/core/make-plan.ts";
import { matchPolicies } from "../../lib/core/match-policies.ts";
import { nextMemory } from "../../lib/core/next-memory.ts";
import { createRulebook, type Rulebook } from "../../lib/core/rulebook.ts";
import type { Config } from "../../lib/domain/config.ts";
import type { AutomationEvent } from "../../lib/domain/event.ts";
import type { Facts, Measurement, RecentAction } from "../../lib/domain/facts.ts";
import { groupBy } from "../../lib/domain/group-by.ts";
import type { Intent } from "../../lib/domain/intent.ts";
import type { LastVerdict } from "../../lib/domain/memory.ts";
import { NOT_PAUSED } from "../../lib/domain/pause.ts";
import type { Resource, ResourceKind, ResourceRef } from "../../lib/domain/resource.ts";
import type { Verdict } from "../../lib/domain/verdict.ts";
import { TARGET } from "./fleet.ts";
import { measured, PlainMeasurement } from "./measure.ts";
import { STEP_MS, timeOf } from "./month.ts";
import type { Rule, View } from "./play.ts";
import type { Part, Scene } from "./scene.ts";

const PASS_MS = 600_000;

/** Machines that are measured and judged at a time. */
const PIECE = 50;

/** How long a stop and a start take, milliseconds: the machine's last change is seen so much later. */
const CHANGE_MS = 40_000;

/** What `curfew init` writes for a fleet, with every policy enforced; `edit` changes its text. */
export async function defaultConfig(
  { parts }: Pick<Scene, "parts">,
  edit: (text: string) => string = (text) => text,
): Promise<Config> {
  const count = (kind: ResourceKind) => parts.filter(({ resource }) => resource.kind === kind).length;
  const target: FoundTarget = {
    ...{ name: TARGET, cloud: "huaweicloud", region: "cn-north-4", project: "env:HW_PROJECT" },
    ...{ credentials: "env:HW", endpoint: null },
    machines: { notebook: count("notebook"), "dev-server": count("dev-server") },
  };
  const text = edit(renderConfig({ targets: [target] }).replaceAll("mode: observe", "mode: enforce"));
  const readFile = () => Promise.reject(new Error("nothing stands beside it"));
  const loaded = await loadConfig({ text, path: "curfew.yaml", readFile, schemes: [] });
  if (!loaded.ok) throw new Error(loaded.errors.map(({ message }) => message).join("\n"));
  return loaded.config;
}

function tick(nowMs: number): AutomationEvent {
  const slot = new Date(nowMs).toISOString();
  return {
    ...{ specversion: "1.0", id: `tick-${slot}`, source: "clock", type: "schedule.tick", time: slot },
    trigger: "schedule",
    data: { slot, since: new Date(nowMs - PASS_MS).toISOString() },
  };
}

/** What the log would tell: what was done not long ago, and what each policy last said of each machine. */
interface Log {
  /** Newest first. */
  recent: readonly RecentAction[];
  readonly verdicts: Record<string, Map<ResourceRef, LastVerdict>>;
}

function lastActions(recent: readonly RecentAction[]): ReadonlyMap<ResourceRef, RecentAction> {
  return new Map(recent.toReversed().map((action) => [action.resource, action]));
}

/** What one pass looks at. */
interface Pass {
  readonly query: FactsQuery;
  readonly step: number;
  readonly view: View;
  /** The machines as listed in this pass, in the order of the parts. */
  readonly resources: readonly Resource[];
}

/** The signals of running machines, over the windows that the policies ask for. */
function measurementsOf(parts: readonly Part[], pass: Pass, { verdicts }: Log): Facts["measurements"] {
  const { query, step, view, resources } = pass;
  const nowMs = timeOf(step);
  const entries = query.measurements.map(({ policy, kinds, rule }) => {
    const lookbackMs = lookbackOf(rule);
    const own = new Map<ResourceRef, readonly Measurement[]>();
    const windows = new Map<number, ReturnType<typeof windowOf>>();
    for (const part of parts) {
      const resource = resources[part.index];
      const on = view.onBefore[part.index];
      if (!on || resource?.standing !== "running" || !kinds.includes(resource.kind)) continue;
      const windowMs = idleSpan(rule, resource, { last: verdicts[policy]?.get(resource.ref), nowMs });
      const window = windows.get(windowMs) ?? windowOf({ nowMs, windowMs, lookbackMs });
      windows.set(windowMs, window);
      const found = measured({ part, step, window, on });
      if (found.length > 0) own.set(resource.ref, found);
    }
    return [policy, own] as const;
  });
  return Object.fromEntries(entries);
}

function inventoriesOf(resources: readonly Resource[]): Facts["inventories"] {
  const lists = groupBy(resources, ({ kind }) => kind);
  return [...lists].map(([kind, own]) => ({
    ...{ target: TARGET, kind, resources: own, doubt: null, failed: null },
  }));
}

function remember(log: Log, verdicts: readonly Verdict[], facts: Facts): void {
  for (const verdict of verdicts) {
    const { name } = verdict.intent.policy;
    const own = log.verdicts[name] ?? new Map<ResourceRef, LastVerdict>();
    log.verdicts[name] = own;
    own.set(verdict.ref, { reason: verdict.reason, atMs: facts.nowMs, memory: nextMemory(verdict, facts) });
  }
}

/**
 * Until which step the core cannot come to another verdict: a value that it called busy objects for as long as it or
 * another one is in the window, what is off already stays so until somebody starts it, and a stop that saves nothing or a notebook whose
 * agent is dead stay what they are. It saves nine of ten judgements, and a test compares it with judging everything on
 * every pass.
 */
function settledUntil({ reason, evidence }: Verdict, step: number, part: Part | undefined): number {
  if (reason === "already-so" || reason === "saves-nothing") return Number.POSITIVE_INFINITY;
  const isBlind = part?.agentIsDead === true && part.resource.kind === "notebook";
  if (reason === "no-evidence" && isBlind) return Number.POSITIVE_INFINITY;
  if (reason !== "busy") return step;
  const ends = evidence.map(({ says, measured, limit }) =>
    says === "busy" && measured instanceof PlainMeasurement ? measured.seenUntil(limit) : step,
  );
  return Math.max(step, ...ends);
}

/** Curfew itself under a config: the real matching, judging, planning with its caps, and memory; only the cloud is not there. */
export function curfewRule(
  { parts }: Scene,
  config: Config,
  { everyPass = false }: { readonly everyPass?: boolean } = {},
): Rule {
  const rulebook: Rulebook = createRulebook(config, { digest: (text) => text });
  const resources = parts.map(({ resource }) => resource);
  const indexOf = new Map(resources.map(({ ref }, index) => [ref, index]));
  const log: Log = { recent: [], verdicts: {} };
  const settled = new Float64Array(parts.length);

  function change(index: number, standing: "running" | "stopped", atMs: number): void {
    const resource = resources[index];
    if (!resource) return;
    const status = standing === "running" ? "RUNNING" : "STOPPED";
    resources[index] = { ...resource, standing, status, updatedAtMs: atMs };
    settled[index] = 0;
  }

  function fleetFacts({ step, query }: Pass): Facts {
    const nowMs = timeOf(step);
    log.recent = log.recent.filter(({ atMs }) => atMs >= nowMs - query.actionsMs);
    return {
      ...{ nowMs, inventories: inventoriesOf(resources), measurements: {}, signalTrouble: {} },
      ...{ holds: new Map(), pause: NOT_PAUSED, scarce: new Map() },
      ...{ personsMs: new Map(), leasedMs: new Map() },
      ...{ recent: log.recent, lastAction: lastActions(log.recent), lastVerdicts: log.verdicts },
    };
  }

  /** As the shell does it: measured and judged in pieces, so that only the verdicts that act are kept. */
  function judgePieces(intents: readonly Intent[], fleet: Facts, now: Pass): readonly Judged[] {
    const acting = intents.map((intent) => ({ intent, notMeant: 0, verdicts: [] as Verdict[] }));
    const open = everyPass ? parts : parts.filter(({ index }) => (settled[index] ?? 0) < now.step);
    for (let from = 0; from < open.length; from += PIECE) {
      const piece = open.slice(from, from + PIECE);
      const inventories = inventoriesOf(piece.map(({ index, resource }) => resources[index] ?? resource));
      const measurements = measurementsOf(piece, now, log);
      const facts = { ...fleet, inventories, measurements };
      for (const sum of acting) {
        const { verdicts } = judge(sum.intent, facts, rulebook);
        sum.verdicts.push(...verdicts.filter(({ act }) => act));
        const skipped = verdicts.filter(({ act }) => !act);
        remember(log, skipped, fleet);
        for (const verdict of skipped) {
          const index = indexOf.get(verdict.ref) ?? -1;
          settled[index] = settledUntil(verdict, now.step, parts[index]);
        }
      }
    }
    return acting;
  }

  function pass(step: number, view: View): readonly number[] {
    const { intents } = matchPolicies(tick(timeOf(step)), rulebook);
    const now: Pass = { query: factsNeeded(intents, config.targets), step, view, resources };
    const facts = fleetFacts(now);
    const plan = makePlan(judgePieces(intents, facts, now), facts, rulebook);
    remember(log, [...plan.acted, ...plan.skipped], facts);
    const actions = plan.acted.map(({ ref, owner, intent }): RecentAction => {
      return { resource: ref, action: "stop", owner, atMs: facts.nowMs, policy: intent.policy.name };
    });
    log.recent = [...actions.toReversed(), ...log.recent];
    return actions.map(({ resource }) => {
      const index = indexOf.get(resource) ?? -1;
      change(index, "stopped", facts.nowMs + CHANGE_MS);
      return index;
    });
  }

  return {
    onStart: (index, step) => change(index, "running", timeOf(step) + CHANGE_MS),
    stops: (step, view) => (timeOf(step) % PASS_MS < STEP_MS ? pass(step, view) : []),
  };
}
