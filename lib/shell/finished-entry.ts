import type { Summary } from "../core/summarize.ts";
import type { NewEntry } from "../domain/status.ts";
import { entryAt } from "./entry.ts";
import type { Pass } from "./pass.ts";

/** The one terminal entry of a run. */
export function finishedEntry(pass: Pick<Pass, "receivedAtMs" | "ports">, summary: Summary): NewEntry {
  const nowMs = pass.ports.clock.now();
  return entryAt(nowMs, {
    phase: "finished",
    reason: summary.reason,
    text: summary.text,
    durationMs: Math.max(0, nowMs - pass.receivedAtMs),
    details: { counts: summary.counts },
  });
}
