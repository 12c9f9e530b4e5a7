import { expect, it } from "vitest";
import { FORGERS } from "./forge.ts";
import { playFuzz } from "./play-fuzz.ts";

it("every source lets its genuine delivery in and no forged one; npm run fuzz plays a million of them", async () => {
  const examplesFile = "test/vectors/inbound-examples.json";
  const { tried, perForger, broken, texts, commands, tokens } = await playFuzz({
    seed: 1,
    inputs: 1_500,
    examplesFile,
  });
  expect(broken).toEqual([]);
  expect(tried).toBe(1_500);
  expect([texts, tokens]).toEqual([300, 300]);
  expect(commands).toBeGreaterThan(0);
  expect(Object.keys(perForger).sort()).toEqual(Object.keys(FORGERS).sort());
});
