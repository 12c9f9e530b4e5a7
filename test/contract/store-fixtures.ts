import type { AutomationEvent } from "../../lib/domain/event.ts";
import { claimKey } from "../../lib/domain/event.ts";
import type { NewEntry } from "../../lib/domain/status.ts";
import type { Intake } from "../../lib/ports/status-log.ts";
import type { Store } from "../../lib/ports/store.ts";

/** Midnight of the day on which all of these tests happen. */
export const DAY_MS = Date.UTC(2026, 0, 5);

/** ISO 8601, so many milliseconds into that day. */
export function at(ms: number): string {
  return new Date(DAY_MS + ms).toISOString();
}

/** An entry of a phase, so many milliseconds into the day. */
export function entry(phase: NewEntry["phase"], ms: number, fields: Partial<NewEntry> = {}): NewEntry {
  return {
    at: at(ms),
    policy: null,
    resource: null,
    action: null,
    phase,
    reason: phase === "received" ? "received" : "matched",
    text: `an entry of phase ${phase}`,
    step: null,
    call: null,
    request: null,
    durationMs: null,
    details: {},
    ...fields,
  };
}

/** A ticket that moved. */
export function ticket(id: string): AutomationEvent {
  return {
    specversion: "1.0",
    id,
    source: "jira",
    time: at(0),
    trigger: "webhook",
    type: "ticket.updated",
    data: { key: id, status: "Approved" },
  };
}

/** The intake of a ticket, received so many milliseconds into the day, as the run of that name. */
export function intake(run: string, ms = 0, event: AutomationEvent = ticket(`t-${run}`)): Intake {
  return { key: claimKey(event), run, event, entry: entry("received", ms) };
}

/** A run that was received, planned one stop, did it and ended: five entries, the first at `ms`. */
export async function closedRun(store: Store, run: string, ms: number, resource = "prod/notebook/nb-1") {
  await store.accept(intake(run, ms));
  const subject = { policy: "nights", resource, action: "stop", step: `step-${run}` };
  await store.append(run, 1, [entry("planned", ms + 10, { ...subject, reason: "planned" })]);
  await store.append(run, 2, [
    entry("submitting", ms + 20, { ...subject, details: { owner: "u-101" } }),
    entry("succeeded", ms + 30, { ...subject, reason: "confirmed" }),
  ]);
  return store.append(run, 4, [entry("finished", ms + 40, { reason: "done" })]);
}
