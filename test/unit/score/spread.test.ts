import { expect, it } from "vitest";
import type { Row } from "../../score/play-seed.ts";
import { markdown, spread } from "../../score/spread.ts";

const row = (falseStops: number, shareOfOracle: number) =>
  ({ name: "a", falseStops, shareOfOracle, moneyShareOfOracle: 1, restarts: 1_234, hoursTaken: 0 }) as Row;

it("the spread tells the smallest, the middle and the largest value", () => {
  const rows = spread([[row(4, 0.9)], [row(0, 0.8)], [row(1, 0.5)]]);
  expect(rows[0]).toMatchObject({
    name: "a",
    falseStops: { min: 0, median: 1, max: 4 },
    shareOfOracle: { min: 0.5, median: 0.8, max: 0.9 },
  });
  expect(markdown(rows)).toContain("| a | 0 · **1** · 4 | 50.0 · **80.0** · 90.0 | 100.0 | 1,234 | 0 |");
});
