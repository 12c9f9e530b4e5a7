import type { Window } from "../../lib/clients/target/window.ts";
import type { Measurement, Peaks, SignalName } from "../../lib/domain/facts.ts";
import { STEP_MS, timeOf } from "./month.ts";
import type { Part } from "./scene.ts";

/** What is asked: the points of one machine up to a step, as far as it was on. */
export interface Asked {
  readonly part: Part;
  /** The step that begins now; its own point is not there yet, since metrics are five minutes late. */
  readonly step: number;
  readonly window: Window;
  /** 1 for each step in which the machine was on. */
  readonly on: Uint8Array;
}

/**
 * A measurement as the clients sum it up (a test compares the two), over typed arrays, and with pieces that are made only
 * for whoever looks at them: of a month of 1,000 machines there are tens of millions.
 */
export class PlainMeasurement implements Measurement {
  readonly signal: SignalName;
  readonly from = "the emulated meters";
  readonly max: number;
  readonly points: number;
  readonly expected: number;
  readonly newestAtMs: number;
  readonly windowMs: number;
  readonly #values: Float32Array;
  readonly #asked: Asked;
  #peaks: Peaks | undefined;

  constructor(signal: SignalName, values: Float32Array, asked: Asked) {
    const { step, window, on } = asked;
    let max = Number.NEGATIVE_INFINITY;
    let points = 0;
    let newest = 0;
    for (let at = step - stepsBack(window.toMs - window.sinceMs); at < step; at += 1) {
      if (on[at] !== 1) continue;
      const value = values[at] ?? 0;
      points += 1;
      newest = at;
      if (value > max) max = value;
    }
    this.signal = signal;
    this.max = max;
    this.points = points;
    this.expected = window.expected;
    this.newestAtMs = timeOf(newest);
    this.windowMs = window.toMs - window.sinceMs;
    this.#values = values;
    this.#asked = asked;
  }

  /**
   * The last step up to which every window of this length holds some value over the limit, if the machine stays on: it
   * looks ahead, which the rule that is judged never does.
   */
  seenUntil(limit: number): number {
    const { step, window, on, part } = this.#asked;
    const back = stepsBack(window.toMs - window.sinceMs);
    let last = Number.NEGATIVE_INFINITY;
    for (let at = step - back; at < step; at += 1) {
      if (on[at] === 1 && (this.#values[at] ?? 0) > limit) last = at;
    }
    for (let at = step; at <= last + back && at < this.#values.length; at += 1) {
      part.meters.need(at, at);
      if ((this.#values[at] ?? 0) > limit) last = at;
    }
    return Math.max(step, last + back);
  }

  get peaks(): Peaks {
    this.#peaks ??= peaksOf(this.#values, this.#asked);
    return this.#peaks;
  }
}

function stepsBack(ms: number): number {
  return Math.floor(ms / STEP_MS);
}

function peaksOf(values: Float32Array, { step, window, on }: Asked): Peaks {
  const { pieceMs, pieces } = window;
  const max = new Array<number>(pieces).fill(Number.NaN);
  const most = stepsBack(window.toMs - window.fromMs);
  for (let back = 1; back <= most; back += 1) {
    const at = step - back;
    if (on[at] !== 1) continue;
    const piece = Math.floor((back * STEP_MS) / pieceMs);
    if (piece >= pieces) break;
    const known = max[piece] ?? Number.NaN;
    const value = values[at] ?? 0;
    if (Number.isNaN(known) || value > known) max[piece] = value;
  }
  return { pieceMs, max };
}

/** What a query for a machine's signals answers; nothing of a signal that has no point in the window. */
export function measured(asked: Asked): readonly Measurement[] {
  const { part, step, window } = asked;
  if (window.periodS * 1_000 !== STEP_MS) throw new Error("windows of more than a day have other periods");
  const { meters, agentIsDead, hasAccelerator, resource } = part;
  meters.need(step - stepsBack(window.toMs - window.fromMs), step);
  const found: Measurement[] = [];
  // Of a server's processor and network the hypervisor tells; everything else comes from the agent inside.
  if (!agentIsDead || resource.kind === "dev-server") {
    found.push(new PlainMeasurement("cpu", meters.cpu, asked));
    found.push(new PlainMeasurement("network", meters.network, asked));
  }
  if (hasAccelerator && !agentIsDead) found.push(new PlainMeasurement("gpu", meters.accelerator, asked));
  return (found[0]?.points ?? 0) > 0 ? found : [];
}
