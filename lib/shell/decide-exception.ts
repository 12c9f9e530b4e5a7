import { describeVerdict } from "../core/describe-verdict.ts";
import { factsNeeded } from "../core/facts-needed.ts";
import { judge } from "../core/judge.ts";
import { leaseBeforeHoldEnds } from "../core/lease-under-hold.ts";
import { matchPolicies } from "../core/match-policies.ts";
import { type ExceptionRuling, ruleException } from "../core/rule-exception.ts";
import { STEP_LIFE_MS } from "../core/step-life.ts";
import type { Summary } from "../core/summarize.ts";
import type { ActionRequest, AutomationEvent } from "../domain/event.ts";
import type { Facts } from "../domain/facts.ts";
import type { Hold } from "../domain/hold.ts";
import type { Intent } from "../domain/intent.ts";
import type { Reason } from "../domain/reasons.ts";
import { parseRef } from "../domain/resource.ts";
import type { NewEntry } from "../domain/status.ts";
import { isLocalVerb, type LocalVerb, verbNamed } from "../domain/verbs.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { ReadBounds } from "../ports/cloud.ts";
import type { Decision } from "./decide-run.ts";
import { entryAt } from "./entry.ts";
import { type FleetFacts, gatherFacts } from "./gather-facts.ts";
import { type HoldBook, keepHolds, NO_BOOK, withAnnounced } from "./hold-book.ts";
import type { ShellPorts } from "./shell-ports.ts";

/** An event by which somebody asks for an exception. */
type Asking = Extract<AutomationEvent, { type: "action.request" }>;

/** Whether an event asks for an exception of a person's: it is decided and carried out here, and nothing is sent. */
export function asksForException(event: AutomationEvent): event is Asking {
  return event.type === "action.request" && isLocalVerb(verbNamed(event.data.verb));
}

/** How a wish is decided. */
export interface ExceptionOptions {
  /** The run, which the hold names: asked again after it broke off, it comes to the same hold. */
  readonly run: string;
  /** When it was taken in, milliseconds since the epoch. */
  readonly askedMs: number;
  /** Number of the run's last entry. */
  readonly lastSeq: number;
  readonly bounds: ReadBounds;
  /** Whether the hold is kept; not so in a dry run. */
  readonly keeps: boolean;
  /** Where holds are announced before they are kept. Default: nowhere, for what keeps none. */
  readonly book?: HoldBook;
  /** Whether somebody asked in a chat. Default: no. */
  readonly byChat?: boolean;
}

/** An intent whose verb stays in the house. */
export type LocalIntent = Intent & { readonly verb: LocalVerb };

/** Why a machine could not be looked at, although it may be there. */
export const UNREADABLE: readonly Reason[] = ["target-failed", "doubtful-inventory"];

const UNPROVEN = " (its id is taken on its word, since the cloud could not be read)";

const WHICH = "resource: say which machine, by target/kind/id or its name; several are asked for one by one";

/** A verdict on a machine that nobody looked at. */
export function blindVerdict(
  intent: Intent,
  ref: string,
  said: Pick<Verdict, "act" | "reason" | "text">,
): Verdict {
  const nobody = { resource: null, owner: null, team: null, evidence: [], savesPerHour: null };
  return { ...nobody, intent, ref, ...said };
}

/** The one verdict on what was asked for. */
function verdictOn(intent: LocalIntent, facts: Facts, ports: ShellPorts): Verdict | undefined {
  const { rulebook } = ports;
  const { only, policy } = intent;
  if (only === null)
    return blindVerdict(intent, "?", { act: false, reason: "invalid-parameters", text: WHICH });
  const [verdict] = judge(intent, facts, rulebook).verdicts;
  const ref = parseRef(only ?? "");
  const isNamed = ref && intent.kinds.includes(ref.kind) && rulebook.target(ref.target);
  if (!verdict || verdict.resource || !isNamed || policy.where !== null) return verdict;
  // Nobody could look, and nothing but the reference is needed: an exception rather counts unproven than too late.
  if (!UNREADABLE.includes(verdict.reason)) return verdict;
  // Whose machine it is cannot be told then, and whoever may do that to any machine needs no telling.
  if (!rulebook.access.ofIntent(intent, null, facts).ok) return verdict;
  const text = ports.clouds.has(ref.target) ? UNPROVEN : "";
  return blindVerdict(intent, only, { act: true, reason: "requested", text });
}

/** The next stop of a machine that somebody was warned of. */
function pendingMsOf(ref: string, { lastVerdicts }: FleetFacts): number | undefined {
  const due = Object.values(lastVerdicts).flatMap((byResource) => {
    const last = byResource.get(ref);
    return last?.reason === "warned" && last.memory.pending ? [last.memory.pending.stopAtMs] : [];
  });
  return due.length > 0 ? Math.min(...due) : undefined;
}

/** What came of one policy that lets somebody ask. */
export interface Ruled {
  readonly verdict: Verdict;
  readonly ruling: ExceptionRuling | null;
}

export interface Case {
  /** Who asks, and why. */
  readonly data: Pick<ActionRequest, "by" | "why">;
  readonly options: ExceptionOptions;
  readonly fleet: FleetFacts;
  readonly holds: readonly Hold[];
  readonly ports: ShellPorts;
}

/** Rules on what is asked for one machine. */
export function rule(verdict: Verdict, verb: LocalVerb, { data, options, fleet, holds, ports }: Case): Ruled {
  if (!verdict.act) return { verdict, ruling: null };
  const { run, askedMs } = options;
  const { why } = data;
  const { ref: resource, intent } = verdict;
  // In a chat people are known by ids; exceptions are counted and told by person.
  const by = options.byChat ? ports.rulebook.access.identity(intent.event).person : data.by;
  const { nowMs } = fleet;
  const ruling = ruleException(
    { ...{ verb, resource, by, why, askedMs, run }, parameters: intent.parameters },
    { nowMs, holds, pendingMs: pendingMsOf(resource, fleet), limits: ports.rulebook.config.limits },
  );
  return { verdict, ruling };
}

/** What the log says of a ruling. */
export function entryOf({ verdict, ruling }: Ruled, { fleet, data, options }: Case): NewEntry {
  const { intent, ref, resource, owner } = verdict;
  const parts = { policy: intent.policy.name, resource: ref, action: intent.verb };
  const by = { by: data.by ?? null, why: data.why ?? null };
  const details = { ...(resource ? { name: resource.name } : {}), owner, ...by };
  if (!ruling?.ok) {
    const { reason, text } = ruling ?? { reason: verdict.reason, text: describeVerdict(verdict) };
    return entryAt(fleet.nowMs, { ...parts, phase: "skipped", reason, text, details });
  }
  const observes = intent.policy.mode === "observe";
  if (observes || !options.keeps) {
    const text = `would ${intent.verb}: ${ruling.text}`;
    return entryAt(fleet.nowMs, {
      ...parts,
      phase: "planned",
      reason: observes ? "observe" : "requested",
      text,
      details,
    });
  }
  const { reason, hold, before } = ruling;
  const lease = resource && intent.verb !== "release" ? leaseBeforeHoldEnds(resource, hold) : "";
  const text = resource ? `${ruling.text}${lease}` : `${ruling.text}${verdict.text}`;
  const kept = { ...details, until: hold.until, hold, replaced: before };
  return entryAt(fleet.nowMs, { ...parts, phase: "succeeded", reason, text, details: kept });
}

function summaryOf(entries: readonly NewEntry[]): Summary {
  const of = (phase: NewEntry["phase"]) => entries.filter((entry) => entry.phase === phase).length;
  const [succeeded, observed] = [of("succeeded"), of("planned")];
  const counts = { succeeded, failed: 0, skipped: of("skipped"), observed };
  const [told] = entries;
  const reason = succeeded > 0 ? "done" : observed > 0 ? "observed" : "nothing-to-do";
  return { reason, text: told?.text ?? "nobody here may ask for that", counts };
}

/** The decision of a run in which nothing but exceptions was asked for. */
export function decisionOf(told: readonly NewEntry[], ignored: readonly NewEntry[], context: Case): Decision {
  const { fleet, options } = context;
  const summary = summaryOf(told);
  const decided = entryAt(fleet.nowMs, {
    phase: "decided",
    reason: told.length > 0 ? "matched" : "no-policy",
    text: summary.text,
    details: { complete: true, plan: options.lastSeq, counts: [] },
  });
  const isRefused = told.length === 0 && ignored.length === 0;
  const why = isRefused ? [entryAt(fleet.nowMs, { phase: "ignored", reason: "no-policy" })] : [];
  return {
    ...{ entries: [...ignored, ...why, ...told, decided], seen: new Map(), failed: false, wait: null },
    ...{ observed: summary.counts["observed"] ?? 0, summary },
  };
}

/** Rules for one policy after the other; the first that grants it and may act settles it. */
function settle(intents: readonly LocalIntent[], context: Case): readonly Ruled[] {
  const { fleet, ports } = context;
  const facts: Facts = { ...fleet, measurements: {}, signalTrouble: {} };
  const ruled: Ruled[] = [];
  for (const intent of intents) {
    const verdict = verdictOn(intent, facts, ports);
    if (!verdict) continue;
    const one = rule(verdict, intent.verb, context);
    ruled.push(one);
    if (one.ruling?.ok && intent.policy.mode === "enforce") break;
  }
  return ruled;
}

/**
 * Decides a hold, an extension or a release, and carries it out: it is announced, the store is changed, and then the log
 * says that it is so. Whoever takes the run up comes to the same hold, and the store never lets it take the place of one
 * that was asked for later.
 */
export async function decideException(
  event: Asking,
  ports: ShellPorts,
  options: ExceptionOptions,
): Promise<Decision> {
  const { rulebook, store } = ports;
  const matched = matchPolicies(event, rulebook, { byChat: options.byChat ?? false });
  const intents = matched.intents.filter((intent): intent is LocalIntent => isLocalVerb(intent.verb));
  const { config } = rulebook;
  const readsAll = verbNamed(event.data.verb) === "extend" && intents.length > 0;
  const query = {
    ...factsNeeded(intents, config.targets),
    ...{ measurements: [], actionsMs: 0, policies: readsAll ? config.policies.map(({ name }) => name) : [] },
  };
  const fleet = await gatherFacts(ports, query, options.bounds);
  // A release ends in the moment in which it was asked for: one of this run's own, before it broke off, has to be seen.
  const { book = NO_BOOK } = options;
  const holds = withAnnounced(await store.listHolds(Math.min(options.askedMs, fleet.nowMs) - 1), book);
  const context: Case = { data: event.data, options, fleet, holds, ports };
  const ignored = matched.ignored.map((entry) => entryAt(fleet.nowMs, { ...entry, phase: "ignored" }));
  const ruled = settle(intents, context);
  const told = ruled.map((one) => entryOf(one, context));
  const blind = ruled.find(({ verdict: { act, reason } }) => !act && UNREADABLE.includes(reason));
  const decision = decisionOf(told, ignored, context);
  const granted = ruled.find(({ ruling, verdict }) => ruling?.ok && verdict.intent.policy.mode === "enforce");
  if (!granted && blind) {
    const { text } = blind.verdict;
    return { ...decision, wait: { reason: "target-failed", text, forMs: STEP_LIFE_MS } };
  }
  if (granted?.ruling?.ok && options.keeps) await keepHolds([granted.ruling.hold], { store, book });
  return decision;
}
