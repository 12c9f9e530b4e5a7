import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** One thing that a worker said. */
export interface Answer {
  readonly ready?: true;
  readonly done?: true;
  readonly failed?: string;
  readonly code?: string;
  readonly seq?: number;
  readonly permit?: number;
  readonly resource?: string;
  readonly fence?: number;
}

/** A running worker and everything that it has said so far. */
export interface Worker {
  readonly child: ChildProcess;
  readonly answers: readonly Answer[];
  /** Resolves once this has been said. */
  readonly said: (what: (answer: Answer) => boolean) => Promise<void>;
  readonly ended: Promise<unknown>;
}

/**
 * Bundles the worker into a folder and answers its path.
 *
 * @param withDriver whether the bundle can find the driver from there
 */
export async function bundleWorker(folder: string, withDriver: boolean): Promise<string> {
  const outfile = join(folder, withDriver ? "worker.mjs" : "worker-without-driver.mjs");
  const driver = withDriver ? createRequire(import.meta.url).resolve("libsql") : "libsql";
  await build({
    entryPoints: [fileURLToPath(new URL("./store-worker.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    plugins: [
      {
        name: "driver",
        setup: ({ onResolve }) => onResolve({ filter: /^libsql$/ }, () => ({ path: driver, external: true })),
      },
    ],
  });
  return outfile;
}

/** Starts a worker; it waits for {@link go}. */
export function startWorker(bundle: string, ...words: readonly string[]): Worker {
  const child = spawn(process.execPath, [bundle, ...words], { stdio: ["pipe", "pipe", "inherit"] });
  const answers: Answer[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => answers.push(JSON.parse(line)));
  const ended = once(lines, "close");
  const said = async (what: (answer: Answer) => boolean) => {
    const gone = ended.then(() => {
      if (!answers.some(what)) throw new Error(`a worker ended after ${JSON.stringify(answers.at(-1))}`);
    });
    while (!answers.some(what)) await Promise.race([once(lines, "line"), gone]);
  };
  return { child, answers, said, ended };
}

/** Lets workers begin, all at once, after each has started. */
export async function go(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.said((answer) => answer.ready === true)));
  for (const worker of workers) worker.child.stdin?.write("go\n");
}

/** Lets workers begin and waits until all have ended. Answers what each said. */
export async function finish(workers: readonly Worker[]): Promise<readonly (readonly Answer[])[]> {
  await go(workers);
  await Promise.all(workers.map((worker) => worker.ended));
  return workers.map((worker) => worker.answers);
}
