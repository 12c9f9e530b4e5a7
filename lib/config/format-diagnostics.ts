import pc from "picocolors";
import { concealSecrets } from "./conceal.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** How findings are shown. */
export interface FormatOptions {
  /** Name of the file, as it was given. */
  readonly path: string;
  /** Its text, for the lines to show. */
  readonly text: string;
  /** Whether to use terminal colours. Default: no. */
  readonly color?: boolean;
}

/** Widest line that is shown; longer ones are cut around the place. */
const LINE_WIDTH_MAX = 160;

interface Excerpt {
  readonly line: string;
  /** Characters before the caret. */
  readonly before: number;
}

/** The line as it may be shown. What is covered or cut before the place moves the caret with it. */
function excerptOf({ column, conceal }: Diagnostic, raw: string): Excerpt {
  const start = column - 1;
  const head = concealSecrets(raw.slice(0, start));
  const whole = concealSecrets(raw);
  // Only where nothing before the place was covered does the caret stand where the parser said.
  const line = conceal ? `${head}***` : whole.startsWith(head) ? whole : `${head}***`;
  const before = head.length;
  if (line.length <= LINE_WIDTH_MAX) return { line, before };
  const from = Math.max(0, Math.min(before - LINE_WIDTH_MAX / 2, line.length - LINE_WIDTH_MAX));
  return { line: line.slice(from, from + LINE_WIDTH_MAX), before: before - from };
}

/** Control characters would move the cursor of a terminal; a tab is one column wide, as the parser counts it. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}

function formatOne(diagnostic: Diagnostic, options: FormatOptions): string {
  const colors = pc.createColors(options.color ?? false);
  const { severity, line, column, message, hint, path } = diagnostic;
  const paint = severity === "error" ? colors.red : colors.yellow;
  const number = String(line);
  const gutter = " ".repeat(number.length);
  const raw = options.text.split(/\r\n|\n/)[line - 1] ?? "";
  const excerpt = excerptOf(diagnostic, raw);
  const rows = [
    `${colors.bold(`${options.path}:${line}:${column}`)} ${paint(severity)}: ${printable(message)}${path === "" ? "" : colors.dim(` (${printable(path)})`)}`,
    `${colors.dim(`${gutter} |`)}`,
    `${colors.dim(`${number} |`)} ${printable(excerpt.line)}`,
    `${colors.dim(`${gutter} |`)} ${" ".repeat(excerpt.before)}${paint("^")}`,
  ];
  if (hint !== undefined) rows.push(`${colors.dim(`${gutter} =`)} ${printable(hint)}`);
  return rows.join("\n");
}

/** Shows findings the way a compiler does: place, rule, the line with a caret, the way out. Secrets are covered. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], options: FormatOptions): string {
  return diagnostics.map((diagnostic) => formatOne(diagnostic, options)).join("\n\n");
}
