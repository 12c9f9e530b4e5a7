import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Diagnostic } from "../../config/diagnostic.ts";
import { pathText } from "../../config/diagnostic.ts";
import { formatDiagnostics } from "../../config/format-diagnostics.ts";
import { issueFindings } from "../../config/issue-findings.ts";
import { readYaml } from "../../config/read-yaml.ts";
import { AutomationError } from "../../domain/errors.ts";
import { PriceBook } from "../../domain/prices.ts";
import type { Terminal } from "../terminal.ts";

type Read =
  | { readonly ok: true; readonly book: PriceBook }
  | { readonly ok: false; readonly errors: readonly Diagnostic[] };

function parse(text: string): Read {
  // JSON is YAML too, so one reader does for both.
  const read = readYaml(text);
  if (!read.ok) {
    const errors = read.faults.map(({ hint, ...fault }) => ({
      severity: "error" as const,
      path: "",
      ...fault,
      ...(hint === null ? {} : { hint }),
    }));
    return { ok: false, errors };
  }
  const { value, locate } = read.document;
  const parsed = PriceBook.safeParse(value);
  if (parsed.success) return { ok: true, book: parsed.data };
  const keys = (path: readonly unknown[]) => (path.length === 0 ? Object.keys(PriceBook.shape) : []);
  const errors = issueFindings(parsed.error.issues, value, keys).map(({ path, part, message, hint }) => ({
    severity: "error" as const,
    path: pathText(path),
    ...locate(path, part ?? "value"),
    message,
    ...(hint ? { hint } : {}),
  }));
  return { ok: false, errors };
}

/** Reads a price file, YAML or JSON. Throws `invalid-config` after showing every problem with its line. */
export async function readPrices(file: string, terminal: Terminal): Promise<PriceBook> {
  const path = resolve(terminal.cwd, file);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : String(error);
    throw new AutomationError("usage", `--prices: ${path}: ${why}`, {
      cause: error,
      details: { field: "prices" },
    });
  }
  const read = parse(text);
  if (read.ok) return read.book;
  terminal.err(formatDiagnostics(read.errors, { path: file, text, color: terminal.color }));
  throw new AutomationError("invalid-config", `--prices: ${file}: ${countOf(read.errors.length)}`, {
    details: { field: "prices" },
  });
}

function countOf(problems: number): string {
  return `${problems} ${problems === 1 ? "problem" : "problems"}`;
}
