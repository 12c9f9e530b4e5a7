import { createReport, type ReportOptions } from "../../core/report/build-report.ts";
import type { Report } from "../../core/report/report.ts";
import type { StatusEntry } from "../../domain/status.ts";
import type { LogCursor, LogFilter, LogReader } from "../../ports/log-reader.ts";

/** A stop of an earlier month may go on into this one; one that is older has been forgotten by everybody. */
const LOOK_BACK_MS = 35 * 86_400_000;

/** A frame is written within so long of the hour that it closes. */
const LATE_FRAME_MS = 3_600_000;

/** A piece of a frame tells of 250 machines, so a page of the log is not small. */
const PAGE_ENTRIES = 200;

async function readPages(
  reader: LogReader,
  filter: LogFilter,
  take: (entry: StatusEntry) => void,
): Promise<void> {
  let after: LogCursor | undefined;
  for (;;) {
    const page = await reader.find(filter, {
      limit: PAGE_ENTRIES,
      ...(after === undefined ? {} : { after }),
    });
    for (const entry of page.entries) take(entry);
    if (page.entries.length < PAGE_ENTRIES || page.cursor === null) return;
    after = page.cursor;
  }
}

/** Reads what a month came to, page by page: of a large fleet's history only the sums are held. */
export async function readReport(reader: LogReader, options: ReportOptions): Promise<Report> {
  const { fromMs, untilMs } = options;
  const builder = createReport(options);
  // Of the time before, only the stops count: whether one goes on, the first frame of the month tells.
  const before = {
    phases: ["planned", "succeeded"],
    sinceMs: fromMs - LOOK_BACK_MS,
    untilMs: fromMs,
  } as const;
  await readPages(reader, before, builder.add);
  const month = { phases: ["planned", "succeeded", "seen"], sinceMs: fromMs } as const;
  // The frame of the last full hour is written a little later.
  await readPages(reader, { ...month, untilMs: untilMs + LATE_FRAME_MS }, builder.add);
  return builder.report();
}
