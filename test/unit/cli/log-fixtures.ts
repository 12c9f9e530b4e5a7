import { type AutomationEvent, claimKey } from "../../../lib/domain/event.ts";
import type { NewEntry, StatusPhase } from "../../../lib/domain/status.ts";
import type { Step } from "../../../lib/domain/step.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { type EntryParts, entryAt, stepEntry } from "../../../lib/shell/entry.ts";
import { NOON_MS } from "./fake-terminal.ts";

/** A step on a machine of its own. */
export function stepOf(id: string, over: Partial<Step> = {}): Step {
  return {
    id,
    wave: 0,
    verb: "stop",
    policy: "nights",
    resource: `prod/notebook/nb-${id}`,
    target: "prod",
    kind: "notebook",
    name: `vision-anna-${id}`,
    owner: "anna",
    parameters: {},
    after: [],
    repeat: "convergent",
    ...over,
  };
}

/** A clock tick; another one for each number. */
export function tick(number: number): AutomationEvent {
  const slot = new Date(NOON_MS - 3_600_000 + number * 60_000).toISOString();
  return {
    specversion: "1.0",
    id: `tick-${slot}`,
    source: "clock",
    type: "schedule.tick",
    time: slot,
    trigger: "schedule",
    data: { slot, since: slot },
  };
}

/** Takes an event in as the run of that name, so many milliseconds before noon. */
export async function receive(
  store: Store,
  run: string,
  { event = tick(0), beforeMs = 0 }: { event?: AutomationEvent; beforeMs?: number } = {},
): Promise<void> {
  const details = { source: event.source, type: event.type, time: event.time };
  const text = `${event.type} from ${event.source}`;
  await store.accept({
    key: claimKey(event),
    run,
    event,
    entry: entryAt(NOON_MS - beforeMs, { phase: "received", reason: "received", text, details }),
  });
}

/** Appends behind whatever the run has, and fails the test when the log refuses. */
export async function add(store: Store, run: string, entries: readonly NewEntry[]): Promise<void> {
  const last = (await store.read(run))?.entries.at(-1)?.seq ?? 0;
  const appended = await store.append(run, last, entries);
  if (!appended.ok) throw new Error(`${run}: ${appended.conflict}`);
}

/** A run whose decision planned these steps. */
export async function planRun(
  store: Store,
  run: string,
  steps: readonly Step[],
  received: { event?: AutomationEvent; beforeMs?: number } = {},
): Promise<void> {
  await receive(store, run, received);
  const atMs = NOON_MS - (received.beforeMs ?? 0);
  await add(store, run, [
    ...steps.map((step) =>
      stepEntry(atMs, step, { phase: "planned", reason: "matched", details: { plan: 1, step } }),
    ),
    entryAt(atMs, { phase: "decided", reason: "matched", details: { complete: true, plan: 1 } }),
  ]);
}

/** Something that happened to a step. */
export function happened(step: Step, phase: StatusPhase, parts: Partial<EntryParts> = {}): NewEntry {
  return stepEntry(NOON_MS, step, { phase, reason: "undecided", ...parts });
}

/** Sent at a time, before noon. */
export function sent(step: Step, beforeMs: number): NewEntry {
  const signedAt = new Date(NOON_MS - beforeMs).toISOString();
  return happened(step, "submitting", { reason: "submitting", call: "c1", details: { signedAt } });
}

/** The last entry of a run. */
export function finished(text = "1 succeeded"): NewEntry {
  return entryAt(NOON_MS, { phase: "finished", reason: "done", text });
}
