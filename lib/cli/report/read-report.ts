import { createReport, type ReportOptions } from "../../core/report/build-report.ts";
import type { Report } from "../../core/report/report.ts";
import type { LogReader } from "../../ports/log-reader.ts";
import { readLogPages } from "../../shell/read-log-pages.ts";
import { readOldStops } from "./read-old-stops.ts";

/** A stop of an earlier month may go on into this one; what is older is looked up for machines that rest since then. */
const LOOK_BACK_MS = 35 * 86_400_000;

/** A frame is written within so long of the hour that it closes. */
const LATE_FRAME_MS = 3_600_000;

/** A piece of a frame tells of 250 machines, so a page of the log is not small. */
const PAGE_ENTRIES = 200;

/** Reads what a month came to, page by page: of a large fleet's history only the sums are held. */
export async function readReport(reader: LogReader, options: ReportOptions): Promise<Report> {
  const { fromMs, untilMs } = options;
  const builder = createReport(options);
  // Of the time before, only the stops count: whether one goes on, the first frame of the month tells.
  const readFromMs = fromMs - LOOK_BACK_MS;
  await readOldStops(reader, { fromMs, readFromMs }, builder.add);
  const before = { phases: ["planned", "succeeded"], sinceMs: readFromMs, untilMs: fromMs } as const;
  const pageEntries = PAGE_ENTRIES;
  await readLogPages(reader, { filter: before, pageEntries }, builder.add);
  const month = { phases: ["planned", "succeeded", "seen"], sinceMs: fromMs } as const;
  // The frame of the last full hour is written a little later.
  const filter = { ...month, untilMs: untilMs + LATE_FRAME_MS };
  await readLogPages(reader, { filter, pageEntries }, builder.add);
  return builder.report();
}
