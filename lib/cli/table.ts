import { cut, printable, widthOf } from "./cell-text.ts";

/** One column of a table. */
export interface Column<T> {
  readonly title: string;
  readonly value: (row: T) => string;
  readonly align?: "left" | "right";
  /** Cut to what is left of the line instead of making it longer; one column at most. */
  readonly flexible?: boolean;
  /** Left out where the line is too narrow for all; the smallest number goes first. Default: stays. */
  readonly dropFirst?: number;
  /** Colours a padded cell. */
  readonly paint?: (text: string, row: T) => string;
}

/** How a table is drawn. */
export interface TableOptions {
  /** Width of the line; 0 cuts nothing, as when the output goes to a file. */
  readonly columns: number;
  readonly header?: (text: string) => string;
}

/** Widths of the columns. Kept between two parts of one long table, so that the second stands under the first. */
export interface TableLayout {
  /** What the widest cell so far would like to have. */
  readonly natural: readonly number[];
  /** What it gets; 0 for a column that is left out. */
  readonly widths: readonly number[];
}

const GAP = "  ";
const FLEXIBLE_MIN = 20;
/** A column is never cut below this: less says nothing. */
const COLUMN_MIN = 6;

function pad(text: string, width: number, align: "left" | "right"): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "right" ? space + text : text + space;
}

function lineWidth(widths: readonly number[]): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, GAP.length * Math.max(0, shown.length - 1));
}

/** Leaves out columns that may be, one after the other, until the rest fits with the flexible one at its smallest. */
function dropped<T>(columns: readonly Column<T>[], smallest: readonly number[], total: number): Set<number> {
  const order = columns
    .map(({ dropFirst }, index) => ({ dropFirst, index }))
    .filter((entry) => entry.dropFirst !== undefined)
    .sort((a, b) => (a.dropFirst ?? 0) - (b.dropFirst ?? 0));
  const out = new Set<number>();
  for (const { index } of order) {
    if (lineWidth(smallest.map((width, at) => (out.has(at) ? 0 : width))) <= total) break;
    out.add(index);
  }
  return out;
}

/** Takes from the widest column, cell by cell, until the line fits or nothing more can be taken. */
function shrunk(widths: readonly number[], total: number): readonly number[] {
  const left = [...widths];
  for (let over = lineWidth(left) - total; over > 0; over -= 1) {
    const widest = left.indexOf(Math.max(...left));
    if ((left[widest] ?? 0) <= COLUMN_MIN) break;
    left[widest] = (left[widest] ?? 0) - 1;
  }
  return left;
}

function fitted<T>(
  columns: readonly Column<T>[],
  natural: readonly number[],
  total: number,
): readonly number[] {
  if (total === 0 || lineWidth(natural) <= total) return natural;
  const smallest = natural.map((width, index) =>
    columns[index]?.flexible ? Math.min(width, FLEXIBLE_MIN) : width,
  );
  const out = dropped(columns, smallest, total);
  const kept = smallest.map((width, index) => (out.has(index) ? 0 : width));
  const spare = Math.max(0, total - lineWidth(kept));
  const widened = kept.map((width, index) =>
    columns[index]?.flexible ? Math.min(natural[index] ?? width, width + spare) : width,
  );
  return shrunk(widened, total);
}

function cellOf<T>(column: Column<T>, row: T): string {
  return printable(column.value(row));
}

/** Measures rows; with the layout of earlier ones the columns grow and never shrink. */
export function layoutTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  options: TableOptions & { readonly earlier?: TableLayout | undefined },
): TableLayout {
  const natural = columns.map((column, index) =>
    rows.reduce(
      (width, row) => Math.max(width, widthOf(cellOf(column, row))),
      options.earlier?.natural[index] ?? widthOf(column.title),
    ),
  );
  return { natural, widths: fitted(columns, natural, options.columns) };
}

/** The line of the titles. */
export function renderHeader<T>(
  columns: readonly Column<T>[],
  { widths }: TableLayout,
  { header }: TableOptions,
): string {
  const cells = columns.flatMap(({ title, align }, index) => {
    const width = widths[index] ?? 0;
    return width === 0 ? [] : [pad(cut(title, width), width, align ?? "left")];
  });
  const line = cells.join(GAP).trimEnd();
  return header ? header(line) : line;
}

/** The line of one row. */
export function renderRow<T>(columns: readonly Column<T>[], { widths }: TableLayout, row: T): string {
  const cells = columns.flatMap((column, index) => {
    const width = widths[index] ?? 0;
    if (width === 0) return [];
    const cell = pad(cut(cellOf(column, row), width), width, column.align ?? "left");
    return [column.paint ? column.paint(cell, row) : cell];
  });
  return cells.join(GAP).trimEnd();
}

/** Draws a table, one string per line, the header first. */
export function renderTable<T>(
  columns: readonly Column<T>[],
  rows: readonly T[],
  options: TableOptions,
): readonly string[] {
  const layout = layoutTable(columns, rows, options);
  return [renderHeader(columns, layout, options), ...rows.map((row) => renderRow(columns, layout, row))];
}
