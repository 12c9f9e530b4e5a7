import { describe, expect, it } from "vitest";
import { configOf, TARGETS } from "../config/load.ts";
import { playStory, writtenStory } from "../scenarios/play-story.ts";
import { readStory } from "../scenarios/read-story.ts";
import { playRecipe, RECIPES } from "./play-recipe.ts";

describe("docs/policies.md", () => {
  it.each(RECIPES)("shows what loads without a warning and comes to what it says: $title", async (recipe) => {
    const { findings, lines } = await playRecipe(recipe);
    expect(findings).toEqual([]);
    expect(lines).toEqual(recipe.story === null ? [] : writtenStory(readStory(recipe.story)));
  });

  it("begins with an ordinary file in eight lines", () => {
    expect(RECIPES[0]?.yaml).toMatch(/^version: 1/);
    expect(RECIPES[0]?.yaml.trim().split("\n").length).toBeLessThanOrEqual(8);
  });

  it("tells a story of every example but the rest of the file, none longer than twelve lines", () => {
    expect(RECIPES.filter(({ story }) => story === null).map(({ title }) => title)).toEqual([
      "The rest of the file",
    ]);
    for (const { title, yaml } of RECIPES) {
      expect(yaml.trim().split("\n").length, title).toBeLessThanOrEqual(12);
    }
  });

  it("would notice a story that is not so", async () => {
    const config = await configOf(
      `${TARGETS}policies: { all: { on: { every: 10m }, resource: notebook, then: stop } }`,
    );
    const story = readStory("a: notebook, of anna\n2026-11-20 22:00 UTC: leaves a (busy)\n");
    expect(await playStory(config, story)).toEqual(["2026-11-20 22:00 UTC: would stop a"]);
  });
});
