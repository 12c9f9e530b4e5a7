import type { Summary } from "../core/summarize.ts";
import type { NewEntry } from "../domain/status.ts";
import { entryAt } from "./entry.ts";
import type { Pass } from "./pass.ts";

/** The one terminal entry of a run. */
export function finishedEntry(pass: Pick<Pass, "entries" | "ports">, summary: Summary): NewEntry {
  const [first] = pass.entries;
  const nowMs = pass.ports.clock.now();
  return entryAt(nowMs, {
    phase: "finished",
    reason: summary.reason,
    text: summary.text,
    durationMs: first ? Math.max(0, nowMs - Date.parse(first.at)) : null,
    details: { counts: summary.counts },
  });
}
