/** One column of a table. */
export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => string;
  readonly align?: "left" | "right";
  /** Cut to what is left of the line instead of making it longer; one column at most. */
  readonly flexible?: boolean;
  /** Colours a padded cell. */
  readonly paint?: (text: string, row: T) => string;
}

/** How a table is drawn. */
export interface TableOptions {
  /** Width of the line; 0 cuts nothing, as when the output goes to a file. */
  readonly columns: number;
  readonly header?: (text: string) => string;
}

const GAP = "  ";
const FLEXIBLE_MIN = 20;

function widthOf(text: string): number {
  // Wide characters of East Asian scripts take two cells of a terminal.
  return [...text].reduce(
    (sum, char) => sum + (/[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uff00-\uff60]/u.test(char) ? 2 : 1),
    0,
  );
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  for (const char of text) {
    if (widthOf(kept) + widthOf(char) > width - 1) break;
    kept += char;
  }
  return `${kept}…`;
}

function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? space + text : text + space;
}

function widthsOf<T>(columns: readonly Column<T>[], rows: readonly T[], total: number): readonly number[] {
  const natural = columns.map(({ title, value }) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(value(row)))),
  );
  const flexible = columns.findIndex((column) => column.flexible);
  if (flexible < 0 || total === 0) return natural;
  const others = natural.reduce(
    (sum, width, index) => (index === flexible ? sum : sum + width + GAP.length),
    0,
  );
  return natural.map((width, index) =>
    index === flexible ? Math.min(width, Math.max(FLEXIBLE_MIN, total - others)) : width,
  );
}

/** Draws a table, one string per line, the header first. */
export function renderTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  options: TableOptions,
): readonly string[] {
  const widths = widthsOf(columns, rows, options.columns);
  const line = (cells: readonly string[]) => cells.join(GAP).trimEnd();
  const header = line(
    columns.map(({ title, align }, index) => pad(title, widths[index] ?? 0, align ?? "left")),
  );
  const body = rows.map((row) =>
    line(
      columns.map(({ value, align, paint }, index) => {
        const cell = pad(cut(value(row), widths[index] ?? 0), widths[index] ?? 0, align ?? "left");
        return paint ? paint(cell, row) : cell;
      }),
    ),
  );
  return [options.header ? options.header(header) : header, ...body];
}
