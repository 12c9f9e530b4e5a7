import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { loadConfig } from "../../config/load-config.ts";
import { type FoundTarget, renderConfig } from "../../config/render-config.ts";
import type { Config } from "../../domain/config.ts";
import { AutomationError } from "../../domain/errors.ts";
import { SCHEMES } from "../../sources/schemes.ts";
import type { RunCommand } from "../command.ts";
import { CONFIG_NAME } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { paintFor } from "../paint.ts";
import { findTargets } from "../scan/find-targets.ts";
import { readPrices } from "../scan/read-prices.ts";
import { readScan } from "../scan/read-scan.ts";
import { reportProgress } from "../scan/report-progress.ts";
import { scanDocument } from "../scan/scan-document.ts";
import { scanTargets } from "../scan/scan-targets.ts";
import { showCount } from "../scan/show-amount.ts";
import { templateTargets } from "../scan/template-targets.ts";
import { EXIT, type Terminal } from "../terminal.ts";

type Options = Readonly<Record<string, unknown>>;

const SCAN_IDLE_MS = 2 * 3_600_000;

const SCHEMA_NAME = "curfew.schema.json";

async function scanNow(terminal: Terminal): Promise<readonly FoundTarget[]> {
  const targets = await findTargets({}, terminal.env);
  terminal.err(`curfew: looking at ${targets.map(({ name, region }) => `${name} ${region}`).join(" and ")}`);
  const onProblem = ({ target, what, text }: { target: string; what: string; text: string }) =>
    terminal.err(`curfew: ${target} ${what}: ${text}`);
  const onWork = (text: string) => reportProgress(text, terminal);
  const scan = await scanTargets(targets, terminal, { idleMs: SCAN_IDLE_MS, onProblem, onWork });
  return scanDocument(scan, { targets, prices: undefined }).targets;
}

async function foundTargets(options: Options, terminal: Terminal): Promise<readonly FoundTarget[]> {
  const file = textOption(options, "fromScan");
  if (file !== undefined) return readScan(file, terminal);
  return flagOption(options, "fromScan") ? scanNow(terminal) : templateTargets(terminal.env);
}

/** The price file as the config is to name it: from where the config stands. */
async function pricesOf(
  options: Options,
  { terminal, path }: { readonly terminal: Terminal; readonly path: string },
): Promise<string | undefined> {
  const file = textOption(options, "prices");
  if (file === undefined) return undefined;
  // Read here, so that what is wrong with it is told of the file and not of the config.
  await readPrices(file, terminal);
  return relative(dirname(path), resolve(terminal.cwd, file)).split(sep).join("/");
}

/** What is about to be written, read back as any other command would read it. */
async function checked(text: string, path: string): Promise<Config> {
  const readBeside = (file: string) => readFile(resolve(dirname(path), file), "utf8");
  const schemes = SCHEMES.map(({ id }) => id);
  const loaded = await loadConfig({ text, path, readFile: readBeside, schemes });
  if (loaded.ok) return loaded.config;
  const lines = loaded.errors.map(({ line, message }) => `line ${line}: ${message}`);
  throw new AutomationError("invalid-config", `nothing was written:\n${lines.join("\n")}`);
}

async function write(path: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? "w" : "wx" });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === "EEXIST"
        ? "is there already and was left alone; --force writes over it"
        : `cannot be written (${message})`;
    throw new AutomationError("usage", `${path}: ${why}`, { cause: error, details: { field: "out" } });
  }
}

function printNext(
  { path, config }: { readonly path: string; readonly config: Config },
  terminal: Terminal,
): void {
  const paint = paintFor(terminal.color);
  const names = config.policies.map(({ name }) => name).join(", ");
  const targets = config.targets.map(({ name }) => name).join(" and ");
  const file = path === CONFIG_NAME ? "" : ` -c ${path}`;
  const steps = [
    [
      `curfew validate${path === CONFIG_NAME ? "" : ` ${path}`}`,
      "every problem with its line, after each edit",
    ],
    [`curfew plan${file}`, "what every policy would do now, and why; sends nothing"],
    [`curfew serve${file}`, "let it run; observing policies write into the log and send nothing"],
    [`curfew enforce NAME${file}`, "after three days: what it would have stopped, and let it act"],
  ] as const;
  const count = showCount(config.policies.length, "policy", "policies");
  terminal.out(`${path}: written, ${count} on ${targets}, observing only: ${names}`);
  terminal.out("");
  terminal.out("Next:");
  const width = Math.max(...steps.map(([command]) => command.length));
  for (const [command, what] of steps) {
    terminal.out(`  ${paint.bold(command.padEnd(width))}  ${paint.dim(what)}`);
  }
}

/** `curfew init`: a first curfew.yaml in which every policy only observes. */
export const runInit: RunCommand = async ({ options, terminal }) => {
  const name = textOption(options, "out") ?? CONFIG_NAME;
  const force = flagOption(options, "force");
  const path = resolve(terminal.cwd, name);
  if (!force && existsSync(path)) {
    throw new AutomationError(
      "usage",
      `${name}: is there already and was left alone; --force writes over it`,
      {
        details: { field: "out" },
      },
    );
  }
  const prices = await pricesOf(options, { terminal, path });
  const text = renderConfig({ targets: await foundTargets(options, terminal), prices });
  const config = await checked(text, path);
  await write(path, text, force);
  const policies = config.policies.map((policy) => policy.name);
  if (flagOption(options, "json")) terminal.out(JSON.stringify({ path, policies }));
  else printNext({ path: name, config }, terminal);
  if (!existsSync(join(dirname(path), SCHEMA_NAME))) {
    terminal.err(`curfew: for help in your editor: curfew schema > ${join(dirname(name), SCHEMA_NAME)}`);
  }
  return EXIT.ok;
};
