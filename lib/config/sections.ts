import type * as z from "zod";
import type { VerbName } from "../domain/verbs.ts";
import { BudgetFile } from "./file-budget.ts";
import { OnFile, PolicyFile } from "./file-policy.ts";
import { ConfigFile } from "./file-schema.ts";
import { OwnerRuleFile, SourceFile, TargetFile, TeamFile } from "./file-target.ts";

/** An entry with its name. */
export interface Named<T> {
  readonly name: string;
  readonly file: T;
}

/**
 * The parts of a file that have the right shape, each for itself, so that one mistake does not hide the others.
 * What is left out here was told by the schema of the whole file.
 */
export interface Sections {
  readonly targets: readonly Named<TargetFile>[];
  /** Whether every target is in here; else nothing can be said about all of them. */
  readonly targetsComplete: boolean;
  readonly sources: readonly Named<SourceFile>[];
  /** Names of all sources, also of those that have mistakes. */
  readonly sourceNames: readonly string[];
  readonly owners: readonly { readonly index: number; readonly file: OwnerRuleFile }[];
  readonly teams: readonly Named<z.output<typeof TeamFile>>[];
  readonly budgets: readonly Named<BudgetFile>[];
  readonly policies: readonly Named<PolicyFile>[];
  /** What can be looked at of the policies that have mistakes. */
  readonly brokenPolicies: readonly Named<BrokenPolicy>[];
  /** `null` when it has mistakes itself. */
  readonly allow: readonly VerbName[] | null;
}

/** The sound parts of a policy that is not sound as a whole. */
export interface BrokenPolicy {
  readonly on: OnFile | null;
  readonly where: string | null;
}

function blockAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return {};
  const inner = (value as Readonly<Record<string, unknown>>)[key];
  return typeof inner === "object" && inner !== null ? (inner as Readonly<Record<string, unknown>>) : {};
}

function named<T>(block: Readonly<Record<string, unknown>>, schema: z.ZodType<T>): readonly Named<T>[] {
  return Object.entries(block).flatMap(([name, value]) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [{ name, file: parsed.data }] : [];
  });
}

function brokenPolicies(block: Readonly<Record<string, unknown>>): readonly Named<BrokenPolicy>[] {
  return Object.entries(block).flatMap(([name, value]) => {
    if (PolicyFile.safeParse(value).success || typeof value !== "object" || value === null) return [];
    const { on, where } = value as Readonly<Record<"on" | "where", unknown>>;
    const parsed = OnFile.safeParse(on);
    return [
      {
        name,
        file: { on: parsed.success ? parsed.data : null, where: typeof where === "string" ? where : null },
      },
    ];
  });
}

/** Takes a file apart. */
export function sectionsOf(value: unknown): Sections {
  const targetBlock = blockAt(value, "targets");
  const targets = named(targetBlock, TargetFile);
  const sourceBlock = blockAt(value, "sources");
  const policyBlock = blockAt(value, "policies");
  const allow = ConfigFile.shape.allow.safeParse(
    typeof value === "object" && value !== null
      ? (value as Readonly<Record<string, unknown>>)["allow"]
      : undefined,
  );
  return {
    targets,
    targetsComplete: targets.length === Object.keys(targetBlock).length,
    sources: named(sourceBlock, SourceFile),
    sourceNames: Object.keys(sourceBlock),
    owners: Object.entries(blockAt(value, "owners")).flatMap(([index, entry]) => {
      const parsed = OwnerRuleFile.safeParse(entry);
      return parsed.success ? [{ index: Number(index), file: parsed.data }] : [];
    }),
    teams: named(blockAt(value, "teams"), TeamFile),
    budgets: named(blockAt(value, "budgets"), BudgetFile),
    policies: named(policyBlock, PolicyFile),
    brokenPolicies: brokenPolicies(policyBlock),
    allow: allow.success ? allow.data : null,
  };
}
