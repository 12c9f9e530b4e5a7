import { Command, Option } from "commander";
import { isAutomationError } from "../domain/errors.ts";
import type { CommandEntry } from "./command-entry.ts";
import { COMMANDS } from "./command-list.ts";
import { processTerminal } from "./process-terminal.ts";
import { EXIT, type Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

function fail(terminal: Terminal, error: unknown): number {
  if (isAutomationError(error)) {
    for (const line of error.message.split("\n")) terminal.err(`curfew: ${line}`);
    return error.code === "usage" || error.code.startsWith("invalid-") || error.code === "missing-credentials"
      ? EXIT.usage
      : EXIT.failed;
  }
  terminal.err(`curfew: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  terminal.err("curfew: this is a mistake in Curfew itself; please report it with the lines above");
  return EXIT.failed;
}

function register(
  program: Command,
  entry: CommandEntry,
  terminal: Terminal,
  done: (code: number) => void,
): void {
  const command = program
    .command(entry.name)
    .summary(entry.summary)
    .description(entry.description ?? entry.summary)
    .helpGroup(`${entry.group}:`);
  if (entry.alias) command.alias(entry.alias);
  for (const [flags, description] of entry.arguments ?? []) command.argument(flags, description);
  for (const { flags, description, choices } of entry.options ?? []) {
    const option = new Option(flags, description);
    command.addOption(choices ? option.choices([...choices]) : option);
  }
  if (entry.usesConfig !== false)
    command.option("-c, --config <file>", "configuration (default: curfew.yaml here)");
  command.option("--json", "print JSON instead of text");
  command.action(async (...given: unknown[]) => {
    const args = given.slice(0, -2).filter((arg): arg is string => typeof arg === "string");
    const options = given.at(-2) as Readonly<Record<string, unknown>>;
    try {
      const run = await entry.load();
      done(await run({ args, options, terminal }));
    } catch (error) {
      done(fail(terminal, error));
    }
  });
}

/** Runs one command line. Resolves to the exit code. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  let code: number = EXIT.ok;
  const program = new Command("curfew")
    .description("Event-driven, signed, explainable automation for ModelArts machines.")
    .version(VERSION, "-V, --version")
    .configureOutput({
      writeOut: (text) => terminal.out(text.replace(/\n$/, "")),
      writeErr: (text) => terminal.err(text.replace(/\n$/, "")),
    })
    .exitOverride()
    .showSuggestionAfterError();
  for (const entry of COMMANDS) register(program, entry, terminal, (result) => (code = result));
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    const exit = (error as { exitCode?: number }).exitCode;
    return exit === 0 ? EXIT.ok : EXIT.usage;
  }
}

const terminal = processTerminal();
process.exitCode = await main(process.argv.slice(2), terminal);
