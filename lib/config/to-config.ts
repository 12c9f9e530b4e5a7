import type { Config } from "../domain/config.ts";
import { Limits, type OwnerRule, type SourceConfig } from "../domain/policy.ts";
import { schemeOf } from "./check-sources.ts";
import type { ConfigFile } from "./file-schema.ts";
import type { OwnerRuleFile, SourceFile } from "./file-target.ts";
import type { FilesBeside } from "./files-beside.ts";
import type { Named } from "./sections.ts";
import { toPolicy } from "./to-policy.ts";
import { toTarget } from "./to-target.ts";

function toOwnerRule(file: OwnerRuleFile, index: number, files: FilesBeside): OwnerRule {
  if (file.field !== undefined) return { kind: "field", field: file.field };
  if (file.name !== undefined) return { kind: "name", pattern: file.name };
  return { kind: "table", rows: files.tables.get(index) ?? {} };
}

function toSource(source: Named<SourceFile>, schemes: readonly string[]): SourceConfig {
  const { secret } = source.file;
  return {
    name: source.name,
    scheme: schemeOf(source, schemes) ?? source.name,
    secrets: typeof secret === "string" ? [secret] : secret,
  };
}

function named<T>(block: Readonly<Record<string, T>>): readonly Named<T>[] {
  return Object.entries(block).map(([name, file]) => ({ name, file }));
}

/** The complete config of a file that was checked before, with every default filled in. */
export function toConfig(file: ConfigFile, files: FilesBeside, schemes: readonly string[]): Config {
  return {
    version: 1,
    targets: named(file.targets).map(toTarget),
    store: file.store,
    allow: [...new Set(file.allow)],
    limits: Limits.parse(file.limits ?? {}),
    owners: file.owners.map((rule, index) => toOwnerRule(rule, index, files)),
    teams: file.teams,
    sources: named(file.sources).map((source) => toSource(source, schemes)),
    policies: named(file.policies).map(toPolicy),
    prices: files.prices,
  };
}
