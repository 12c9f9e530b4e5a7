import type { Resource } from "../../domain/resource.ts";

/** A stretch of time, milliseconds since the epoch. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** When a machine was on within a stretch, as far as its present state and its last change tell. */
export interface RunningSpan {
  /** `null`: not at all. */
  readonly on: Span | null;
  /** How much of the stretch, in milliseconds, might have been the other way round. */
  readonly doubtMs: number;
}

/** Between two passes that lie so near together, a machine without a time of its last change counts as unchanged. */
const NEAR_MS = 30 * 60_000;

/** Changes that begin with the machine on; any other begins with it off. */
const FROM_ON = /STOP|REBOOT|RESTART|DELET/i;

const OFF_SINCE_EVER: RunningSpan = { on: null, doubtMs: 0 };

/** Whether a machine that does not run now was on until it changed. */
function wasOnBefore({ standing, status }: Resource): boolean {
  return standing === "stopped" || (standing === "changing" && FROM_ON.test(status));
}

function unknownSpan(isOn: boolean, span: Span): RunningSpan {
  const lengthMs = span.untilMs - span.fromMs;
  return { on: isOn ? span : null, doubtMs: lengthMs > NEAR_MS ? lengthMs : 0 };
}

/**
 * When a machine was on between two looks at it. Nothing is remembered of single machines, so the last change has to
 * tell: what runs now and changed in between came up then, what is off now went off then. Before that change anything
 * may have been, which is told as doubt and not as a figure.
 */
export function runningSpan(resource: Resource, { fromMs, untilMs }: Span): RunningSpan {
  const bornMs = Math.max(fromMs, resource.createdAtMs ?? fromMs);
  if (bornMs >= untilMs) return OFF_SINCE_EVER;
  const isOn = resource.standing === "running";
  if (resource.updatedAtMs === null) return unknownSpan(isOn, { fromMs: bornMs, untilMs });
  const changedMs = Math.min(Math.max(resource.updatedAtMs, bornMs), untilMs);
  const doubtMs = changedMs - bornMs;
  const span = isOn ? { fromMs: changedMs, untilMs } : { fromMs: bornMs, untilMs: changedMs };
  const isIn = span.fromMs < span.untilMs && (isOn || wasOnBefore(resource));
  return { on: isIn ? span : null, doubtMs };
}
