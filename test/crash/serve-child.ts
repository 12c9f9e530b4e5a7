import { spawn } from "node:child_process";
import { CRASH_ENV } from "./crash-config.ts";

/** How a server came to its end: a signal, or an exit code of its own. */
export type Ending = NodeJS.Signals | number;

/** A `curfew serve` that can be killed at any moment, also before it listens. */
export interface ServeChild {
  /** When it was started, milliseconds since the epoch. */
  readonly bornMs: number;
  /** Its address as soon as it listens; `undefined` when it ended before that. */
  readonly listening: Promise<string | undefined>;
  readonly ended: Promise<Ending>;
  url(): string | undefined;
  /** SIGKILL: nothing is flushed, nothing is said goodbye to. Resolves when the process is gone. */
  kill(): Promise<Ending>;
  /** What it complained about: its operational lines, and whatever else is no announcement. */
  complaints(): readonly string[];
}

export interface ServeChildOptions {
  readonly folder: string;
  /** Script of the command. */
  readonly script: string;
}

const isAnnouncement = (line: string) => line.startsWith("curfew: ") || line === "";

/** Starts a server on any free port. */
export function startServeChild({ folder, script }: ServeChildOptions): ServeChild {
  const bornMs = Date.now();
  const child = spawn(process.execPath, [script, "serve", "--port", "0", "--sweep", "1s"], {
    cwd: folder,
    env: { ...CRASH_ENV, PATH: process.env["PATH"] ?? "" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  let url: string | undefined;
  // No server outlives the crash run, however that ends.
  const takeAlong = () => child.kill("SIGKILL");
  process.once("exit", takeAlong);
  const ended = new Promise<Ending>((resolve) => {
    child.once("close", (code, signal) => {
      process.off("exit", takeAlong);
      resolve(signal ?? code ?? -1);
    });
  });
  const heard = new Promise<string>((resolve) => {
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
      url ??= /listening on (http:\S+)\n/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  return {
    bornMs,
    ended,
    listening: Promise.race([heard, ended.then(() => undefined)]),
    url: () => url,
    kill: async () => {
      child.kill("SIGKILL");
      return ended;
    },
    complaints: () => said.split("\n").filter((line) => !isAnnouncement(line)),
  };
}
