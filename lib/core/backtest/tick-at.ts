import type { AutomationEvent } from "../../domain/event.ts";

/** The clock slot of a pass that is played again. */
export function tickAt({
  slotMs,
  sinceMs,
}: {
  readonly slotMs: number;
  readonly sinceMs: number;
}): AutomationEvent {
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
