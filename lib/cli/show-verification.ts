import { printable } from "./cell-text.ts";
import { paintFor } from "./paint.ts";
import type { Terminal } from "./terminal.ts";
import type { CheckedFile, WholeVerification } from "./verify-archives.ts";

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function fileLine({ file, from, to, runs, entries }: CheckedFile): string {
  const place = from === null ? "no checkpoint" : `checkpoints ${from} to ${to}`;
  return `${printable(file)}: ${place}, ${count(runs, "run")}, ${entries} ${entries === 1 ? "entry" : "entries"}`;
}

/** Shows a check of the log: the finding first, then what to keep, then what nobody could know. */
export function showVerification(found: WholeVerification, terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const { runs, entries, checkpoints, head, problems, unknowns, files } = found;
  const size = `${entries} ${entries === 1 ? "entry" : "entries"} in ${count(runs, "run")}, ${count(checkpoints, "checkpoint")}`;
  terminal.out(
    problems.length === 0
      ? `${paint.green("no problem found")} in ${size}`
      : `${paint.red(count(problems.length, "problem"))} in ${size}`,
  );
  for (const problem of problems) terminal.out(`  ${paint.red("problem")}  ${printable(problem)}`);
  for (const file of files)
    terminal.out(`${file.ok ? paint.green("sound") : paint.red("unsound")}  ${fileLine(file)}`);
  if (head === null) terminal.out("head: none yet, for no run has ended");
  else {
    terminal.out(`head: ${head}`);
    terminal.out("keep the head somewhere else; later: curfew log --verify --anchor HEAD");
  }
  if (unknowns.length > 0) terminal.out(paint.yellow("what this check cannot know:"));
  for (const unknown of unknowns) terminal.out(`  ${printable(unknown)}`);
}
