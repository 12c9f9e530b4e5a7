import { createReport, type ReportOptions } from "../../core/report/build-report.ts";
import type { Report } from "../../core/report/report.ts";
import type { LogCursor, LogReader } from "../../ports/log-reader.ts";

/** A stop of an earlier month may go on into this one; one that is older has been forgotten by everybody. */
const LOOK_BACK_MS = 35 * 86_400_000;

/** A piece of a frame tells of 250 machines, so a page of the log is not small. */
const PAGE_ENTRIES = 200;

/** Reads what a month came to, page by page: of a large fleet's history only the sums are held. */
export async function readReport(reader: LogReader, options: ReportOptions): Promise<Report> {
  const builder = createReport(options);
  const filter = {
    phases: ["planned", "succeeded", "seen"] as const,
    sinceMs: options.fromMs - LOOK_BACK_MS,
    // The frame of the last full hour is written a little later.
    untilMs: options.untilMs + 3_600_000,
  };
  let after: LogCursor | undefined;
  for (;;) {
    const page = await reader.find(filter, {
      limit: PAGE_ENTRIES,
      ...(after === undefined ? {} : { after }),
    });
    for (const entry of page.entries) builder.add(entry);
    if (page.entries.length < PAGE_ENTRIES || page.cursor === null) return builder.report();
    after = page.cursor;
  }
}
