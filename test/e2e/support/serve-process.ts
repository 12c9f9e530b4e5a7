import { type ChildProcess, spawn } from "node:child_process";
import { COMMAND } from "./built-command.ts";

const START_MS_MAX = 60_000;

/** A `curfew serve` of its own. */
export interface ServeProcess {
  readonly url: string;
  readonly stdout: () => readonly string[];
  readonly stderr: () => readonly string[];
  /** Sends a signal and waits for the end. Resolves to the exit code, or to the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
  /** SIGKILL, for whatever a test has left running. */
  close(): Promise<void>;
}

export interface ServeProcessOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

export type Ended = number | NodeJS.Signals;

interface Spawned {
  readonly child: ChildProcess;
  readonly said: { stdout: string; stderr: string };
  readonly ended: Promise<Ended>;
}

function spawnServe({ cwd, env, args = ["--port", "0", "--sweep", "1s"] }: ServeProcessOptions): Spawned {
  const child = spawn(process.execPath, [COMMAND, "serve", ...args], {
    cwd,
    env: { PATH: process.env["PATH"] ?? "", HOME: cwd, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    said.stdout += chunk.toString("utf8");
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    said.stderr += chunk.toString("utf8");
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? "SIGKILL"));
  });
  return { child, said, ended };
}

const linesOf = (text: string) => text.split("\n").filter((line) => line !== "");

/** Starts a server and waits until it ends by itself, as it should when it cannot start. */
export async function serveToItsEnd(options: ServeProcessOptions): Promise<{ code: Ended; stderr: string }> {
  const { child, said, ended } = spawnServe(options);
  const timer = setTimeout(() => child.kill("SIGKILL"), START_MS_MAX);
  const code = await ended;
  clearTimeout(timer);
  return { code, stderr: said.stderr };
}

function urlOf({ child, said, ended }: Spawned): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`the server did not start: ${why}\n${said.stderr}`));
    };
    const timer = setTimeout(() => fail("no address in time"), START_MS_MAX);
    void ended.then((code) => fail(`it ended with ${code}`));
    child.stderr?.on("data", () => {
      const url = /listening on (http:\S+)\n/.exec(said.stderr)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

/** Starts a server and waits until it listens. */
export async function startServe(options: ServeProcessOptions): Promise<ServeProcess> {
  const spawned = spawnServe(options);
  const { child, said, ended } = spawned;
  const url = await urlOf(spawned);
  const end = async (signal: NodeJS.Signals): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  return {
    url,
    end,
    stdout: () => linesOf(said.stdout),
    stderr: () => linesOf(said.stderr),
    close: async () => void (await end("SIGKILL")),
  };
}
