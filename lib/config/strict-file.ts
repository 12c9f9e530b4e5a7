import type * as z from "zod";
import type { ConfigPath, Finding } from "./diagnostic.ts";
import { issueFindings } from "./issue-findings.ts";
import { readYaml } from "./read-yaml.ts";

/** Most findings of one file beside the config that are told. */
const FINDINGS_MAX = 20;

/** A file that a config names, and the place in the config that names it. */
export interface FilePlace {
  readonly path: ConfigPath;
  readonly file: string;
}

/** What a file says, and what is wrong with it, at the place in the config that names it. */
export interface StrictFile<T> {
  readonly content: T | null;
  readonly findings: readonly Finding[];
}

/** Reads a YAML or JSON text by a schema; `check` says what no shape can, with paths into the file. */
export function readStrictFile<T>(
  text: string,
  place: FilePlace,
  {
    schema,
    check = () => [],
  }: {
    readonly schema: z.ZodObject & z.ZodType<T>;
    readonly check?: (content: T) => readonly Finding[];
  },
): StrictFile<T> {
  const { path, file } = place;
  const tell = (
    at: { readonly line: number; readonly column: number },
    { message, hint }: Finding,
  ): Finding => ({
    ...{ path, message: `${file}:${at.line}:${at.column}: ${message}` },
    hint: hint ?? null,
  });
  const read = readYaml(text);
  if (!read.ok) {
    const findings = read.faults.map((fault) => tell(fault, { path, ...fault }));
    return { content: null, findings: findings.slice(0, FINDINGS_MAX) };
  }
  const { value, locate } = read.document;
  const parsed = schema.safeParse(value);
  const keysAt = (at: ConfigPath) => (at.length === 0 ? Object.keys(schema.shape) : []);
  const found = parsed.success ? check(parsed.data) : issueFindings(parsed.error.issues, value, keysAt);
  const findings = found.map((finding) => tell(locate(finding.path, finding.part ?? "value"), finding));
  const content = parsed.success && found.length === 0 ? parsed.data : null;
  return { content, findings: findings.slice(0, FINDINGS_MAX) };
}
