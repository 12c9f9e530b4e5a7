import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { isAutomationError } from "../../domain/errors.ts";
import { fetchNode2015 } from "../../functiongraph/fetch-node-2015.ts";
import { findNode2015, runsNode2015 } from "../../functiongraph/find-node-2015.ts";
import { invokeOnce } from "../../functiongraph/invoke-once.ts";
import type { RunCommand } from "../command.ts";
import { flagOption, spanOption, textOption } from "../option-values.ts";
import { readInput } from "../read-event.ts";
import { showInvocation } from "../show-invocation.ts";
import { EXIT, type Terminal } from "../terminal.ts";
import { wrongOption } from "../wrong-option.ts";

type Options = Readonly<Record<string, unknown>>;

/** Where the build puts the functions of this platform. */
const BUILT = "dist/functions/functiongraph";

function required(options: Options, name: string, rule: string): string {
  const text = textOption(options, name);
  if (text === undefined || text === "") throw wrongOption(`--${name}`, rule);
  return text;
}

function checkPlatform(options: Options): void {
  const platform = textOption(options, "platform") ?? "functiongraph";
  if (platform !== "functiongraph")
    throw wrongOption("--platform", "functiongraph is the only one so far", platform);
}

/** What could be called instead, or how to come by it. */
function builtNames(folder: string): string {
  const entries = existsSync(folder) ? readdirSync(folder) : [];
  const names = entries.filter((name) => existsSync(join(folder, name, "index.js"))).sort();
  if (names.length > 0) return `built here are ${names.join(", ")}; --bundle takes another folder`;
  return "build it with: npm run prepare, or give --bundle";
}

/** The built code: given, or where the build puts it. */
function bundleOf(options: Options, terminal: Terminal): string {
  const given = textOption(options, "bundle");
  if (given !== undefined) {
    const path = resolve(terminal.cwd, given);
    if (existsSync(path)) return path;
    throw wrongOption("--bundle", "a folder with index.js, or a zip of one; there is none", path);
  }
  const name = required(options, "function", "the name of a function, such as webhook");
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw wrongOption("--function", "a name such as webhook", name);
  const path = resolve(terminal.cwd, BUILT, name);
  if (existsSync(join(path, "index.js"))) return path;
  throw wrongOption("--function", `${join(path, "index.js")} is not built; ${builtNames(dirname(path))}`);
}

/** Variables of the function. A value is never repeated: it may be a secret. */
function variablesOf(options: Options): Record<string, string> {
  const given = options["dataEnv"];
  const pairs = Array.isArray(given) ? given : [];
  return Object.fromEntries(
    pairs.map((pair): [string, string] => {
      const [name = "", ...rest] = String(pair).split("=");
      if (name === "" || rest.length === 0) throw wrongOption("--data-env", "NAME=VALUE");
      return [name, rest.join("=")];
    }),
  );
}

/** The Node.js to run on: the platform's where it can be had, else this one, and that is said. */
async function nodeOf(options: Options, terminal: Terminal): Promise<string> {
  const given = textOption(options, "node");
  if (given === "current") return process.execPath;
  if (given !== undefined) return resolve(terminal.cwd, given);
  const cache = { env: terminal.env };
  const found = await findNode2015(cache);
  if (found !== undefined) return found;
  const otherwise = `curfew: running on Node.js ${process.versions.node}, the platform's newest is 20.15`;
  if (!runsNode2015()) {
    terminal.err(otherwise);
    return process.execPath;
  }
  terminal.err("curfew: fetching Node.js 20.15.1 with npm, once (--node current does without)");
  try {
    return await fetchNode2015(cache);
  } catch (error) {
    if (!isAutomationError(error)) throw error;
    terminal.err(`curfew: ${error.message}`);
    terminal.err(otherwise);
    return process.execPath;
  }
}

/** `curfew invoke`: calls a built function once, the way the platform would. Exit code 0 for outcome ok alone. */
export const runInvoke: RunCommand = async ({ options, terminal }) => {
  checkPlatform(options);
  const codeFolder = bundleOf(options, terminal);
  const file = required(options, "event", "a file with the event as JSON, or - for standard input");
  const event = await readInput(file, terminal);
  const timeoutMs = spanOption(options, "timeout");
  const initializer = textOption(options, "initializer");
  const name = textOption(options, "function");
  const invocation = await invokeOnce(
    {
      codeFolder,
      handler: textOption(options, "handler") ?? "index.handler",
      userData: variablesOf(options),
      ...(initializer === undefined ? {} : { initializer }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(name === undefined ? {} : { functionName: name }),
      node: await nodeOf(options, terminal),
    },
    event,
  );
  if (flagOption(options, "json")) {
    const { outcome, result, error, logs, durationMs } = invocation;
    terminal.out(JSON.stringify({ outcome, result, error, logs, durationMs }));
  } else {
    for (const line of showInvocation(invocation)) terminal.out(line);
  }
  return invocation.outcome === "ok" ? EXIT.ok : EXIT.failed;
};
