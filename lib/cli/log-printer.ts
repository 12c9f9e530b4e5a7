import { Notice } from "../domain/notice.ts";
import type { StatusEntry } from "../domain/status.ts";
import { paintFor } from "./paint.ts";
import { entryColumns } from "./show-entry.ts";
import { layoutTable, renderHeader, renderRow, type TableLayout } from "./table.ts";
import type { Terminal } from "./terminal.ts";

/** Width from which the time has room for UTC beside it. */
const UTC_COLUMNS_MIN = 150;

/** Prints entries in parts that stand under each other. */
export interface LogPrinter {
  print(entries: readonly StatusEntry[], names: ReadonlyMap<string, string>): void;
}

/** One JSON object a line. */
export function jsonLogPrinter(terminal: Terminal): LogPrinter {
  return {
    print: (entries) => {
      for (const entry of entries) terminal.out(JSON.stringify(entry));
    },
  };
}

function sameDay(a: string | number, b: string | number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

interface Printed {
  names: Map<string, string>;
  layout: TableLayout | undefined;
  withDate: boolean;
}

/** What was answered to somebody, under the entry that says so. */
function answerLines({ details }: StatusEntry): readonly string[] {
  const answer = Notice.safeParse(details["answer"]);
  return answer.success ? answer.data.lines.map((line) => `    ${line}`) : [];
}

/**
 * A table for people; the day is written unless everything is of today.
 *
 * @param whole whether answers are told in full, as where one run is looked at. Default: their first line
 */
export function tableLogPrinter(
  terminal: Terminal,
  { whole = false }: { readonly whole?: boolean } = {},
): LogPrinter {
  const paint = paintFor(terminal.color);
  const { columns: width } = terminal;
  const linesUnder = whole ? answerLines : () => [];
  const state: Printed = { names: new Map(), layout: undefined, withDate: false };
  return {
    print: (entries, names) => {
      if (entries.length === 0) return;
      state.names = new Map([...state.names, ...names]);
      state.withDate ||= entries.some(({ at }) => !sameDay(at, terminal.now()));
      const utc = width === 0 || width >= UTC_COLUMNS_MIN;
      const columns = entryColumns(paint, { names: state.names, utc, date: state.withDate });
      const options = { columns: width, header: (text: string) => paint.dim(text) };
      const isFirst = state.layout === undefined;
      const layout = layoutTable(columns, entries, { ...options, earlier: state.layout });
      state.layout = layout;
      if (isFirst) terminal.out(renderHeader(columns, layout, options));
      for (const entry of entries) {
        terminal.out(renderRow(columns, layout, entry));
        for (const line of linesUnder(entry)) terminal.out(paint.dim(line));
      }
    },
  };
}
