import { loadSource } from "../idle-lease.ts";
import { loadAt } from "../load.ts";
import type { Notebook } from "../machine.ts";
import { truthWorks } from "../truth.ts";

const MINUTE_MS = 60_000;

/** How far back the last cell is looked for; before that nothing is known of it. */
const LOOKED_BACK_MINUTES = 60 * 24 * 3;

/** Above this somebody has run a cell, and does not only read and write; percent. */
const CELL_CPU = 15;

/** What a notebook's one kernel does. */
export interface KernelLife {
  readonly state: "idle" | "busy";
  /** Milliseconds since the epoch. */
  readonly lastActivity: number;
}

/** Whether the kernel runs something: work goes on in it, but for those who came in by SSH and have none. */
function runs(notebook: Notebook, minute: number): boolean {
  const { truth } = notebook;
  const at = minute * MINUTE_MS;
  switch (truth.pattern) {
    case "think-time":
      return loadAt(loadSource(notebook), minute).cpu >= CELL_CPU;
    case "ssh-only":
      return false;
    default:
      return truthWorks(truth, at);
  }
}

function lastRun(notebook: Notebook, minute: number, from: number): number {
  const first = Math.max(Math.floor(from / MINUTE_MS), minute - LOOKED_BACK_MINUTES);
  for (let at = minute; at > first; at -= 1) if (runs(notebook, at)) return (at + 1) * MINUTE_MS;
  return from;
}

/**
 * The kernel of a running notebook at a moment. A busy kernel that prints nothing does not move its last activity, as
 * with the real server: it stays at the start of the work.
 */
export function kernelLife(notebook: Notebook, now: number): KernelLife {
  const started = notebook.runs.at(-1)?.from ?? now;
  const minute = Math.floor(now / MINUTE_MS);
  if (!runs(notebook, minute)) {
    return { state: "idle", lastActivity: Math.min(now, lastRun(notebook, minute - 1, started)) };
  }
  return { state: "busy", lastActivity: started };
}
