import { nameIn } from "../core/name-in.ts";
import { StatusEntry } from "../domain/status.ts";
import { paintFor } from "./paint.ts";
import { entryColumns } from "./show-entry.ts";
import { renderTable } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** Prints entries as they are written. */
export interface EntryPrinter {
  /** Takes one JSON line of the log. */
  line(json: string): void;
}

/** A printer of status entries: JSON lines for programs, one coloured line per entry for people. */
export function entryPrinter(terminal: Terminal, { json }: { readonly json: boolean }): EntryPrinter {
  const names = new Map<string, string>();
  const columns = entryColumns(paintFor(terminal.color), { names, utc: false });
  return {
    line: (text) => {
      if (json) return terminal.out(text);
      const parsed = StatusEntry.safeParse(JSON.parse(text));
      // Checkpoints share the stream; they are for programs.
      if (!parsed.success) return undefined;
      const name = nameIn(parsed.data);
      if (name !== undefined && parsed.data.resource !== null) names.set(parsed.data.resource, name);
      const [, row = ""] = renderTable(columns, [parsed.data], { columns: terminal.columns });
      return terminal.out(row);
    },
  };
}
