import type { ChildProcess } from "node:child_process";

/** How a child process ended. */
export interface ChildDeath {
  /** In words: `exit code 1`, `signal SIGKILL`. */
  readonly how: string;
  /** Whether it said that its memory did not suffice. */
  readonly outOfMemory: boolean;
}

/** What it printed may still be on its way; something it started may hold the pipes open much longer. */
const DRAIN_MS_MAX = 500;

/** Waits for the end of a child process, and for what it printed before. */
export function childDeath(child: ChildProcess): Promise<ChildDeath> {
  return new Promise((resolve) => {
    const seen = { outOfMemory: false };
    child.stderr?.on("data", (text) => {
      if (/JavaScript heap out of memory/.test(String(text))) seen.outOfMemory = true;
    });
    const end = (how: string) => resolve({ how, outOfMemory: seen.outOfMemory });
    const say = (code: number | null, signal: NodeJS.Signals | null) =>
      signal === null ? `exit code ${code}` : `signal ${signal}`;
    child.once("error", (error) => end(error.message));
    child.once("close", (code, signal) => end(say(code, signal)));
    child.once("exit", (code, signal) => setTimeout(() => end(say(code, signal)), DRAIN_MS_MAX).unref());
  });
}
