import { dirname, isAbsolute, join } from "node:path";
import type { Calendar } from "../domain/hours.ts";
import { PriceBook } from "../domain/prices.ts";
import { calendarPlaces } from "./calendar-places.ts";
import type { Finding } from "./diagnostic.ts";
import { type OwnerRows, readOwnerTable } from "./owner-table.ts";
import { readCalendar } from "./read-calendar.ts";
import type { Sections } from "./sections.ts";
import { type FilePlace, readStrictFile } from "./strict-file.ts";

/** Most findings of one file beside the config that are told. */
const FINDINGS_MAX = 20;

/** What was read from the files that a config names. */
export interface FilesBeside {
  /** By target. */
  readonly prices: Readonly<Record<string, PriceBook>>;
  /** By position under `owners`. */
  readonly tables: ReadonlyMap<number, OwnerRows>;
  /** By the name as it is written. */
  readonly calendars: Readonly<Record<string, Calendar>>;
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

interface Opened {
  readonly text: string | null;
  readonly findings: readonly Finding[];
}

async function open({ path, file }: FilePlace, configPath: string, readFile: ReadFile): Promise<Opened> {
  const at = isAbsolute(file) ? file : join(dirname(configPath), file);
  try {
    return { text: await readFile(at), findings: [] };
  } catch (error) {
    const hint = isAbsolute(file) ? null : "the path is relative to this config";
    return { text: null, findings: [{ path, message: `${file}: ${whyUnreadable(error)}`, hint }] };
  }
}

type Named<T> = Readonly<Record<string, T>>;

/** Calendars by name. A name is somebody's word: one called `constructor` must not find what every object has. */
async function readCalendars(
  places: readonly FilePlace[],
  { configPath, readFile }: { readonly configPath: string; readonly readFile: ReadFile },
): Promise<{ readonly calendars: Named<Calendar>; readonly findings: readonly Finding[] }> {
  const calendars: Record<string, Calendar> = Object.create(null) as Record<string, Calendar>;
  const findings: Finding[] = [];
  for (const place of places) {
    const opened = await open(place, configPath, readFile);
    findings.push(...opened.findings);
    if (opened.text === null) continue;
    const read = readCalendar(opened.text, place);
    findings.push(...read.findings);
    if (read.content) calendars[place.file] = read.content;
  }
  return { calendars, findings };
}

/** Reads the price files, owner tables and calendars that a config names. Never rejects: what cannot be read is a finding. */
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
    const read = readStrictFile(opened.text, place, { schema: PriceBook });
    findings.push(...read.findings);
    if (read.content) prices[name] = read.content;
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
  const { calendars, findings: ofCalendars } = await readCalendars(calendarPlaces(sections), options);
  return { prices, tables, calendars, findings: [...findings, ...ofCalendars] };
}
