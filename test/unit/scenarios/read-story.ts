import { createZoneClock } from "../../../lib/core/hours/zone-clock.ts";
import { type Actor, readMachine } from "./read-machine.ts";

/** One moment of a story. */
export interface Scene {
  /** The moment as it is written: `2026-11-20 22:00 Europe/Berlin`. */
  readonly when: string;
  readonly atMs: number;
  /** What happens then, in words; `null`: the clock comes round. */
  readonly happens: string | null;
  /** What comes of it; `null`: nothing that would have to be judged. */
  readonly outcome: string | null;
}

/** Some machines, and what becomes of them. */
export interface Story {
  readonly actors: readonly Actor[];
  readonly scenes: readonly Scene[];
}

const SCENE = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d) ([A-Z][\w/]+)(?:, ([^:]+))?(?:: (.+))?$/;

function readScene(line: string): Scene {
  const found = SCENE.exec(line);
  if (!found) throw new Error(`no moment of a story: ${line}`);
  const [, day = "", time = "", zone = "", happens = null, outcome = null] = found;
  const atMs = createZoneClock(zone).instantOf(Date.parse(`${day}T${time}Z`), "first");
  return { when: `${day} ${time} ${zone}`, atMs, happens, outcome };
}

/** Reads a story: machines first, then moments; a line that begins with a space goes on with the one before it. */
export function readStory(text: string): Story {
  const lines = text.trim().replaceAll(/\n\s+/g, " ").split("\n");
  const begin = lines.findIndex((line) => /^\d{4}-/.test(line));
  const scenes = lines.slice(begin).map(readScene);
  return { actors: lines.slice(0, begin).map(readMachine), scenes };
}
