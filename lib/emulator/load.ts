import { hashText, noise } from "./noise.ts";
import { isAway, type TruthRecord, truthWorks } from "./truth.ts";

/** What a machine's meters would read over one minute. */
export interface Load {
  /** Percent of all cores. */
  readonly cpu: number;
  /** Percent of one accelerator. */
  readonly accelerator: number;
  /** Percent of memory. */
  readonly memory: number;
  /** Bytes per second that arrive. */
  readonly receivedBytes: number;
}

/** What the load of a machine depends on. */
export interface LoadSource {
  /** Hash of seed and id: two machines with the same truth still read differently. */
  readonly key: number;
  readonly truth: TruthRecord;
  /** Whether the flavor has a GPU or an NPU: without one the training load shows on the CPU. */
  readonly accelerated: boolean;
}

/** Shape of one kind of minute: each figure lies between two bounds. */
interface Shape {
  readonly cpu: readonly [number, number];
  readonly accelerator: readonly [number, number];
  readonly receivedBytes: readonly [number, number];
}

/** Huawei's own idle rule calls up to 1.6 kbit/s idle, which is 200 bytes per second. */
const SHAPES = {
  idle: { cpu: [0.3, 2], accelerator: [0, 0.3], receivedBytes: [10, 140] },
  training: { cpu: [30, 65], accelerator: [85, 99], receivedBytes: [200_000, 2_000_000] },
  cpuTraining: { cpu: [70, 96], accelerator: [0, 0], receivedBytes: [50_000, 800_000] },
  full: { cpu: [82, 99], accelerator: [95, 100], receivedBytes: [300_000, 3_000_000] },
  stalled: { cpu: [1.2, 4.6], accelerator: [0, 0.6], receivedBytes: [60, 190] },
  loading: { cpu: [3, 9], accelerator: [0, 0.6], receivedBytes: [2_000_000, 40_000_000] },
  burst: { cpu: [20, 70], accelerator: [30, 92], receivedBytes: [20_000, 400_000] },
  thinking: { cpu: [0.6, 3.6], accelerator: [0, 0.4], receivedBytes: [260, 3_000] },
  typing: { cpu: [0.8, 4.2], accelerator: [0, 0.3], receivedBytes: [400, 3_200] },
  tiny: { cpu: [5.6, 9.5], accelerator: [0, 0], receivedBytes: [20, 150] },
} as const satisfies Record<string, Shape>;

type ShapeName = keyof typeof SHAPES;

/** One independent stream of noise per figure. */
const SALTS = {
  cpu: hashText("cpu"),
  accelerator: hashText("accelerator"),
  memory: hashText("memory"),
  receivedBytes: hashText("received"),
  round: hashText("round"),
  stall: hashText("stall"),
  stallKind: hashText("stall-kind"),
  burst: hashText("burst"),
  typing: hashText("typing"),
} as const;

/** The meters of a running machine in the minute that begins at `minute` × 60 s. */
export function loadAt(source: LoadSource, minute: number): Load {
  const shape: Shape = SHAPES[shapeAt(source, minute)];
  const figure = (name: keyof Shape) => {
    const [low, high] = shape[name];
    return low + (high - low) * noise(source.key ^ SALTS[name], minute);
  };
  return {
    cpu: figure("cpu"),
    accelerator: source.accelerated ? figure("accelerator") : 0,
    memory: 15 + 50 * noise(source.key ^ SALTS.memory, Math.floor(minute / 30)),
    receivedBytes: figure("receivedBytes"),
  };
}

function shapeAt(source: LoadSource, minute: number): ShapeName {
  const { truth } = source;
  const training = source.accelerated ? "training" : "cpuTraining";
  switch (truth.pattern) {
    case "steady-training":
    case "dead-agent":
    case "no-metrics":
      return truthWorks(truth, minute * 60_000) ? training : "idle";
    case "busy":
      return "full";
    case "idle":
      return "idle";
    case "forgotten":
      return truthWorks(truth, minute * 60_000) ? training : "idle";
    case "tiny-flavor":
      return truthWorks(truth, minute * 60_000) ? training : "tiny";
    case "data-stalls":
      return stallShape(source, minute, training);
    case "think-time":
      return thinkShape(source, minute);
    case "ssh-only":
      return truthWorks(truth, minute * 60_000) && chance(source, "typing", minute, 0.25) ? "typing" : "idle";
  }
}

/** Rounds of 50 to 90 minutes that end in 12 to 35 minutes of waiting for data, by network or by a lock. */
function stallShape(source: LoadSource, minute: number, training: ShapeName): ShapeName {
  const round = 50 + Math.floor(40 * noise(source.key ^ SALTS.round, 0));
  const stall = 12 + Math.floor(23 * noise(source.key ^ SALTS.stall, Math.floor(minute / round)));
  if (minute % round < round - stall) return training;
  return noise(source.key ^ SALTS.stallKind, 0) < 0.5 ? "stalled" : "loading";
}

/** Bursts of ten minutes between stretches of reading and writing; nothing at all in the break. */
function thinkShape(source: LoadSource, minute: number): ShapeName {
  const { truth } = source;
  const at = minute * 60_000;
  if (!truthWorks(truth, at) || isAway(truth.hours, source.key, at)) return "idle";
  return chance(source, "burst", Math.floor(minute / 10), 0.4) ? "burst" : "thinking";
}

function chance(source: LoadSource, name: keyof typeof SALTS, slot: number, probability: number): boolean {
  return noise(source.key ^ SALTS[name], slot) < probability;
}
