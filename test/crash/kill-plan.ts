import type { Weather } from "./gate.ts";

/** When in the life of a server the kill is aimed at. */
export const AIMS = ["starting", "accepting", "deciding", "sending", "following", "idle"] as const;
/** See {@link AIMS}. */
export type Aim = (typeof AIMS)[number];

/** One life of a server, drawn before it begins. */
export interface KillPlan {
  readonly aim: Aim;
  /** Milliseconds from the aim's moment to the kill: from the start, a delivery, a call under way, or listening. */
  readonly delayMs: number;
  /** How many deliveries it gets. */
  readonly deliveries: number;
  /** What the network does to calls on their way to the cloud. */
  readonly weather: Weather | null;
  /**
   * How long the cloud keeps its answers, in milliseconds, 0 for not at all: those to its lists while a decision is
   * aimed at, those to calls that have had their effect while a call is.
   */
  readonly slowAnswerMs: number;
}

type Range = readonly [from: number, below: number];

interface AimRow {
  /** In percent of all lives. */
  readonly share: number;
  readonly delayMs: Range;
  readonly deliveries: Range;
}

/** Most lives are short; those that follow last over one or two sweeps, so that things go on at all. */
const ROWS: Readonly<Record<Aim, AimRow>> = {
  starting: { share: 12, delayMs: [0, 320], deliveries: [0, 1] },
  accepting: { share: 20, delayMs: [0, 14], deliveries: [1, 3] },
  deciding: { share: 9, delayMs: [0, 150], deliveries: [1, 3] },
  sending: { share: 33, delayMs: [0, 140], deliveries: [1, 3] },
  following: { share: 19, delayMs: [900, 2_600], deliveries: [1, 3] },
  idle: { share: 7, delayMs: [100, 700], deliveries: [0, 1] },
};

function within([from, below]: Range, drawn: number): number {
  return from + Math.floor(drawn * (below - from));
}

function drawAim(drawn: number): Aim {
  let left = drawn * 100;
  for (const aim of AIMS) {
    if (left < ROWS[aim].share) return aim;
    left -= ROWS[aim].share;
  }
  return "idle";
}

type Network = Pick<KillPlan, "weather" | "slowAnswerMs">;

const LATE_FACTOR = 20;

const CLEAR: Network = { weather: null, slowAnswerMs: 0 };

/** What happens to the calls that a kill is aimed at, in shares; the rest of them goes as it comes. */
const ARRIVING_LATE = 0.25;
const DYING_ON_THE_WAY = 0.17;
const ANSWERED_SLOWLY = 0.28;

function drawNetwork(aim: Aim, random: () => number): Network {
  const kind = random();
  const ms = 150 + Math.floor(random() * 650);
  if (aim === "deciding") return { ...CLEAR, slowAnswerMs: ms };
  if (aim !== "sending") return CLEAR;
  // What arrives late does so when the next server has looked at the machine already.
  if (kind < ARRIVING_LATE) return { ...CLEAR, weather: { holdMs: ms * LATE_FACTOR, survives: true } };
  const lost = kind - ARRIVING_LATE;
  if (lost < DYING_ON_THE_WAY) return { ...CLEAR, weather: { holdMs: ms, survives: false } };
  return lost - DYING_ON_THE_WAY < ANSWERED_SLOWLY ? { ...CLEAR, slowAnswerMs: ms } : CLEAR;
}

/** Draws the next life. */
export function drawKillPlan(random: () => number): KillPlan {
  const aim = drawAim(random());
  const { delayMs, deliveries } = ROWS[aim];
  return {
    aim,
    delayMs: within(delayMs, random()),
    deliveries: within(deliveries, random()),
    ...drawNetwork(aim, random),
  };
}
