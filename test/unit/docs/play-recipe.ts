import { readFileSync } from "node:fs";
import { provePolicies } from "../../../lib/config/checks/prove-policies.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { told } from "../config/load.ts";
import { playStory } from "../scenarios/play-story.ts";
import { readStory, type Story } from "../scenarios/read-story.ts";
import { completed, type Recipe, readCookbook } from "./read-cookbook.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

/** The page as it stands. */
export const PAGE = read("docs/policies.md");

/** Its examples. */
export const RECIPES = readCookbook(PAGE);

const REST = RECIPES.find(({ title }) => title === "The rest of the file")?.yaml ?? "";

const CALENDARS = {
  "calendars/cn.yaml": read("examples/calendars/cn.yaml"),
  "calendars/de.yaml": read("examples/calendars/de.yaml"),
};

/** A price file with what the machines of a story cost. */
function pricesOf(story: Story | null): string {
  const flavors = Object.fromEntries(
    (story?.actors ?? []).flatMap(({ price }) => (price === null ? [] : [[`priced-${price}`, price]])),
  );
  return JSON.stringify({ version: 1, currency: "EUR", source: "invented", flavors });
}

/** What became of an example: what is wrong with it, and the story as it really goes. */
export interface Played {
  readonly findings: readonly string[];
  readonly lines: readonly string[];
}

/** The calendars of the examples are looked at while they last. */
const NOW = Date.UTC(2026, 8, 1);

/** Loads and proves an example as `curfew validate` does, and plays its story. */
export async function playRecipe({ title, yaml, story: text }: Recipe): Promise<Played> {
  const story = text === null ? null : readStory(text);
  const whole = title === RECIPES[0]?.title ? yaml : completed(yaml, REST);
  const files: Readonly<Record<string, string>> = { ...CALENDARS, "prices.yaml": pricesOf(story) };
  const loaded = await loadConfig({
    ...{ text: whole, path: "curfew.yaml", schemes: SCHEMES.map(({ id }) => id) },
    readFile: async (file) => files[file] ?? Promise.reject(new Error(`no ${file}`)),
    prove: (config) => provePolicies(config, story?.scenes[0]?.atMs ?? NOW),
  });
  const findings = [...(loaded.ok ? [] : loaded.errors), ...loaded.warnings].map(told);
  return { findings, lines: loaded.ok && story !== null ? await playStory(loaded.config, story) : [] };
}
