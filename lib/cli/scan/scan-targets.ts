import { readFile } from "node:fs/promises";
import { openScanClouds } from "../../compose/scan-cloud.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { Target } from "../../domain/target.ts";
import type { Terminal } from "../terminal.ts";
import { type Scan, type ScanOptions, scanClouds } from "./scan.ts";

/** Rejects when the user wants to stop; never resolves. */
function stopped({ stop }: Terminal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new AutomationError("timeout", "stopped before the scan was complete"));
    if (stop.aborted) fail();
    else stop.addEventListener("abort", fail, { once: true });
  });
}

/** What is broken off has nothing more to say. */
function untilStop<T extends Omit<ScanOptions, "nowMs">>(options: T, { stop }: Terminal): T {
  const { onList, onProblem } = options;
  return {
    ...options,
    ...(onList && { onList: (list) => stop.aborted || onList(list) }),
    ...(onProblem && { onProblem: (problem) => stop.aborted || onProblem(problem) }),
  };
}

/** Scans these targets and gives every connection back. Rejects when the user stops it. */
export async function scanTargets(
  targets: readonly Target[],
  terminal: Terminal,
  options: Omit<ScanOptions, "nowMs">,
): Promise<Scan> {
  const { env, now } = terminal;
  const opened = openScanClouds(targets, { env, now, readFile: (path) => readFile(path, "utf8") });
  try {
    const scan = scanClouds(opened.clouds, { ...untilStop(options, terminal), nowMs: now() });
    return await Promise.race([scan, stopped(terminal)]);
  } finally {
    await opened.close();
  }
}
