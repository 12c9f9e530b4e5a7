import { dirname, isAbsolute, join } from "node:path";
import { PriceBook } from "../domain/prices.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import { issueFindings } from "./issue-findings.ts";
import { type OwnerRows, readOwnerTable } from "./owner-table.ts";
import { readYaml } from "./read-yaml.ts";
import type { Sections } from "./sections.ts";

/** Most findings of one file beside the config that are told. */
const FINDINGS_MAX = 20;

/** What was read from the files that a config names. */
export interface FilesBeside {
  /** By target. */
  readonly prices: Readonly<Record<string, PriceBook>>;
  /** By position under `owners`. */
  readonly tables: ReadonlyMap<number, OwnerRows>;
  readonly findings: readonly Finding[];
}

/** Reads a file as text; rejects when it cannot. */
export type ReadFile = (path: string) => Promise<string>;

/** Why a file could not be read, without what it holds. */
function whyUnreadable(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return "there is no such file";
  return code === "" ? "it cannot be read" : `it cannot be read (${code})`;
}

interface Place {
  readonly path: ConfigPath;
  readonly file: string;
}

interface Opened {
  readonly text: string | null;
  readonly findings: readonly Finding[];
}

async function open({ path, file }: Place, configPath: string, readFile: ReadFile): Promise<Opened> {
  const at = isAbsolute(file) ? file : join(dirname(configPath), file);
  try {
    return { text: await readFile(at), findings: [] };
  } catch (error) {
    const hint = isAbsolute(file) ? null : "the path is relative to this config";
    return { text: null, findings: [{ path, message: `${file}: ${whyUnreadable(error)}`, hint }] };
  }
}

function readPriceBook(
  text: string,
  { path, file }: Place,
): { book: PriceBook | null; findings: readonly Finding[] } {
  const read = readYaml(text);
  if (!read.ok) {
    const findings = read.faults.map(({ line, column, message, hint }) => ({
      path,
      message: `${file}:${line}:${column}: ${message}`,
      hint,
    }));
    return { book: null, findings: findings.slice(0, FINDINGS_MAX) };
  }
  const { value, locate } = read.document;
  const parsed = PriceBook.safeParse(value);
  if (parsed.success) return { book: parsed.data, findings: [] };
  const keysAt = (at: ConfigPath) => (at.length === 0 ? Object.keys(PriceBook.shape) : []);
  const findings = issueFindings(parsed.error.issues, value, keysAt).map((finding) => {
    const { line, column } = locate(finding.path, finding.part ?? "value");
    return { path, message: `${file}:${line}:${column}: ${finding.message}`, hint: finding.hint ?? null };
  });
  return { book: null, findings: findings.slice(0, FINDINGS_MAX) };
}

/** Reads the price files and owner tables that a config names. Never rejects: what cannot be read is a finding. */
export async function readFilesBeside(
  sections: Sections,
  options: { readonly configPath: string; readonly readFile: ReadFile },
): Promise<FilesBeside> {
  const prices: Record<string, PriceBook> = Object.create(null) as Record<string, PriceBook>;
  const tables = new Map<number, OwnerRows>();
  const findings: Finding[] = [];
  for (const { name, file: target } of sections.targets) {
    if (target.prices === undefined) continue;
    const place = { path: ["targets", name, "prices"], file: target.prices };
    const opened = await open(place, options.configPath, options.readFile);
    findings.push(...opened.findings);
    if (opened.text === null) continue;
    const read = readPriceBook(opened.text, place);
    findings.push(...read.findings);
    if (read.book) prices[name] = read.book;
  }
  for (const { index, file: rule } of sections.owners) {
    if (rule.csv === undefined) continue;
    const place = { path: ["owners", index, "csv"], file: rule.csv };
    const opened = await open(place, options.configPath, options.readFile);
    findings.push(...opened.findings);
    if (opened.text === null) continue;
    const table = readOwnerTable(opened.text);
    tables.set(index, table.rows);
    findings.push(
      ...table.problems.slice(0, FINDINGS_MAX).map(({ line, message }) => ({
        path: place.path,
        message: `${place.file}:${line}: ${message}`,
      })),
    );
  }
  return { prices, tables, findings };
}
