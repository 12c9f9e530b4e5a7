import { printable, widthOf } from "../cell-text.ts";
import { type Paint, paintFor } from "../paint.ts";
import type { Terminal } from "../terminal.ts";
import type { Finding, FindingLevel } from "./finding.ts";

/** How often each level was found. */
export function countLevels(findings: readonly Finding[]): Readonly<Record<FindingLevel, number>> {
  const counts = { ok: 0, warning: 0, problem: 0 };
  for (const { level } of findings) counts[level] += 1;
  return counts;
}

function painted(paint: Paint, level: FindingLevel, text: string): string {
  return { ok: paint.green, warning: paint.yellow, problem: paint.red }[level](text);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Shows findings one a line, each with its way out below, and their sum. */
export function showFindings(findings: readonly Finding[], terminal: Terminal): void {
  const paint = paintFor(terminal.color);
  const subjectWidth = Math.max(0, ...findings.map(({ subject }) => widthOf(subject)));
  for (const { level, subject, text, wayOut } of findings) {
    terminal.out(
      `${painted(paint, level, level.padEnd(7))}  ${subject.padEnd(subjectWidth)}  ${printable(text)}`,
    );
    if (wayOut !== null) terminal.out(`${" ".repeat(subjectWidth + 11)}→ ${printable(wayOut)}`);
  }
  const counts = countLevels(findings);
  terminal.out("");
  if (counts.problem + counts.warning === 0) terminal.out(paint.green("all is well"));
  else terminal.out(`${plural(counts.problem, "problem")}, ${plural(counts.warning, "warning")}`);
}
