import { FIND_ENTRIES_MAX } from "../domain/status.ts";
import { advanceRun, type PassReport } from "./run-event.ts";
import { DEADLINE_MARGIN_MS, type PassOptions, type ShellPorts } from "./shell-ports.ts";
import { isTelling } from "./tell-news.ts";

/** Bounds of a sweep. */
export interface SweepOptions extends PassOptions {
  /** Most runs looked at. Default 10,000, the most that the log tells at once. */
  readonly limit?: number;
  /** Goes on with one run, unless this process works on it already. Default: `advanceRun`. */
  readonly advance?: (run: string, options: PassOptions) => Promise<PassReport>;
  /** Told of a run whose pass broke; the sweep goes on with the others. */
  readonly onError: (run: string, error: unknown) => void;
}

/**
 * Goes on with every run that has not ended. One that fails does not stop the others. A sweep that has a deadline
 * begins each time at another place: otherwise runs that wait for slow machines would use up the time of those behind
 * them for ever.
 */
export async function sweepRuns(ports: ShellPorts, options: SweepOptions): Promise<readonly PassReport[]> {
  const { deadlineMs } = options;
  const advance = options.advance ?? ((run, bounds) => advanceRun(run, ports, bounds));
  const reports: PassReport[] = [];
  const all = await ports.store.openRuns({ limit: options.limit ?? FIND_ENTRIES_MAX });
  const open = all.filter((run) => !isTelling(run));
  const start =
    deadlineMs === undefined ? 0 : Math.floor(ports.clock.now() / 1_000) % Math.max(1, open.length);
  for (const { run } of [...open.slice(start), ...open.slice(0, start)]) {
    if (deadlineMs !== undefined && ports.clock.now() > deadlineMs - DEADLINE_MARGIN_MS) break;
    try {
      reports.push(await advance(run, options));
    } catch (error) {
      options.onError(run, error);
    }
  }
  return reports;
}
