import type { StatusEntry } from "../domain/status.ts";
import type { LogCursor, LogFilter, LogReader } from "../ports/log-reader.ts";

/** How a log is gone through. */
export interface LogPages {
  readonly filter: LogFilter;
  /** Entries that are held at a time; an entry with a piece of a frame tells of 250 machines. */
  readonly pageEntries: number;
}

/** Goes through everything that a filter finds, oldest first, a page at a time. */
export async function readLogPages(
  reader: Pick<LogReader, "find">,
  { filter, pageEntries }: LogPages,
  take: (entry: StatusEntry) => void,
): Promise<void> {
  let after: LogCursor | undefined;
  for (;;) {
    const page = await reader.find(filter, {
      limit: pageEntries,
      ...(after === undefined ? {} : { after }),
    });
    for (const entry of page.entries) take(entry);
    if (page.entries.length < pageEntries || page.cursor === null) return;
    after = page.cursor;
  }
}
