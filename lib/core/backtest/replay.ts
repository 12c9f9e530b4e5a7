import type { Intent } from "../../domain/intent.ts";
import type { Plan } from "../../domain/plan.ts";
import type { Policy } from "../../domain/policy.ts";
import { NOTHING } from "../../domain/verbs.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { describeVerdict } from "../describe-verdict.ts";
import { factsNeeded } from "../facts-needed.ts";
import { asksForPair } from "../hours/stop-and-start.ts";
import type { Judged } from "../judge.ts";
import type { Chosen } from "../make-plan.ts";
import { matchPolicies } from "../match-policies.ts";
import type { Rulebook } from "../rulebook.ts";
import { isActive } from "./activity.ts";
import { createClockKeys } from "./clock-keys.ts";
import { createHourColumns, type HourColumns } from "./hour-columns.ts";
import { HOUR_MS } from "./hours.ts";
import { type JudgeOpen, judgeNow, judgeOpen } from "./judge-open.ts";
import { createMeasuredOver, type MeasuredOver } from "./measured-over.ts";
import { planAll, planChosen } from "./plan-pass.ts";
import {
  endHolds,
  factsOf,
  inMindOf,
  listingOf,
  type PlayedFleet,
  type PlayedPass,
  remember,
  switchMachine,
} from "./played-fleet.ts";
import type { PlayedMachine } from "./played-machine.ts";
import { createStopLedger, type StopLedger } from "./played-stop.ts";
import { type RememberingRulebook, rememberingRulebook } from "./remembering-rulebook.ts";
import { createSettled, isTimeless, looksAtStanding, type Settled } from "./settled.ts";
import { lastHourOf } from "./signal-columns.ts";
import { hoursOfWork } from "./still-rests.ts";
import type { Tape } from "./tape.ts";
import { tickAt } from "./tick-at.ts";

/** What a replay does with machines; everything else that a policy may want leaves no trace in the frames. */
const REPLAYED: readonly string[] = ["stop", "start", NOTHING];

/** Whether the policy can be replayed at all: it goes by the clock, and stops, starts or tells. */
export function isReplayed({ on, action }: Policy): boolean {
  return (on.kind === "every" || on.kind === "cron") && action !== null && REPLAYED.includes(action.verb);
}

/** One config's replay. */
export interface Replay {
  readonly rulebook: Rulebook;
  readonly fleet: PlayedFleet;
  readonly ledger: StopLedger;
  /** How often a policy that only observes would have begun to act on a machine, by policy. */
  readonly observed: ReadonlyMap<string, number>;
  /** Judges the fleet of one frame, and does what the policies want. */
  pass(pass: PlayedPass): void;
}

/** How a replay is played. */
export interface ReplayOptions {
  readonly rulebook: Rulebook;
  readonly tape: Tape;
  readonly fleet: PlayedFleet;
  /** Whether judgements that cannot come out otherwise are left out. Default: yes. */
  readonly settles?: boolean | undefined;
  /** Takes the plan of every pass; then skips are counted by reason. */
  readonly onPlan?: ((plan: Plan, pass: PlayedPass) => void) | undefined;
}

interface Played extends RememberingRulebook {
  readonly fleet: PlayedFleet;
  readonly ledger: StopLedger;
  readonly settled: Map<string, Settled>;
  readonly observing: Map<string, ReadonlySet<string>>;
  readonly observed: Map<string, number>;
  readonly options: ReplayOptions;
  readonly measured: MeasuredOver;
  /** Of every set of thresholds that some policy has. */
  readonly hours: Map<string, HourColumns>;
}

/** Policies with the same thresholds ask the same of an hour. */
function hoursOf({ idleThresholds }: Policy, { hours, fleet }: Played): HourColumns {
  const key = JSON.stringify(Object.entries(idleThresholds).toSorted());
  const known = hours.get(key) ?? createHourColumns(fleet.tape.signals, idleThresholds, fleet.machines);
  hours.set(key, known);
  return known;
}

/** The two halves of `[stop, start]` are judged apart. */
function settledOf({ policy, verb }: Intent, played: Played): Settled {
  const { rulebook, fleet, settled, options } = played;
  const key = `${policy.name}\n${verb}`;
  const known = settled.get(key);
  if (known) return known;
  // The groups of a policy with waves wait for what is skipped in others, so each skip has to be there.
  const uses = rulebook.where(policy)?.uses ?? [];
  const made = createSettled({
    isOn: options.settles !== false && policy.waves === null && isTimeless(uses),
    asksForRest: policy.idleMs !== null,
    meansByStanding: asksForPair(policy) || looksAtStanding(uses),
    clock: createClockKeys(policy, rulebook),
    work: hoursOfWork(policy, options.tape.signals, hoursOf(policy, played)),
    machines: fleet.machines,
    columns: fleet.columns,
    tape: fleet.tape,
    inMind: inMindOf(fleet, policy.name),
    warnMs: policy.warnMs,
  });
  settled.set(key, made);
  return made;
}

/** A policy that wants the same of a machine pass after pass wants it once. */
function countObserved(judged: readonly Judged[], { observed: wanted }: Chosen, played: Played): void {
  const { observing, observed } = played;
  for (const name of new Set(judged.map(({ intent }) => intent.policy.name))) {
    const own = wanted.filter(({ intent }) => intent.policy.name === name).map(({ ref }) => ref);
    const before = observing.get(name);
    const fresh = own.filter((ref) => !before?.has(ref)).length;
    if (fresh > 0) observed.set(name, (observed.get(name) ?? 0) + fresh);
    observing.set(name, new Set(own));
  }
}

function beginStop(
  verdict: Verdict,
  machine: PlayedMachine,
  pass: PlayedPass,
  { ledger, fleet }: Played,
): void {
  const { intent, resource, owner, team, reason, savesPerHour, ref } = verdict;
  if (resource === null) return;
  const hour = Math.floor(pass.slotMs / HOUR_MS);
  ledger.begin(machine.tape.index, {
    ...{ ref, name: resource.name, owner, team, policy: intent.policy.name, reason },
    ...{ text: describeVerdict(verdict), atMs: pass.nowMs, untilMs: null, endedBy: null, hours: 0 },
    saves: savesPerHour,
    busy: isActive(fleet.tape.signals, machine.index, hour, resource),
    isMeasured: lastHourOf(fleet.tape.signals, machine.index) >= 0,
  });
}

function act(planned: Verdict, pass: PlayedPass, played: Played, all: JudgeOpen): void {
  const { fleet, ledger } = played;
  const { verb, policy } = planned.intent;
  const index = fleet.tape.of(planned.ref)?.index ?? -1;
  const machine = fleet.machines[index];
  if (machine === undefined || (verb !== "stop" && verb !== "start")) return;
  // Only of what is really done it is told what the signals said.
  const verdict = planned.reason === "idle" ? (judgeNow(machine, planned.intent, all) ?? planned) : planned;
  if (verb === "stop") beginStop(verdict, machine, pass, played);
  else ledger.end(index, pass.nowMs, "policy");
  const { ref: resource, owner } = verdict;
  switchMachine(fleet, machine, { resource, action: verb, owner, atMs: pass.nowMs, policy: policy.name });
}

function playPass(pass: PlayedPass, played: Played): void {
  const { rulebook, fleet, options } = played;
  const { intents } = matchPolicies(tickAt(pass), rulebook);
  const meant = intents.filter(({ policy }) => isReplayed(policy));
  if (meant.length === 0) return;
  const query = factsNeeded(meant, rulebook.config.targets);
  // A hold that has ended touches its machine.
  endHolds(fleet, pass);
  const listing = listingOf(fleet, pass, query);
  const facts = factsOf(fleet, { pass, listing, query });
  const fresh: Verdict[] = [];
  const all: JudgeOpen = {
    fleet,
    listing,
    facts,
    query,
    rulebook,
    measured: played.measured,
    recall: played.recall,
    now: {
      hour: Math.floor(pass.slotMs / HOUR_MS),
      nowMs: pass.nowMs,
      actionsS: Math.floor(query.actionsMs / 1_000),
    },
    counts: options.onPlan !== undefined,
    onSkip: (verdict: Verdict) => remember(fleet, verdict, facts),
    onAct: (verdict: Verdict) => void fresh.push(verdict),
  };
  const judged = meant.map((intent) => judgeOpen({ intent, settled: settledOf(intent, played) }, all));
  if (options.onPlan === undefined && judged.every(({ verdicts }) => verdicts.length === 0)) {
    for (const { intent } of judged) played.observing.delete(intent.policy.name);
    return;
  }
  const plan = options.onPlan && planAll(judged, facts, played);
  const chosen = plan ?? planChosen(judged, facts, fresh, played);
  countObserved(judged, chosen, played);
  for (const verdict of chosen.acted) act(verdict, pass, played, all);
  if (plan) options.onPlan?.(plan, pass);
}

/** Begins a replay of one config over a tape. Matching, judging, planning and memory are the core's own. */
export function createReplay(options: ReplayOptions): Replay {
  const played: Played = {
    ...{ ...rememberingRulebook(options.rulebook), fleet: options.fleet, ledger: createStopLedger() },
    ...{ settled: new Map(), observing: new Map(), observed: new Map(), options },
    ...{ measured: createMeasuredOver(options.tape.signals), hours: new Map() },
  };
  const { rulebook, fleet, ledger, observed } = played;
  return { rulebook, fleet, ledger, observed, pass: (pass) => playPass(pass, played) };
}
