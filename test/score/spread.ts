import type { Row } from "./play-seed.ts";

/** Smallest, middle and largest value over all seeds. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** What is told of each contestant over many seeds. */
export const FIGURES = [
  "falseStops",
  "shareOfOracle",
  "moneyShareOfOracle",
  "restarts",
  "hoursTaken",
] as const satisfies readonly (keyof Row)[];

/** One line of the table over many seeds. */
export type SpreadRow = { readonly name: string } & Readonly<Record<(typeof FIGURES)[number], Spread>>;

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number) => sorted[place] ?? Number.NaN;
  const half = (sorted.length - 1) / 2;
  return { min: at(0), median: (at(Math.floor(half)) + at(Math.ceil(half))) / 2, max: at(sorted.length - 1) };
}

/** Puts the rows of many seeds together; every seed has the same contestants in the same order. */
export function spread(seeds: readonly (readonly Row[])[]): readonly SpreadRow[] {
  const [first = []] = seeds;
  return first.map(({ name }, index) => {
    const own = seeds.map((rows) => rows[index]).filter((row) => row !== undefined);
    const figures = FIGURES.map((figure) => [figure, spreadOf(own.map((row) => row[figure]))] as const);
    return { name, ...Object.fromEntries(figures) } as SpreadRow;
  });
}

const percent = (share: number) => (share * 100).toFixed(1);
const whole = (value: number) => Math.round(value).toLocaleString("en-US");

function cell({ min, median, max }: Spread, show: (value: number) => string): string {
  const [least, middle, most] = [show(min), show(median), show(max)];
  return least === most ? middle : `${least} · **${middle}** · ${most}`;
}

/** The table of docs/score.md: smallest, **middle** and largest value. */
export function markdown(rows: readonly SpreadRow[]): string {
  const lines = rows.map(
    ({ name, falseStops, shareOfOracle, moneyShareOfOracle, restarts, hoursTaken }) =>
      `| ${name} | ${cell(falseStops, whole)} | ${cell(shareOfOracle, percent)} | ${cell(moneyShareOfOracle, percent)} | ${cell(restarts, whole)} | ${cell(hoursTaken, whole)} |`,
  );
  const head =
    "| | false stops | share of the oracle's hours, % | of its money, % | starts by people | hours taken |";
  return [head, "|---|---|---|---|---|---|", ...lines].join("\n");
}
