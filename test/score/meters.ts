import { IDLE_RULE } from "../../lib/emulator/idle-lease.ts";
import { loadAt } from "../../lib/emulator/load.ts";
import type { ScoredMachine } from "./fleet.ts";
import { STEP_MS, STEPS_PER_HOUR, timeOf } from "./month.ts";

const MINUTES = STEP_MS / 60_000;

/** Patterns whose minutes all have one shape within a step: one minute stands for the five. */
const EVEN = new Set(["steady-training", "dead-agent", "forgotten", "tiny-flavor"]);

/** What the meters of one machine show at each step, as if it were on all the time. */
export interface Meters {
  /** Percent, as the clients are told: the average of the period for a server; for a notebook see {@link metersOf}. */
  readonly cpu: Float32Array;
  /** Percent of one accelerator. */
  readonly accelerator: Float32Array;
  /** Kilobits that arrive per second. */
  readonly network: Float32Array;
  /** 1 where Huawei's own rule calls every minute of the step idle. */
  readonly rests: Uint8Array;
  /** Sees to it that the figures of these steps are there: most of a month is never looked at. */
  readonly need: (from: number, to: number) => void;
}

interface Sums {
  cpu: number;
  accelerator: number;
  received: number;
  rests: boolean;
}

/** How the minutes of a step become one figure. */
type Fold = "average" | "largest" | "first";

function foldOf({ resource }: ScoredMachine, notebookStepS: number): Fold {
  if (resource.kind !== "notebook") return "average";
  return notebookStepS <= 60 ? "largest" : "first";
}

function folded(fold: Fold, known: number, value: number, minute: number): number {
  if (fold === "average") return known + value;
  if (fold === "largest") return Math.max(known, value);
  return minute === 0 ? value : known;
}

function minutesOf({ load }: ScoredMachine, minute: number, count: number, fold: Fold): Sums {
  const sums: Sums = { cpu: 0, accelerator: 0, received: 0, rests: true };
  for (let at = 0; at < count; at += 1) {
    const { cpu, accelerator, receivedBytes } = loadAt(load, minute + at);
    sums.cpu = folded(fold, sums.cpu, cpu, at);
    sums.accelerator = folded(fold, sums.accelerator, accelerator, at);
    sums.received = folded(fold, sums.received, receivedBytes, at);
    const low = cpu <= IDLE_RULE.cpu && accelerator <= IDLE_RULE.accelerator;
    if (!low || receivedBytes > IDLE_RULE.receivedBytes) sums.rests = false;
  }
  return sums;
}

/**
 * The meters of a machine over so many steps. Cloud Eye answers with averages of its periods. AOM answers with the sample
 * of each moment that is asked for: of five minutes the client sees one, or all of them where it asks minute by minute,
 * and then the largest is what counts.
 */
export function metersOf(
  machine: ScoredMachine,
  { steps, notebookStepS }: { readonly steps: number; readonly notebookStepS: number },
): Meters {
  const cpu = new Float32Array(steps);
  const accelerator = new Float32Array(steps);
  const network = new Float32Array(steps);
  const rests = new Uint8Array(steps);
  const isKnown = new Uint8Array(Math.ceil(steps / STEPS_PER_HOUR));
  const fold = foldOf(machine, notebookStepS);
  const count = EVEN.has(machine.truth.pattern) ? 1 : MINUTES;
  const divisor = fold === "average" ? count : 1;

  function fill(step: number): void {
    const sums = minutesOf(machine, timeOf(step) / 60_000, count, fold);
    rests[step] = sums.rests ? 1 : 0;
    cpu[step] = sums.cpu / divisor;
    accelerator[step] = sums.accelerator / divisor;
    network[step] = ((sums.received / divisor) * 8) / 1_000;
  }

  return {
    ...{ cpu, accelerator, network, rests },
    need: (from, to) => {
      const last = Math.min(isKnown.length - 1, Math.floor(to / STEPS_PER_HOUR));
      for (let hour = Math.max(0, Math.floor(from / STEPS_PER_HOUR)); hour <= last; hour += 1) {
        if (isKnown[hour] === 1) continue;
        isKnown[hour] = 1;
        const end = Math.min(steps, (hour + 1) * STEPS_PER_HOUR);
        for (let step = hour * STEPS_PER_HOUR; step < end; step += 1) fill(step);
      }
    },
  };
}
