import { REASONS, type Reason } from "../domain/reasons.ts";
import type { NewEntry, StatusPhase } from "../domain/status.ts";
import type { Step } from "../domain/step.ts";

/** The parts of an entry that are not the same everywhere. */
export interface EntryParts {
  readonly phase: StatusPhase;
  readonly reason: Reason;
  /** Default: the sentence that belongs to the reason. */
  readonly text?: string;
  readonly policy?: string | null;
  readonly resource?: string | null;
  readonly action?: string | null;
  readonly step?: string | null;
  readonly call?: string | null;
  readonly request?: string | null;
  readonly durationMs?: number | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Completes an entry; what does not apply is `null`. */
export function entryAt(nowMs: number, parts: EntryParts): NewEntry {
  return {
    at: new Date(nowMs).toISOString(),
    policy: parts.policy ?? null,
    resource: parts.resource ?? null,
    action: parts.action ?? null,
    phase: parts.phase,
    reason: parts.reason,
    text: parts.text ?? REASONS[parts.reason],
    step: parts.step ?? null,
    call: parts.call ?? null,
    request: parts.request ?? null,
    durationMs: parts.durationMs ?? null,
    details: { ...parts.details },
  };
}

/** An entry about a step. */
export function stepEntry(
  nowMs: number,
  step: Step,
  parts: Omit<EntryParts, "policy" | "resource" | "action" | "step">,
): NewEntry {
  return entryAt(nowMs, {
    ...parts,
    policy: step.policy,
    resource: step.resource,
    action: step.verb,
    step: step.id,
  });
}
