import { FLEET_POLICY } from "../../domain/frame.ts";
import type { Hold } from "../../domain/hold.ts";
import type { Plan } from "../../domain/plan.ts";
import type { StatusEntry } from "../../domain/status.ts";
import { idleSpan, lookbackOf } from "../idle/idle-span.ts";
import type { Rulebook } from "../rulebook.ts";
import type { Backtest, PolicyOutcome, Side } from "./backtest.ts";
import { compareStops, totalsOf } from "./compare-stops.ts";
import { isKeptOff } from "./follow-stops.ts";
import { createFrameReader, type WholeFrame } from "./frame-reader.ts";
import { HOUR_MS } from "./hours.ts";
import type { PlayedPass } from "./played-fleet.ts";
import { createPlayedSide, type PlayedSide } from "./played-side.ts";
import type { PlayedStop } from "./played-stop.ts";
import { createReallyDone, type ReallyDone } from "./really-done.ts";
import { isReplayed, type Replay } from "./replay.ts";
import { createTape, type Tape } from "./tape.ts";
import { toldBy } from "./told-by-log.ts";
import { untoldNotes } from "./untold.ts";

/** A config to be played, and what it is called. */
export interface BacktestSide {
  readonly name: string;
  readonly rulebook: Rulebook;
}

/** What is played, and when. Times are milliseconds since the epoch. */
export interface BacktestOptions {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Time between two passes: whole hours. */
  readonly everyMs: number;
  readonly after: BacktestSide;
  /** `null`: what was really done stands in its place. */
  readonly before: BacktestSide | null;
  /** Holds that stand now; of others the log tells where a policy met them. */
  readonly holds?: readonly Hold[];
  /** Whether judgements that cannot come out otherwise are left out. Default: yes. */
  readonly settles?: boolean;
  /** Takes every plan of the config on trial. */
  readonly onPlan?: (plan: Plan, pass: PlayedPass) => void;
}

/** Reads the log from {@link backtestLeadMs} before the time on, entry by entry, and plays it again. */
export interface BacktestBuilder {
  add(entry: StatusEntry): void;
  /** How many frames of the time asked for were read so far. */
  readonly frames: () => number;
  /** How many entries should hold a frame and hold none that this version can read. */
  readonly unreadable: () => number;
  result(): Backtest;
}

/** Every machine is told whole once a day, so two days before the time all of them are known. */
const WHOLE_MS = 48 * HOUR_MS;

/** No window of a policy is looked at further back. */
const HOURS_KEPT_MAX = 31 * 24;

/** The longest time that any policy looks back at measurements, with what restarts may add. */
function longestMs(rulebooks: readonly Rulebook[]): number {
  const flavor = { name: "", gpu: null, npu: null, vcpus: null };
  const last = { reason: "restarted", atMs: 0, memory: { restartsMs: [0, 0, 0] } } as const;
  const restarted = { last: { ...last, memory: { restartsMs: [...last.memory.restartsMs] } }, nowMs: 0 };
  const policies = rulebooks.flatMap(({ config }) => config.policies).filter(isReplayed);
  const windows = policies.map((policy) => idleSpan(policy, { flavor }, restarted) + lookbackOf(policy));
  return Math.min(HOURS_KEPT_MAX * HOUR_MS, Math.max(HOUR_MS, ...windows));
}

/** How long before the time that is played the log has to be read, milliseconds. */
export function backtestLeadMs(rulebooks: readonly Rulebook[]): number {
  return Math.max(WHOLE_MS, longestMs(rulebooks));
}

/** What was counted on the way. */
interface Counts {
  lastMs: number;
  frames: number;
  passMs: number | null;
  passes: number;
  readonly doubtfulHours: Map<string, number>;
}

interface Draft {
  readonly options: BacktestOptions;
  readonly tape: Tape;
  readonly sides: readonly PlayedSide[];
  readonly really: ReallyDone;
  readonly counts: Counts;
}

function isDue(slotMs: number, { counts: { passMs }, options: { everyMs } }: Draft): boolean {
  return passMs === null || Math.floor(slotMs / everyMs) > Math.floor(passMs / everyMs);
}

function playPasses({ slotMs, nowMs, doubtful }: WholeFrame, draft: Draft): void {
  const { counts, sides, options } = draft;
  if (!isDue(slotMs, draft)) return;
  const sinceMs = counts.passMs ?? slotMs - options.everyMs;
  counts.passMs = slotMs;
  counts.passes += 1;
  for (const { replay } of sides) replay.pass({ slotMs, nowMs, sinceMs, doubtful });
}

function takeFrame(frame: WholeFrame, draft: Draft): void {
  const { counts, sides, options, tape, really } = draft;
  const { slotMs, doubtful } = frame;
  const seen = { slotMs, doubtful, beforeMs: counts.lastMs === 0 ? slotMs : counts.lastMs };
  counts.lastMs = slotMs;
  really.frame(seen);
  const isOfTime = slotMs > options.fromMs && slotMs <= options.untilMs;
  const hidden = [...tape.stopped].filter(
    (machine) => isOfTime && tape.isSeen(machine.index, slotMs) && isKeptOff(machine),
  );
  for (const side of sides) side.frame(seen, hidden);
  tape.forgetStops(slotMs);
  if (!isOfTime) return;
  counts.frames += 1;
  for (const list of doubtful) counts.doubtfulHours.set(list, (counts.doubtfulHours.get(list) ?? 0) + 1);
  playPasses(frame, draft);
}

function addOther(entry: StatusEntry, { tape, sides, really, options }: Draft): void {
  const told = toldBy(entry);
  really.add(entry, told, Date.parse(entry.at) > options.fromMs);
  if (!told) return;
  for (const side of sides) side.take(told);
  if (told.kind === "action" && told.byRule) tape.mark(told.action);
}

function policiesOf(stops: readonly PlayedStop[], replay: Replay | null): readonly PolicyOutcome[] {
  const replayed = replay?.rulebook.config.policies.filter(isReplayed).map(({ name }) => name) ?? [];
  const names = [...new Set([...replayed, ...stops.map(({ policy }) => policy)])];
  return names.map((policy) => ({
    ...{ policy, observed: replay?.observed.get(policy) ?? 0 },
    ...totalsOf(stops.filter((stop) => stop.policy === policy)),
  }));
}

function outcomeOf({ name, replay, hiddenHours }: PlayedSide): Side {
  const { stops } = replay.ledger;
  const policies = policiesOf(stops, replay);
  return { name, totals: totalsOf(stops), policies, stops, hiddenHours: hiddenHours() };
}

function reallyOf({ really: { stops } }: Draft): Side {
  const name = "what was really done";
  return { name, totals: totalsOf(stops), policies: policiesOf(stops, null), stops, hiddenHours: 0 };
}

function resultOf(draft: Draft, unreadable: number): Backtest {
  const { options, sides, tape, counts } = draft;
  const { fromMs, untilMs, everyMs } = options;
  const [after = reallyOf(draft), before = reallyOf(draft)] = sides.map(outcomeOf);
  const configs = sides.map(({ replay }) => replay.rulebook.config);
  const hoursExpected = Math.max(0, Math.floor(untilMs / HOUR_MS) - Math.floor(fromMs / HOUR_MS));
  const { doubtfulHours, frames, passes } = counts;
  return {
    ...{ fromMs, untilMs, everyMs, passes, machines: tape.machines.length, before, after },
    // What was really sent was sent at any minute, and is held against passes at full hours.
    changes: compareStops(before.stops, after.stops, { withinMs: sides.length > 1 ? 0 : everyMs }),
    untold: {
      ...{ hoursExpected, hoursMissing: Math.max(0, hoursExpected - frames) },
      notes: untoldNotes({ configs, tape, everyMs, doubtfulHours, unreadable }),
    },
  };
}

/** Begins a backtest. Pure: what it knows comes from the entries, in the order of the log. */
export function createBacktest(options: BacktestOptions): BacktestBuilder {
  const played = options.before ? [options.after, options.before] : [options.after];
  const reachMs = longestMs(played.map(({ rulebook }) => rulebook));
  const tape = createTape({ hoursKept: Math.ceil((reachMs + options.everyMs) / HOUR_MS) + 2 });
  const { holds = [], settles, onPlan } = options;
  const sides = played.map((side) =>
    createPlayedSide({ ...side, tape, holds, settles, onPlan: side === options.after ? onPlan : undefined }),
  );
  const counts: Counts = { lastMs: 0, frames: 0, passMs: null, passes: 0, doubtfulHours: new Map() };
  const draft: Draft = { options, tape, sides, really: createReallyDone(tape), counts };
  const frames = createFrameReader(tape, (frame) => takeFrame(frame, draft));
  return {
    add: (entry) => {
      if (entry.phase !== "seen") addOther(entry, draft);
      else if (entry.policy === FLEET_POLICY) frames.add(entry);
    },
    frames: () => counts.frames,
    unreadable: frames.unreadable,
    result: () => {
      frames.end();
      return resultOf(draft, frames.unreadable());
    },
  };
}
