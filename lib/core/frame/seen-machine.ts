import type { Measurement } from "../../domain/facts.ts";
import type { SeenMachine, SeenSignal } from "../../domain/frame.ts";
import type { Resource } from "../../domain/resource.ts";
import { isOfAll, isPossible } from "../idle/says-of.ts";
import type { Rulebook } from "../rulebook.ts";
import { pricePerHour } from "../spend/cost-rate.ts";

/** A machine that changed, or whose notebook lease was set, so short a while ago is told whole again. */
const FRESH_MS = 2 * 3_600_000;

/** Signals that are measured over an hour; what a notebook's own address tells holds for the moment alone. */
const METRICS = ["cpu", "gpu", "npu", "network"] as const;

/** What a frame is made with. */
export interface FrameContext {
  readonly rulebook: Rulebook;
  readonly nowMs: number;
  /** Whether every machine is told whole: in the first frame of a day. */
  readonly isWhole: boolean;
}

/** A figure of measurement as frames keep it: three decimals are more than any threshold has. */
function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/**
 * A signal as frames keep it. One that says nothing certain, since an accelerator is silent or a figure cannot be, is told
 * with a single point: work that it showed is kept, and rest it proves as little as it did at the time.
 */
function seenSignal(measurement: Measurement, { flavor }: Resource): readonly SeenSignal[] {
  const { signal, max, points, expected, newestAtMs } = measurement;
  const metric = METRICS.find((name) => name === signal);
  if (metric === undefined || !Number.isFinite(max)) return [];
  const sure = isOfAll(measurement, flavor) && isPossible(measurement);
  return [[metric, rounded(max), sure ? points : Math.min(1, points), expected, newestAtMs]];
}

/** A machine as a frame tells of it. */
export function seenMachine(
  resource: Resource,
  measured: readonly Measurement[],
  { rulebook, nowMs, isWhole }: FrameContext,
): SeenMachine {
  const { owner, team } = rulebook.ownerOf(resource);
  const book = rulebook.pricesOf(resource.target);
  const price = pricePerHour(resource, book);
  const { updatedAtMs, lease } = resource;
  const isFresh = updatedAtMs === null || nowMs - Math.max(updatedAtMs, lease?.setAtMs ?? 0) <= FRESH_MS;
  return {
    ...{ ref: resource.ref, status: resource.status, standing: resource.standing, owner, team },
    price: price === null || book === undefined ? null : [price, book.currency],
    signals: measured.flatMap((one) => seenSignal(one, resource)),
    ...(isWhole || isFresh ? { resource } : {}),
  };
}
