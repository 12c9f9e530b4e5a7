import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import type { Policy } from "../domain/policy.ts";
import type { Resource } from "../domain/resource.ts";
import type { Target } from "../domain/target.ts";
import { compileExpression, type Expression } from "./expression.ts";
import { type Ownership, resolveOwner } from "./owner.ts";
import { type Saving, savingPerHour } from "./saving.ts";

/** The configuration made ready to judge with: expressions compiled, look-ups prepared. */
export interface Rulebook {
  readonly config: Config;
  /** Hex digest of a text; injected because the core has no cryptography of its own. */
  readonly digest: (text: string) => string;
  where(policy: Policy): Expression | null;
  when(policy: Policy): Expression | null;
  ownerOf(resource: Resource): Ownership;
  savingOf(resource: Resource): Saving;
  target(name: string): Target | undefined;
}

function compiled(source: string | null, kind: "where" | "when", policy: string): Expression | null {
  if (source === null) return null;
  const result = compileExpression(source, kind);
  if (result.ok) return result.expression;
  throw new AutomationError("invalid-config", `policies.${policy}.${kind}: ${result.message}`, {
    details: { field: `policies.${policy}.${kind}` },
  });
}

function whenOf({ on }: Policy): string | null {
  return "when" in on ? on.when : null;
}

/** Compiles a checked configuration once, at start. Throws `invalid-config` for an expression that does not parse. */
export function createRulebook(
  config: Config,
  options: { readonly digest: (text: string) => string },
): Rulebook {
  const wheres = new Map(config.policies.map((p) => [p.name, compiled(p.where, "where", p.name)]));
  const whens = new Map(config.policies.map((p) => [p.name, compiled(whenOf(p), "when", p.name)]));
  const prices = new Map(Object.entries(config.prices));
  const targets = new Map(config.targets.map((target) => [target.name, target]));
  return {
    config,
    digest: options.digest,
    where: (policy) => wheres.get(policy.name) ?? null,
    when: (policy) => whens.get(policy.name) ?? null,
    ownerOf: (resource) => resolveOwner(resource, config.owners, config.teams),
    savingOf: (resource) => savingPerHour(resource, prices.get(resource.target)),
    target: (name) => targets.get(name),
  };
}
