import { describe, expect, it } from "vitest";
import { widthOf } from "../../../lib/cli/cell-text.ts";
import { type Column, layoutTable, renderRow, renderTable } from "../../../lib/cli/table.ts";

interface Row {
  readonly name: string;
  readonly count: number;
  readonly text: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "NAME", value: ({ name }) => name },
  { title: "COUNT", value: ({ count }) => String(count), align: "right", dropFirst: 1 },
  { title: "TEXT", value: ({ text }) => text, flexible: true },
];

const LONG = "a long text that says a great deal more than fits into a narrow window";
const ROWS: readonly Row[] = [
  { name: "train", count: 7, text: "short" },
  { name: "vision-anna", count: 1234, text: LONG },
];

describe("renderTable", () => {
  it("aligns columns under their titles and leaves no blanks at the ends", () => {
    expect(renderTable(COLUMNS, ROWS.slice(0, 1), { columns: 0 })).toEqual([
      "NAME   COUNT  TEXT",
      "train      7  short",
    ]);
  });

  it("cuts nothing where nobody watches", () => {
    expect(renderTable(COLUMNS, ROWS, { columns: 0 })[2]).toContain(LONG);
  });

  it.each([120, 60, 40, 30, 20])("fits into %i columns", (columns) => {
    for (const line of renderTable(COLUMNS, ROWS, { columns })) {
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it("cuts the flexible column first and keeps the others whole", () => {
    const line = renderTable(COLUMNS, ROWS, { columns: 60 })[2];
    expect(line).toMatch(/^vision-anna {3}1234 {2}a long .*…$/);
  });

  it("leaves out a column that may go before it cuts one that may not", () => {
    const lines = renderTable(COLUMNS, ROWS, { columns: 36 });
    expect(lines[0]).not.toContain("COUNT");
    expect(lines[2]).toContain("vision-anna");
  });

  it("keeps a cell on its line and out of the terminal's control", () => {
    const [, line] = renderTable(COLUMNS, [{ name: "a\nb", count: 1, text: "\u001b[31mred" }], {
      columns: 0,
    });
    expect(line).toBe("a b       1   [31mred");
  });

  it("paints padded cells, so that escapes do not count as width", () => {
    const painted: readonly Column<Row>[] = [
      { title: "NAME", value: ({ name }) => name, paint: (text) => `<${text}>` },
      { title: "TEXT", value: ({ text }) => text },
    ];
    expect(renderTable(painted, ROWS.slice(0, 1), { columns: 0, header: (text) => `#${text}` })).toEqual([
      "#NAME   TEXT",
      "<train>  short",
    ]);
  });
});

describe("layoutTable", () => {
  it("lets a later part of the same table stand under the first", () => {
    const first = layoutTable(COLUMNS, ROWS, { columns: 0 });
    const small = ROWS.slice(0, 1);
    const later = layoutTable(COLUMNS, small, { columns: 0, earlier: first });
    expect(later.widths).toEqual(first.widths);
    expect(renderRow(COLUMNS, later, ROWS[0] as Row)).toBe("train            7  short");
  });
});
