import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { provePolicies } from "../../config/checks/prove-policies.ts";
import { formatDiagnostics } from "../../config/format-diagnostics.ts";
import { type LoadedConfig, loadConfig } from "../../config/load-config.ts";
import { HOSTS } from "../../config/store-host.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { Policy } from "../../domain/policy.ts";
import { SCHEMES } from "../../sources/schemes.ts";
import type { RunCommand } from "../command.ts";
import { CONFIG_NAME } from "../open-session.ts";
import { flagOption, textOption } from "../option-values.ts";
import { type Paint, paintFor } from "../paint.ts";
import { readInput } from "../read-event.ts";
import { showMeant, showOn, showThen } from "../show-policy.ts";
import { type Column, renderTable } from "../table.ts";
import { EXIT, type Terminal } from "../terminal.ts";

function columns(paint: Paint): readonly Column<Policy>[] {
  return [
    { title: "POLICY", value: ({ name }) => name, paint: (text) => paint.bold(text) },
    { title: "ON", value: ({ on }) => showOn(on) },
    { title: "KINDS", value: ({ resources }) => resources.join(", ") },
    { title: "THEN", value: showThen },
    {
      title: "MODE",
      value: ({ mode }) => mode,
      paint: (text, { mode }) => (mode === "enforce" ? paint.yellow(text) : paint.dim(text)),
    },
    { title: "WHICH", value: showMeant, flexible: true },
  ];
}

function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** Whether the answer is yes; `--strict` takes a warning for a no, for checks that nobody reads. */
function passes(loaded: LoadedConfig, strict: boolean): boolean {
  return loaded.ok && !(strict && loaded.warnings.length > 0);
}

function printResult(loaded: LoadedConfig, name: string, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const warnings = counted(loaded.warnings.length, "warning");
  if (!loaded.ok) {
    const errors = counted(loaded.errors.length, "error");
    terminal.out(`${name}: ${paint.red("not usable")}, ${errors}, ${warnings}`);
    return;
  }
  const { policies } = loaded.config;
  terminal.out(
    `${name}: ${paint.green("ok")}, ${counted(policies.length, "policy", "policies")}, ${warnings}`,
  );
  if (policies.length === 0) return;
  terminal.out("");
  const table = { columns: terminal.columns, header: paint.dim };
  for (const line of renderTable(columns(paint), policies, table)) terminal.out(line);
}

async function readConfigText(name: string, given: boolean, terminal: Terminal): Promise<string> {
  try {
    return await readInput(name, terminal);
  } catch (error) {
    const { code } = (error as AutomationError).cause as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw error;
    const where = given ? "" : ` in ${terminal.cwd}`;
    throw new AutomationError(
      "invalid-config",
      `${name}: there is no such file${where}; write one with: curfew init`,
      {
        cause: error,
      },
    );
  }
}

/** `curfew validate`: every problem of a configuration, with its line and the way out. Looks up no secret. */
export const runValidate: RunCommand = async ({ args, options, terminal }) => {
  const name = args[0] ?? CONFIG_NAME;
  const text = await readConfigText(name, args.length > 0, terminal);
  const path = name === "-" ? join(terminal.cwd, CONFIG_NAME) : name;
  const absolute = resolve(terminal.cwd, path);
  const loaded = await loadConfig({
    text,
    path: absolute,
    readFile: (file) => readFile(resolve(dirname(absolute), file), "utf8"),
    schemes: SCHEMES.map(({ id }) => id),
    today: { nowMs: terminal.now(), ended: "error" },
    prove: (config) => provePolicies(config, terminal.now()),
    host: HOSTS.find((host) => host === textOption(options, "host")) ?? "of-store",
  });
  const errors = loaded.ok ? [] : loaded.errors;
  if (flagOption(options, "json")) {
    terminal.out(JSON.stringify({ ok: loaded.ok, errors, warnings: loaded.warnings }));
  } else {
    const all = [...errors, ...loaded.warnings];
    const shown = formatDiagnostics(all, { path: name, text, color: terminal.color });
    if (all.length > 0) terminal.err(`${shown}\n`);
    printResult(loaded, name, terminal);
  }
  return passes(loaded, flagOption(options, "strict")) ? EXIT.ok : EXIT.usage;
};
