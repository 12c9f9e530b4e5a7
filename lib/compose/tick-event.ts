import type { AutomationEvent } from "../domain/event.ts";

/** The event of a clock slot. The same slot has the same id in every process, so it is worked on once. */
export function tickEvent(slotMs: number, sinceMs: number): AutomationEvent {
  const slot = new Date(slotMs).toISOString();
  return {
    specversion: "1.0",
    id: `tick-${slot}`,
    source: "clock",
    type: "schedule.tick",
    time: slot,
    trigger: "schedule",
    data: { slot, since: new Date(sinceMs).toISOString() },
  };
}
