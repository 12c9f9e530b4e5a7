import type { FactsQuery } from "../core/facts-needed.ts";
import { asksForPair, STARTS_AGAIN_MS } from "../core/hours/stop-and-start.ts";
import { leasesOf } from "../core/idle/renewed-lease.ts";
import { DIRECT_POLICY } from "../core/match-policies.ts";
import type { Facts, RecentAction } from "../domain/facts.ts";
import type { LastVerdict, Memory } from "../domain/memory.ts";
import type { Policy } from "../domain/policy.ts";
import type { LogFixture, PlanFixture } from "./plan-fixture.ts";
import { fixtureError } from "./read-fixture.ts";

const FORMS = ["did", "warned", "restarted", "asked"] as const;

/** What is needed to read the log of a fixture. */
export interface LogContext {
  readonly fixture: PlanFixture;
  readonly policies: readonly Policy[];
  /** The reference of a machine by its name; throws where there is none. */
  refOf(name: string, path: readonly (string | number)[]): string;
  /** Who owns the machine with this reference: what was sent to it counts against that owner's cap. */
  ownerOf(ref: string): string | null;
}

/** What the log tells. */
export type Remembered = Pick<Facts, "recent" | "lastAction" | "lastVerdicts" | "personsMs" | "leasedMs">;

function timeOf({ at, ago }: LogFixture, index: number, nowMs: number): number {
  if ((at === undefined) === (ago === undefined)) {
    throw fixtureError(["log", index], "either at or ago says when it was", 'for example ago: "2h"');
  }
  const atMs = at ?? nowMs - (ago ?? 0);
  if (atMs <= nowMs) return atMs;
  throw fixtureError(["log", index, "at"], "the log tells of what has happened, and this is after now");
}

function formOf(entry: LogFixture, index: number): (typeof FORMS)[number] {
  const [form, ...others] = FORMS.filter((name) => entry[name] !== undefined);
  if (form && others.length === 0) return form;
  throw fixtureError(["log", index], `exactly one of ${FORMS.join(", ")} says what happened`);
}

function policyNamed(
  name: string | undefined,
  path: readonly (string | number)[],
  policies: readonly Policy[],
): Policy {
  const found = policies.find((policy) => policy.name === name);
  if (found) return found;
  const names = policies.map((policy) => policy.name).join(", ");
  throw fixtureError(path, `there is no policy ${name}`, `write one of ${names}`);
}

function pendingOf({ warnMs, mode, name }: Policy, atMs: number, index: number): Memory {
  const levelMs = Math.max(...warnMs);
  if (warnMs.length === 0) {
    throw fixtureError(["log", index, "warned"], `the policy ${name} gives no warnings`, "add warn to it");
  }
  const trial = mode === "observe" ? ({ trial: true } as const) : {};
  return { pending: { warnedAtMs: atMs, stopAtMs: atMs + levelMs, levelMs, ...trial } };
}

interface Sums {
  readonly recent: RecentAction[];
  readonly persons: Map<string, number>;
  readonly verdicts: Map<string, Map<string, LastVerdict>>;
}

function remember(
  sums: Sums,
  { policy, ref, atMs }: { policy: Policy; ref: string; atMs: number },
  memory: Memory,
): void {
  const own = sums.verdicts.get(policy.name) ?? new Map<string, LastVerdict>();
  sums.verdicts.set(policy.name, own);
  const before = own.get(ref)?.memory ?? {};
  const restartsMs = [...(before.restartsMs ?? []), ...(memory.restartsMs ?? [])];
  const both = { ...before, ...memory, ...(restartsMs.length > 0 ? { restartsMs } : {}) };
  own.set(ref, { reason: memory.pending ? "warned" : "restarted", atMs, memory: both });
}

function add(sums: Sums, entry: LogFixture, index: number, context: LogContext): void {
  const { fixture, policies, refOf, ownerOf } = context;
  const ref = refOf(entry.machine, ["log", index, "machine"]);
  const atMs = timeOf(entry, index, fixture.now);
  const form = formOf(entry, index);
  if (form === "asked") {
    sums.persons.set(ref, Math.max(atMs, sums.persons.get(ref) ?? 0));
    return;
  }
  if (form === "did" && entry.did !== undefined) {
    const isPerson = entry.by === "person";
    if (!isPerson) policyNamed(entry.by, ["log", index, "by"], policies);
    else sums.persons.set(ref, Math.max(atMs, sums.persons.get(ref) ?? 0));
    const policy = isPerson ? DIRECT_POLICY : entry.by;
    sums.recent.push({ resource: ref, action: entry.did, owner: ownerOf(ref), atMs, policy });
    return;
  }
  const policy = policyNamed(entry[form] as string, ["log", index, form], policies);
  const memory = form === "warned" ? pendingOf(policy, atMs, index) : { restartsMs: [atMs] };
  remember(sums, { policy, ref, atMs }, memory);
}

/** A policy that starts again what it stopped keeps the stop in mind for longer than the log is read back. */
function rememberStops({ recent, verdicts }: Sums, { policies, fixture }: LogContext): void {
  const newest = new Map(
    recent.toSorted((a, b) => a.atMs - b.atMs).map((action) => [action.resource, action]),
  );
  for (const [ref, { action, policy: by, atMs }] of newest) {
    const policy = policies.find(({ name }) => name === by);
    if (action !== "stop" || !policy || !asksForPair(policy)) continue;
    if (fixture.now - atMs >= STARTS_AGAIN_MS) continue;
    const own = verdicts.get(policy.name) ?? new Map<string, LastVerdict>();
    verdicts.set(policy.name, own);
    const { reason, atMs: saidMs, memory } = own.get(ref) ?? { reason: "off-hours", atMs, memory: {} };
    own.set(ref, { reason, atMs: saidMs, memory: { ...memory, stoppedMs: atMs } });
  }
}

/**
 * Reads the log of a fixture the way the shell reads the status log, and no further back. Throws `usage` for what cannot
 * be.
 */
export function rememberedOf(
  context: LogContext,
  { actionsMs, measurements }: Pick<FactsQuery, "actionsMs" | "measurements">,
): Remembered {
  const sums: Sums = { recent: [], persons: new Map(), verdicts: new Map() };
  for (const [index, entry] of context.fixture.log.entries()) add(sums, entry, index, context);
  rememberStops(sums, context);
  const sinceMs = context.fixture.now - actionsMs;
  const recent = sums.recent.filter(({ atMs }) => atMs >= sinceMs).toSorted((a, b) => b.atMs - a.atMs);
  return {
    recent,
    lastAction: new Map(recent.toReversed().map((action) => [action.resource, action])),
    lastVerdicts: Object.fromEntries(sums.verdicts),
    personsMs: measurements.length > 0 ? sums.persons : new Map(),
    leasedMs: leasesOf(sums.recent, context.policies),
  };
}
