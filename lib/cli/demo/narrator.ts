import { nameIn } from "../../core/name-in.ts";
import type { StatusEntry } from "../../domain/status.ts";
import type { LogCursor } from "../../ports/log-reader.ts";
import type { Store } from "../../ports/store.ts";
import { paintFor, paintPhase } from "../paint.ts";
import { shortResource } from "../show-entry.ts";
import type { Terminal } from "../terminal.ts";

/** Tells what happens while it happens, from the log alone. */
export interface Narrator {
  say(text: string): void;
  title(number: number, text: string): void;
  /** Prints what is new in the log and answers it. */
  catchUp(): Promise<readonly StatusEntry[]>;
  /** Names of machines as the log told them. */
  readonly names: Map<string, string>;
}

const PAGE = 500;
const LINE_MAX = 118;

/** Entries worth a line; the rest stands in the table at the end. */
const TOLD: readonly StatusEntry["phase"][] = [
  "planned",
  "skipped",
  "accepted",
  "succeeded",
  "failed",
  "rejected",
  "finished",
];

/** Reasons that the phase says already. */
const OBVIOUS: readonly StatusEntry["reason"][] = ["confirmed", "accepted"];

/** A narrator that follows a store's log. */
export function createNarrator(
  store: Store,
  { terminal, json }: { readonly terminal: Terminal; readonly json: boolean },
): Narrator {
  const paint = paintFor(terminal.color);
  const names = new Map<string, string>();
  let cursor: LogCursor | undefined;

  function learn(entry: StatusEntry): void {
    const name = nameIn(entry);
    if (name !== undefined && entry.resource !== null) names.set(entry.resource, name);
  }

  function lineOf(entry: StatusEntry): string {
    const who = names.get(entry.resource ?? "") ?? shortResource(entry.resource);
    const why = OBVIOUS.includes(entry.reason) || entry.phase === "finished" ? "" : `${entry.reason}: `;
    const line = `  ${entry.phase.padEnd(10)} ${who.padEnd(22)} ${(entry.action ?? "").padEnd(17)} ${why}${entry.text}`;
    return paintPhase(paint, entry.phase)(line.slice(0, LINE_MAX));
  }

  function tell(entry: StatusEntry): void {
    learn(entry);
    if (json) terminal.out(JSON.stringify(entry));
    else if (TOLD.includes(entry.phase)) terminal.out(lineOf(entry));
  }

  return {
    names,
    say: (text) => {
      if (!json) terminal.out(text);
    },
    title: (number, text) => {
      if (!json) terminal.out(`\n${paint.bold(`${number}. ${text}`)}`);
    },
    catchUp: async () => {
      const { entries, cursor: next } = await store.find(
        {},
        { limit: PAGE, ...(cursor ? { after: cursor } : {}) },
      );
      cursor = next ?? cursor;
      for (const entry of entries) tell(entry);
      return entries;
    },
  };
}
