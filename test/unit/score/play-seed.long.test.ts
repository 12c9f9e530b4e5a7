import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PriceBook } from "../../../lib/domain/prices.ts";
import { playSeed, type Row } from "../../score/play-seed.ts";

const prices = PriceBook.parse(parse(readFileSync("examples/prices.yaml", "utf8")));
const SMALL = { seed: 1001, machines: 12, days: 2, prices } as const;

describe("a small month", () => {
  let rows: readonly Row[] = [];
  const row = (name: string) => rows.find((one) => one.name === name);

  beforeAll(async () => {
    rows = await playSeed(SMALL);
  });

  it("is the same again with the same seed, and another one with another", async () => {
    expect(await playSeed(SMALL)).toEqual(rows);
    expect(await playSeed({ ...SMALL, seed: 1002 })).not.toEqual(rows);
  });

  it("has an oracle that stops nobody's work and saves most of all that do not", () => {
    const oracle = row("oracle");
    expect(oracle).toMatchObject({ falseStops: 0, shareOfOracle: 1, moneyShareOfOracle: 1 });
    const honest = rows.filter(({ falseStops }) => falseStops === 0);
    expect(honest.length).toBeGreaterThan(2);
    for (const { savedHours } of honest) expect(savedHours).toBeLessThanOrEqual(oracle?.savedHours ?? 0);
  });

  it("gives nothing to who never stops anything", () => {
    expect(row("never stop")).toMatchObject({
      ...{ stops: 0, falseStops: 0, shareOfOracle: 0, moneyShareOfOracle: 0, restarts: 0, hoursTaken: 0 },
    });
  });

  it("counts what a blunt rule takes from people", () => {
    const blunt = row("auto-stop after 1 h");
    expect(blunt?.falseStops).toBeGreaterThan(0);
    expect(blunt?.hoursTaken).toBeGreaterThan(0);
    expect(Object.values(blunt?.falseStopsByPattern ?? {}).reduce((sum, count) => sum + count, 0)).toBe(
      blunt?.falseStops,
    );
  });

  it("lets Curfew save something", () => {
    expect(row("curfew")?.savedHours).toBeGreaterThan(0);
  });
});
