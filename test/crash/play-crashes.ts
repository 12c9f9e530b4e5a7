import { collect } from "./collect.ts";
import { type CheckName, type Figures, judgeCrashes, type Violations } from "./judge-crashes.ts";
import { MOMENTS, type Moment } from "./kill-moment.ts";
import { type Lane, openLane } from "./lane.ts";
import { live } from "./live.ts";
import { settle } from "./settle.ts";

/** A crash run. */
export interface CrashOptions {
  /** Fixes every draw; what the draws meet depends on the computer all the same. */
  readonly seed: number;
  readonly kills: number;
  /** So many stores with a cloud each, side by side. */
  readonly stores: number;
  /** Most milliseconds in which the last server of each store has to bring everything to an end, in real time. */
  readonly settleMs: number;
  /** Transitions take so many times less than on the cloud. Default 100: a reinstallation lasts 2.4 seconds. */
  readonly speed?: number;
  /** Script of the command. */
  readonly script: string;
  /** Told after every kill how many there were. */
  readonly onKill?: (kills: number) => void;
}

/** What came of it. */
export interface CrashResult {
  readonly kills: number;
  readonly moments: Readonly<Record<Moment, number>>;
  readonly figures: Figures;
  readonly violations: Violations;
  /** Runs that ended only when the clock was put ahead, because a call had never arrived. */
  readonly endedAhead: number;
  /** How long the slowest of the last servers worked, in milliseconds. */
  readonly settledMs: number;
  /** Calls that were lost on the way together with their sender. */
  readonly callsLost: number;
  /** Calls that arrived when their sender was dead. */
  readonly callsLate: number;
  /** What the servers complained about. */
  readonly complaints: readonly string[];
}

/** About so often a notebook is forgotten, in kills. */
const FORGET_EVERY = 12;

/** A server that ends by itself is no kill but a finding; after so many there is nothing more to learn. */
const OWN_ENDINGS_MAX = 3;

async function killAll(lane: Lane, kills: number, onKill: () => void): Promise<void> {
  while (lane.moments.length < kills && lane.ownEndings.length < OWN_ENDINGS_MAX) {
    const before = lane.moments.length;
    await live(lane, kills - before);
    onKill();
    if (Math.floor(before / FORGET_EVERY) < Math.floor(lane.moments.length / FORGET_EVERY))
      await lane.forgetNotebook();
  }
}

function countMoments(moments: readonly Moment[]): Readonly<Record<Moment, number>> {
  const counts = MOMENTS.map((name): [Moment, number] => [
    name,
    moments.filter((moment) => moment === name).length,
  ]);
  return Object.fromEntries(counts) as Record<Moment, number>;
}

type Played = Omit<CrashResult, "moments"> & { readonly moments: readonly Moment[] };

/** Lets the last server finish and judges what is left. */
async function finish(lane: Lane, { settleMs, script }: CrashOptions): Promise<Played> {
  const { tookMs, endedAhead, overdue } = await settle(lane, settleMs);
  return {
    kills: lane.moments.length,
    moments: lane.moments,
    ...judgeCrashes(await collect(lane, { script, overdue })),
    ...{ endedAhead, settledMs: Math.round(tookMs) },
    callsLost: lane.gate.lost(),
    callsLate: lane.gate.late(),
    complaints: lane.complaints,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

function joined(played: readonly Played[]): CrashResult {
  const [first] = played;
  const names = Object.keys(first?.violations ?? {}) as CheckName[];
  const lists = names.map((name) => [name, played.flatMap(({ violations }) => violations[name])] as const);
  const figures = Object.keys(first?.figures ?? {}) as (keyof Figures)[];
  const sums = figures.map((name) => [name, sum(played.map((one) => one.figures[name]))] as const);
  return {
    kills: sum(played.map(({ kills }) => kills)),
    moments: countMoments(played.flatMap(({ moments }) => moments)),
    figures: Object.fromEntries(sums) as unknown as Figures,
    violations: Object.fromEntries(lists) as unknown as Violations,
    endedAhead: sum(played.map(({ endedAhead }) => endedAhead)),
    settledMs: Math.max(...played.map(({ settledMs }) => settledMs)),
    callsLost: sum(played.map(({ callsLost }) => callsLost)),
    callsLate: sum(played.map(({ callsLate }) => callsLate)),
    complaints: played.flatMap(({ complaints }) => complaints),
  };
}

const SPEED = 100;

/** Seeds of stores that are played side by side have nothing in common. */
const SEED_STEP = 1_000_003;

/** Kills servers with SIGKILL over and over, lets the last ones finish, and judges what is left behind. */
export async function playCrashes(options: CrashOptions): Promise<CrashResult> {
  const { kills, stores, seed, script, speed = SPEED, onKill } = options;
  const lanes: Lane[] = [];
  const shares = Array.from(
    { length: stores },
    (_, index) => Math.floor(kills / stores) + (index < kills % stores ? 1 : 0),
  );
  const report = () => onKill?.(sum(lanes.map(({ moments }) => moments.length)));
  try {
    for (const [index, share] of shares.entries())
      lanes.push(await openLane({ seed: seed + index * SEED_STEP, kills: share, speed, script }));
    const played = lanes.map(async (lane, index) => {
      await killAll(lane, shares[index] ?? 0, report);
      return finish(lane, options);
    });
    // A lane must not be closed under the hands of another one that is still at work.
    await Promise.allSettled(played);
    return joined(await Promise.all(played));
  } finally {
    for (const lane of lanes) await lane.close();
  }
}
