import type { Budget } from "../domain/budget.ts";
import type { Config } from "../domain/config.ts";
import { Limits, type OwnerRule, type SourceConfig, type Teams } from "../domain/policy.ts";
import { schemeOf } from "./check-sources.ts";
import type { BudgetFile } from "./file-budget.ts";
import type { ConfigFile } from "./file-schema.ts";
import type { OwnerRuleFile, SourceFile, TeamFile } from "./file-target.ts";
import type { FilesBeside } from "./files-beside.ts";
import { channelsOf, peopleOf } from "./people-parts.ts";
import type { Named } from "./sections.ts";
import { secretsOf } from "./source-secrets.ts";
import { toPolicy } from "./to-policy.ts";
import { toTarget } from "./to-target.ts";
import { isWeakSource } from "./weak-source.ts";

function toOwnerRule(file: OwnerRuleFile, index: number, files: FilesBeside): OwnerRule {
  if (file.field !== undefined) return { kind: "field", field: file.field };
  if (file.name !== undefined) return { kind: "name", pattern: file.name };
  return { kind: "table", rows: files.tables.get(index) ?? {} };
}

function toSource(source: Named<SourceFile>, schemes: readonly string[]): SourceConfig {
  const scheme = schemeOf(source, schemes) ?? source.name;
  const secrets = secretsOf(source.file);
  const weak = isWeakSource(scheme, secrets);
  return { name: source.name, scheme, ...secrets, ...peopleOf(source.file), ...(weak && { weak }) };
}

function toTeam(file: TeamFile): Teams[string] {
  return {
    members: file.members,
    zone: file.zone ?? null,
    calendar: file.calendar ?? null,
    tell: [...channelsOf(file.tell)],
  };
}

function toBudget({ name, file }: Named<BudgetFile>): Budget {
  const [amount = "", currency = ""] = file.amount.split(" ");
  return {
    ...{ name, amount: Number(amount), currency, per: file.per, zone: file.zone },
    scope: file.scope ?? null,
    levels: file.levels.map((share) => Number(share.slice(0, -1)) / 100),
  };
}

function named<T>(block: Readonly<Record<string, T>>): readonly Named<T>[] {
  return Object.entries(block).map(([name, file]) => ({ name, file }));
}

/**
 * The caps, with what was left out. A share of the money that somebody has written holds from the second machine on.
 * Where nothing is said of it a small batch goes through whole, and a larger one is capped no more tightly by money than
 * by number: of machines that cost the same both shares let the same through, so that only dear ones are held back.
 */
function limitsOf(file: ConfigFile["limits"]): Limits {
  const limits = Limits.parse(file ?? {});
  if (file?.moneyPercent !== undefined) return { ...limits, moneyFrom: 2 };
  return { ...limits, moneyPercent: Math.max(limits.moneyPercent, limits.percent) };
}

/** The complete config of a file that was checked before, with every default filled in. */
export function toConfig(file: ConfigFile, files: FilesBeside, schemes: readonly string[]): Config {
  return {
    version: 1,
    targets: named(file.targets).map(toTarget),
    store: file.store,
    allow: [...new Set(file.allow)],
    limits: limitsOf(file.limits),
    owners: file.owners.map((rule, index) => toOwnerRule(rule, index, files)),
    teams: Object.fromEntries(Object.entries(file.teams).map(([name, team]) => [name, toTeam(team)])),
    sources: named(file.sources).map((source) => toSource(source, schemes)),
    policies: named(file.policies).map(toPolicy),
    budgets: named(file.budgets).map(toBudget),
    calendars: files.calendars,
    prices: files.prices,
  };
}
