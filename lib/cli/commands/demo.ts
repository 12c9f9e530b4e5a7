import type { StatusEntry } from "../../domain/status.ts";
import type { RunCommand } from "../command.ts";
import { checkWorld } from "../demo/check-world.ts";
import { buildWorld, type DemoWorld } from "../demo/demo-world.ts";
import { createNarrator, type Narrator } from "../demo/narrator.ts";
import type { Stage } from "../demo/stage.ts";
import { STORIES } from "../demo/stories.ts";
import { STORY_NAMES, type StoryName } from "../demo/story-names.ts";
import { flagOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { entryColumns } from "../show-entry.ts";
import { renderTable } from "../table.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

const ENTRIES_MAX = 1_000;

/** Outcomes and reasons; what lies between them can be seen with `curfew log`. */
const IN_TABLE: readonly StatusEntry["phase"][] = [
  "skipped",
  "submitting",
  "succeeded",
  "failed",
  "rejected",
  "unknown",
  "finished",
];

async function printLog(world: DemoWorld, narrator: Narrator, terminal: Terminal): Promise<void> {
  const { entries } = await world.store.find({}, { limit: ENTRIES_MAX });
  const paint = paintFor(terminal.color);
  const rows = entries.filter(({ phase }) => IN_TABLE.includes(phase));
  narrator.say(
    `\n${paint.bold("The status log")} (${rows.length} of ${entries.length} entries; times are local)`,
  );
  const columns = entryColumns(paint, { names: narrator.names, utc: false });
  for (const line of renderTable(columns, rows, { columns: terminal.columns || 160, header: paint.dim }))
    narrator.say(line);
}

async function verify(world: DemoWorld, narrator: Narrator, terminal: Terminal): Promise<readonly string[]> {
  const first = await world.store.verify({ key: world.logKey });
  const anchored =
    first.head === null ? first : await world.store.verify({ key: world.logKey, anchor: first.head });
  const { runs, entries, checkpoints, problems } = anchored;
  const paint = paintFor(terminal.color);
  const verdict = problems.length === 0 ? paint.green("unbroken") : paint.red("BROKEN");
  narrator.say(
    `\nThe chain is ${verdict}: ${runs} runs, ${entries} entries, ${checkpoints} sealed checkpoints, head ${first.head?.slice(0, 16)}…`,
  );
  return problems;
}

const KILL_AT_MS_MAX = 60_000;

/** `--kill-at`, in milliseconds; `undefined` when it is not given. Throws `usage` for anything but a number. */
function killAtOption(options: Readonly<Record<string, unknown>>): number | undefined {
  const text = textOption(options, "killAt");
  if (text === undefined) return undefined;
  const ms = Number(text);
  if (text.trim() !== "" && Number.isInteger(ms) && ms >= 0 && ms <= KILL_AT_MS_MAX) return ms;
  throw wrongOption("--kill-at", `whole milliseconds from 0 to ${KILL_AT_MS_MAX}`, text);
}

/** `--story`: one of them, or all in their order. */
function storyOption(options: Readonly<Record<string, unknown>>): readonly StoryName[] {
  const name = textOption(options, "story");
  return name === undefined ? STORY_NAMES : STORY_NAMES.filter((story) => story === name);
}

async function play(stage: Stage, stories: readonly StoryName[], terminal: Terminal): Promise<number> {
  const { world, narrator } = stage;
  for (const story of stories) await STORIES[story](stage);
  await narrator.catchUp();
  await printLog(world, narrator, terminal);
  const problems = [...(await verify(world, narrator, terminal)), ...checkWorld(world, stories)];
  for (const problem of problems) terminal.err(`curfew: ${problem}`);
  if (problems.length > 0) return EXIT.failed;
  narrator.say(
    "The emulated cloud's own journal agrees: every call that had to be made was made, once, and no other.",
  );
  narrator.say(
    "\nNext: curfew scan (your cloud, only reading) · curfew init · curfew serve (this, to play with)",
  );
  return EXIT.ok;
}

/** `curfew demo`: four stories over real HTTP, against an emulated cloud, in processes that are really killed. */
export const runDemo: RunCommand = async ({ options, terminal }) => {
  const json = flagOption(options, "json");
  const stories = storyOption(options);
  const killAtMs = killAtOption(options);
  if (!json)
    terminal.out("Curfew demo: an emulated ModelArts with 24 machines, a server process, and a status log.");
  const world = await buildWorld({ script: process.argv[1] ?? "", path: terminal.env("PATH") });
  try {
    const narrator = createNarrator(world.store, { terminal, json });
    narrator.say(
      `  cloud ${world.emulator.url} · server ${world.server.url} · log ${world.folder}/curfew.db`,
    );
    const { now, stop } = terminal;
    const stage = { world, narrator, now, stop, ...(killAtMs === undefined ? {} : { killAtMs }) };
    return await play(stage, stories, terminal);
  } finally {
    await world.close();
  }
};
