import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { PriceBook } from "../../../lib/domain/prices.ts";
import { playSeed } from "../../score/play-seed.ts";

const prices = PriceBook.parse(parse(readFileSync("examples/prices.yaml", "utf8")));

it("Curfew's defaults stop nobody's work in a month of 1,000 machines and save nine tenths of the oracle's hours", async () => {
  const rows = await playSeed({ seed: 1001, prices });
  const curfew = rows.find(({ name }) => name === "curfew");
  expect(curfew?.falseStops).toBe(0);
  expect(curfew?.shareOfOracle).toBeGreaterThanOrEqual(0.9);
}, 300_000);
