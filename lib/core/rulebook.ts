import type { Budget } from "../domain/budget.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import type { Policy, SourceConfig } from "../domain/policy.ts";
import type { PriceBook } from "../domain/prices.ts";
import type { Resource } from "../domain/resource.ts";
import type { Target } from "../domain/target.ts";
import { type AccessBook, createAccessBook } from "./access/access-book.ts";
import { compileExpression, type Expression } from "./expression.ts";
import { createFreezes, type FreezeAt } from "./hours/freezes.ts";
import { createHoursBook, type HoursBook } from "./hours/hours-book.ts";
import { lately } from "./lately.ts";
import { type Ownership, resolveOwner } from "./owner.ts";
import { type Saving, savingPerHour } from "./saving.ts";
import { TICKET_OF_NOBODY, type TicketPeople } from "./ticket/people-of-ticket.ts";
import { policyForm } from "./trial/policy-form.ts";
import { type Resolve, targetForm } from "./trial/target-form.ts";
import { compileValue, type ValueExpression } from "./value-expression.ts";

/** Machines of whom the owner is remembered; a few pieces of a fleet. */
const OWNERS_KEPT = 1_024;

const NONE_READ: ReadonlyMap<string, ValueExpression> = new Map();

/** The configuration made ready to judge with: expressions compiled, look-ups prepared. */
export interface Rulebook {
  readonly config: Config;
  /** Hex digest of a text; injected because the core has no cryptography of its own. */
  readonly digest: (text: string) => string;
  where(policy: Policy): Expression | null;
  when(policy: Policy): Expression | null;
  /** Parameters that a policy reads out of its event, by their names. */
  parametersFrom(policy: Policy): ReadonlyMap<string, ValueExpression>;
  /** How a source's tickets tell who asked and who agreed. */
  peopleOf(source: string): TicketPeople;
  /** Who may do what by way of which source. */
  readonly access: AccessBook;
  /** Conditions of the groups that a policy goes through one after the other; empty when it has none. */
  waves(policy: Policy): readonly Expression[];
  /** The hours of a policy in the zones and by the calendar of a team. */
  readonly hoursOf: HoursBook["hoursOf"];
  /** The freeze that holds at an instant, milliseconds since the epoch. */
  readonly freezeAt: FreezeAt;
  ownerOf(resource: Resource): Ownership;
  savingOf(resource: Resource): Saving;
  /** Which machines a budget pays for; `null`: all. */
  scope(budget: Budget): Expression | null;
  /** The price book of a target. */
  pricesOf(target: string): PriceBook | undefined;
  target(name: string): Target | undefined;
  /** What tells the present wording of a policy from an earlier one; `undefined` for one that is not in the config. */
  formOf(policy: string): string | undefined;
  /** What tells the machines behind a target's name from others; `undefined` for one that is not in the config. */
  targetFormOf(target: string): string | undefined;
}

function compiled(source: string | null, kind: "where" | "when", policy: string): Expression | null {
  if (source === null) return null;
  const result = compileExpression(source, kind);
  if (result.ok) return result.expression;
  throw new AutomationError("invalid-config", `policies.${policy}.${kind}: ${result.message}`, {
    details: { field: `policies.${policy}.${kind}` },
  });
}

/** Without a place in the file that is any better, a group is named by its number, counted from 0 as in the file. */
function compiledWaves({ name, waves }: Policy): readonly Expression[] {
  return (waves?.groups ?? []).flatMap((source, index) => {
    const result = compileExpression(source, "where");
    if (result.ok) return [result.expression];
    const field = `policies.${name}.waves.order.${index}`;
    throw new AutomationError("invalid-config", `${field}: ${result.message}`, { details: { field } });
  });
}

function compiledScope({ name, scope }: Budget): Expression | null {
  if (scope === null) return null;
  const result = compileExpression(scope, "where");
  if (result.ok) return result.expression;
  const field = `budgets.${name}.scope`;
  throw new AutomationError("invalid-config", `${field}: ${result.message}`, { details: { field } });
}

function compiledValue(source: string, field: string): ValueExpression {
  const result = compileValue(source);
  if (result.ok) return result.expression;
  throw new AutomationError("invalid-config", `${field}: ${result.message}`, { details: { field } });
}

function compiledParameters({ name, parametersFrom }: Policy): ReadonlyMap<string, ValueExpression> {
  const read = Object.entries(parametersFrom).map(
    ([parameter, source]) =>
      [parameter, compiledValue(source, `policies.${name}.with.${parameter}`)] as const,
  );
  return new Map(read);
}

function compiledPeople({ name, requester, approver }: SourceConfig): TicketPeople {
  const read = (source: string | null, key: string) =>
    source === null ? null : compiledValue(source, `sources.${name}.${key}`);
  return { requester: read(requester, "requester"), approver: read(approver, "approver") };
}

function whenOf({ on }: Policy): string | null {
  return "when" in on ? on.when : null;
}

/** What a rulebook is made with. */
export interface RulebookOptions {
  readonly digest: (text: string) => string;
  /** Looks up the references in targets, so that two projects behind one variable are told apart. Default: as written. */
  readonly resolve?: Resolve;
}

/** Compiles a checked configuration once, at start. Throws `invalid-config` for an expression that does not parse. */
export function createRulebook(config: Config, options: RulebookOptions): Rulebook {
  const wheres = new Map(config.policies.map((p) => [p.name, compiled(p.where, "where", p.name)]));
  const whens = new Map(config.policies.map((p) => [p.name, compiled(whenOf(p), "when", p.name)]));
  const parameters = new Map(config.policies.map((p) => [p.name, compiledParameters(p)]));
  const people = new Map(config.sources.map((source) => [source.name, compiledPeople(source)]));
  const waves = new Map(config.policies.map((p) => [p.name, compiledWaves(p)]));
  const scopes = new Map(config.budgets.map((budget) => [budget.name, compiledScope(budget)]));
  const prices = new Map(Object.entries(config.prices));
  const targets = new Map(config.targets.map((target) => [target.name, target]));
  const forms = new Map(config.policies.map((p) => [p.name, policyForm(p, options.digest)]));
  const ownerOf = lately(OWNERS_KEPT, (resource: Resource) =>
    resolveOwner(resource, config.owners, config.teams),
  );
  const savingOf = (resource: Resource) => savingPerHour(resource, prices.get(resource.target));
  const peopleOf = (source: string) => people.get(source) ?? TICKET_OF_NOBODY;
  const resolve: Resolve = options.resolve ?? ((reference) => reference);
  return {
    config,
    digest: options.digest,
    where: (policy) => wheres.get(policy.name) ?? null,
    when: (policy) => whens.get(policy.name) ?? null,
    parametersFrom: (policy) => parameters.get(policy.name) ?? NONE_READ,
    peopleOf,
    access: createAccessBook({ config, peopleOf, ownerOf, savingOf }),
    waves: (policy) => waves.get(policy.name) ?? [],
    hoursOf: createHoursBook(config).hoursOf,
    freezeAt: createFreezes(config.limits.freeze),
    ownerOf,
    savingOf,
    scope: (budget) => scopes.get(budget.name) ?? null,
    pricesOf: (name) => prices.get(name),
    target: (name) => targets.get(name),
    formOf: (policy) => forms.get(policy),
    targetFormOf: (name) => {
      const target = targets.get(name);
      return target && targetForm(target, { digest: options.digest, resolve });
    },
  };
}
