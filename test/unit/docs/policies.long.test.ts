import { describe, expect, it } from "vitest";
import { writtenStory } from "../scenarios/play-story.ts";
import { readStory } from "../scenarios/read-story.ts";
import { playRecipe, RECIPES } from "./play-recipe.ts";
import type { Recipe } from "./read-cookbook.ts";

/** Every version of a text with one line less, and every one with another number in it. */
function changed(yaml: string): readonly (readonly [what: string, yaml: string])[] {
  const lines = yaml.trimEnd().split("\n");
  const shorter = lines.map((line, index) => [line.trim(), lines.toSpliced(index, 1).join("\n")] as const);
  const others = [...yaml.matchAll(/\d+/g)].map(({ 0: number, index }) => {
    const other = Number(number) * 2 + 1;
    const before = yaml.slice(0, index);
    return [
      `${before.split("\n").at(-1)?.trim()}${other}`,
      `${before}${other}${yaml.slice(index + number.length)}`,
    ] as const;
  });
  return [...shorter, ...others];
}

/** Written out although it is the default, or a time that no machine of the story comes close to. */
const UNNOTICED = [
  "An ordinary policy in eight lines: prod: { cloud: huaweicloud, region: cn-north-9",
  "Maintenance on the first Sunday: cooldown:15",
  'A person started it again: hours: { off: "20:00-15',
  "Machines that might not come back: scarce: ask",
  'Undo: hours: { off: "Mon-Fri 20:00-15',
  'A budget, softer actions first: where: team == "vision" && saves >1',
  // Stories tell what becomes of machines; who is told of it has tests of its own.
  'Tell the team: teams: { vision: { members: [anna], tell: "slack:env:VISION_HOOK" }, "*": { members: [], tell: "email:ops@example.com" } }',
  'Tell the team: tell: "feishu:env:OPS_ROBOT"',
];

/** How often the clock comes round, and how long waves settle: stories tell what becomes of machines, not how soon. */
const PACE = /(every|settle):\d+$/;

async function isNoticed(recipe: Recipe, story: string): Promise<boolean> {
  try {
    const { findings, lines } = await playRecipe(recipe);
    return findings.length > 0 || lines.join("\n") !== writtenStory(readStory(story)).join("\n");
  } catch {
    return true;
  }
}

/** What can be changed in an example without any change in what becomes of its machines. */
async function unnoticedIn({ story, ...recipe }: Recipe): Promise<readonly string[]> {
  const unnoticed: string[] = [];
  for (const [what, yaml] of story === null ? [] : changed(recipe.yaml)) {
    if (PACE.test(what) || (await isNoticed({ ...recipe, story, yaml: `${yaml}\n` }, story ?? ""))) continue;
    unnoticed.push(`${recipe.title}: ${what}`);
  }
  return unnoticed;
}

describe("docs/policies.md", () => {
  it("has no line and no number whose change its stories would not notice", async () => {
    const unnoticed: string[] = [];
    for (const recipe of RECIPES) unnoticed.push(...(await unnoticedIn(recipe)));
    expect(unnoticed).toEqual(UNNOTICED);
  }, 120_000);
});
