import { flavorFacts } from "./flavors.ts";
import { type LoadSource, loadAt } from "./load.ts";
import type { Machine, Notebook } from "./machine.ts";

/** Huawei's thresholds (FAQ on notebooks that do not stop when idle, 2026-07): percent, and 1.6 kbit/s. */
export const IDLE_RULE = { cpu: 5, accelerator: 1, receivedBytes: 200 } as const;

/** A notebook that has not been idle within this many minutes of one run is not looked at any further. */
const MINUTES_MAX = 60 * 24 * 31;

interface Scan {
  minute: number;
  idleSince: number | null;
}

/**
 * How far each notebook has been looked at. It only saves time: the answer depends on the record alone, which is
 * replaced, never changed, when anything about the notebook changes.
 */
const scans = new WeakMap<Notebook, Scan>();

/** Whether the cloud's own detector calls a minute idle. */
export function isIdleMinute(source: LoadSource, minute: number): boolean {
  const load = loadAt(source, minute);
  return (
    load.cpu <= IDLE_RULE.cpu &&
    load.accelerator <= IDLE_RULE.accelerator &&
    load.receivedBytes <= IDLE_RULE.receivedBytes
  );
}

/** When a running notebook with an idle lease is stopped: at the end of its first idle period up to `now`. */
export function idleLeaseEnd(notebook: Notebook, now: number): number | null {
  const run = notebook.runs.at(-1);
  // Without readings the detector sees nothing, and what it does not see it does not stop.
  if (!run || run.to !== null || isSilent(notebook)) return null;
  const source = loadSource(notebook);
  const first = Math.ceil(Math.max(run.from, notebook.lease.updatedAt) / 60_000);
  const period = Math.ceil(notebook.lease.requested / 60_000);
  const scan = scans.get(notebook) ?? { minute: first, idleSince: null };
  const last = Math.min(Math.floor(now / 60_000), first + MINUTES_MAX);
  while (scan.minute < last && !isOver(scan, period)) {
    if (!isIdleMinute(source, scan.minute)) scan.idleSince = null;
    else scan.idleSince ??= scan.minute;
    scan.minute += 1;
  }
  scans.set(notebook, scan);
  const end = scan.idleSince === null ? null : (scan.idleSince + period) * 60_000;
  return end !== null && end <= now ? end : null;
}

/** What the meters of a machine depend on. */
export function loadSource(machine: Machine): LoadSource {
  const facts = flavorFacts(machine.flavor);
  return { key: machine.key, truth: machine.truth, accelerated: facts.gpus + facts.npus > 0 };
}

/** Whether the machine's agent reports nothing. */
export function isSilent(machine: Machine): boolean {
  return machine.truth.pattern === "dead-agent" || machine.truth.pattern === "no-metrics";
}

function isOver(scan: Scan, period: number): boolean {
  return scan.idleSince !== null && scan.minute >= scan.idleSince + period;
}
