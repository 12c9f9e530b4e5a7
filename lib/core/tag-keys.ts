import type { Config } from "../domain/config.ts";
import type { OwnerRule, Policy } from "../domain/policy.ts";
import { compileExpression } from "./expression.ts";
import { allTagKeys, type TagKeys } from "./expression-tags.ts";

const OWNER_TAG = "tag:";

function keysOfRule(rule: OwnerRule): TagKeys {
  return rule.kind === "field" && rule.field.startsWith(OWNER_TAG)
    ? [rule.field.slice(OWNER_TAG.length)]
    : [];
}

function keysOfSource(source: string): TagKeys {
  // Most expressions ask for no tags, and reading one costs time at each start of a function.
  if (!source.includes("tags")) return [];
  const compiled = compileExpression(source, "where");
  return compiled.ok ? compiled.expression.tags : [];
}

function conditionsOf({ where, waves }: Policy): readonly string[] {
  return [...(where === null ? [] : [where]), ...(waves?.groups ?? [])];
}

/**
 * The tags of servers that this configuration looks at. The list of servers does not tell any, so they are read apart, and
 * whoever forgot one would take a machine that carries it for one that does not.
 */
export function tagKeysOf({
  owners,
  policies,
  budgets,
}: Pick<Config, "owners" | "policies" | "budgets">): TagKeys {
  const onServers = policies.filter(({ resources }) => resources.includes("dev-server"));
  const scopes = budgets.flatMap(({ scope }) => (scope === null ? [] : [scope]));
  const sources = [...onServers.flatMap(conditionsOf), ...scopes];
  return allTagKeys([...owners.map(keysOfRule), ...sources.map(keysOfSource)]);
}
