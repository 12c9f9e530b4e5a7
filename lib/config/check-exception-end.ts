import { formatDuration, parseDuration } from "../domain/duration.ts";
import { Limits } from "../domain/policy.ts";
import type { Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import { actionOf } from "./policy-parts.ts";
import type { Named, Sections } from "./sections.ts";

const DAY_MS = 86_400_000;

/** What bounds an exception. */
interface ExceptionBounds {
  /** `limits.holdDays`. */
  readonly holdDays: number;
  /** Milliseconds since the epoch; `undefined`: it is not known, and an end that is written out is not looked at. */
  readonly nowMs: number | undefined;
}

function checkEnd(
  { name, file }: Named<PolicyFile>,
  { holdDays, nowMs }: ExceptionBounds,
): readonly Finding[] {
  const action = actionOf(file);
  if (!action || (action.verb !== "hold" && action.verb !== "extend")) return [];
  const { word, parameters } = action;
  const path = ["policies", name, "then", word];
  const bound = `an exception lasts at most ${holdDays}d (limits.holdDays), so ${word} would always be refused`;
  const spanMs = typeof parameters["for"] === "string" ? parseDuration(parameters["for"]) : undefined;
  if (spanMs !== undefined && spanMs > holdDays * DAY_MS) {
    const hint = `write for: ${formatDuration(holdDays * DAY_MS)} at most`;
    return [{ path: [...path, "for"], message: bound, hint }];
  }
  const untilMs = Date.parse(String(parameters["until"] ?? ""));
  if (nowMs === undefined || Number.isNaN(untilMs)) return [];
  const hint = "write for, which counts from when it is asked for";
  const severity = "warning";
  // A warning: time alone must not make a file unusable that was sound when it was written.
  if (untilMs <= nowMs) {
    const message = `until is over, so ${word} is always refused`;
    return [{ path: [...path, "until"], severity, message, hint }];
  }
  if (untilMs - nowMs <= holdDays * DAY_MS) return [];
  const message = `until is further away than ${holdDays}d (limits.holdDays), so ${word} is refused until it is nearer`;
  return [{ path: [...path, "until"], severity, message, hint }];
}

/**
 * Exceptions that are longer than any may be, or that have ended: they would be refused each time somebody asks. Without a
 * time that is known, an end that is written out is not looked at.
 */
export function checkExceptionEnds(
  { policies }: Sections,
  {
    limits,
    nowMs,
  }: { readonly limits: { readonly holdDays?: number } | undefined; readonly nowMs: number | undefined },
): readonly Finding[] {
  const holdDays = limits?.holdDays ?? Limits.shape.holdDays.parse(undefined);
  return policies.flatMap((policy) => checkEnd(policy, { holdDays, nowMs }));
}
