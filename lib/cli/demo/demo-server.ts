import { type ChildProcess, spawn } from "node:child_process";
import { AutomationError } from "../../domain/errors.ts";

/** A `curfew serve` of its own, so that it can really be killed. */
export interface DemoServer {
  readonly url: string;
  /** SIGKILL: nothing is flushed, nothing is said goodbye to. */
  kill(): Promise<void>;
}

/** How the server is started. */
export interface DemoServerOptions {
  readonly folder: string;
  /** Script of this very command. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

const START_MS_MAX = 60_000;

function urlFrom(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new AutomationError("unavailable", `the demo's server did not start: ${why}\n${said}`));
    };
    const timer = setTimeout(() => fail("no answer in time"), START_MS_MAX);
    child.once("exit", (code) => fail(`it ended with code ${code}`));
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString("utf8");
      const url = /listening on (http:\S+)/.exec(said)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

/** Starts a server on any free port and waits until it listens. */
export async function startDemoServer({ folder, script, env }: DemoServerOptions): Promise<DemoServer> {
  const child = spawn(process.execPath, [script, "serve", "--port", "0", "--sweep", "1s"], {
    cwd: folder,
    env: { ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  // However the demo ends (its reader may have gone away), no server is left behind.
  const takeAlong = () => child.kill("SIGKILL");
  process.once("exit", takeAlong);
  const gone = new Promise<void>((resolve) =>
    child.once("exit", () => {
      process.off("exit", takeAlong);
      resolve();
    }),
  );
  const url = await urlFrom(child);
  return {
    url,
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
