import type { OwnerRule, Teams } from "../domain/policy.ts";
import type { Resource } from "../domain/resource.ts";

/** Who a machine belongs to; `null` where no rule tells. */
export interface Ownership {
  readonly owner: string | null;
  readonly team: string | null;
}

const NOBODY: Ownership = { owner: null, team: null };

function fromField(field: string, resource: Resource): Ownership {
  const value = field.startsWith("tag:")
    ? resource.tags[field.slice("tag:".length)]
    : field === "user.name"
      ? resource.user.name
      : resource.user.id;
  return value ? { owner: value, team: null } : NOBODY;
}

function fromName(pattern: string, resource: Resource): Ownership {
  const groups = new RegExp(pattern, "u").exec(resource.name)?.groups;
  // A group that matched nothing names nobody.
  return { owner: groups?.["owner"] || null, team: groups?.["team"] || null };
}

/** Names of machines are other people's words: one called `constructor` must not find what every object has. */
function fromTable(rows: Extract<OwnerRule, { kind: "table" }>["rows"], resource: Resource): Ownership {
  const key = [resource.ref, resource.id, resource.name].find((name) => Object.hasOwn(rows, name));
  return (key === undefined ? undefined : rows[key]) ?? NOBODY;
}

function fromRule(rule: OwnerRule, resource: Resource): Ownership {
  switch (rule.kind) {
    case "field":
      return fromField(rule.field, resource);
    case "name":
      return fromName(rule.pattern, resource);
    case "table":
      return fromTable(rule.rows, resource);
  }
}

function teamOf(owner: string | null, teams: Teams): string | null {
  const isMember = (member: string) => member === owner;
  return Object.entries(teams).find(([, team]) => team.members.some(isMember))?.[0] ?? null;
}

/**
 * Finds the owner by the rules in order; the first that finds one wins. A team is taken from any rule that tells
 * one, else from the list of members, else from the resource's `team` tag.
 */
export function resolveOwner(resource: Resource, rules: readonly OwnerRule[], teams: Teams): Ownership {
  const found = rules.map((rule) => fromRule(rule, resource));
  const owner = found.find((ownership) => ownership.owner !== null)?.owner ?? null;
  const team =
    found.find((ownership) => ownership.team !== null)?.team ??
    teamOf(owner, teams) ??
    resource.tags["team"] ??
    null;
  return { owner, team };
}
