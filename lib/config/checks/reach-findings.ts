import { placesOf, whyNever } from "../../core/conflicts/reach.ts";
import { findShadows } from "../../core/conflicts/shadows.ts";
import { termsOf } from "../../core/conflicts/terms-of.ts";
import { didYouMean } from "../../core/nearest-name.ts";
import type { Config } from "../../domain/config.ts";
import type { On, Policy } from "../../domain/policy.ts";
import { RESOURCE_KINDS } from "../../domain/resource.ts";
import { verb } from "../../domain/verbs.ts";
import type { Finding } from "../diagnostic.ts";

/** Whether every machine that its condition can be answered of is meant. */
function meansAll({ where, resources }: Policy, config: Config): boolean {
  if (where === null) return true;
  const outside = termsOf(where, { kind: "where", not: true });
  return outside?.length === 0 || whyNever(outside, placesOf(config, resources)) !== undefined;
}

function meansEveryKind({ resources, action }: Policy, config: Config): boolean {
  const kinds = placesOf(config, RESOURCE_KINDS).map(({ kind }) => kind);
  const takes = action ? verb(action.verb).resources : [];
  return kinds.filter((kind) => takes.includes(kind)).every((kind) => resources.includes(kind));
}

/** What comes round by itself, or whenever somebody sends anything, and asks about nothing at all. */
const UNASKED: readonly On["kind"][] = ["every", "ticket", "webhook", "chat"];
/** What comes seldom enough that one kind of machines may well be meant as a whole. */
const SELDOM: readonly On["kind"][] = ["cron", "budget", "alarm"];

function sweepFindings(policy: Policy, config: Config): readonly Finding[] {
  const { name, on, action, mode, idleMs, hours, resources } = policy;
  if (action === null || mode !== "enforce" || !verb(action.verb).disruptive) return [];
  if (idleMs !== null || hours !== null || !meansAll(policy, config)) return [];
  const isSweep = UNASKED.includes(on.kind) || (SELDOM.includes(on.kind) && meansEveryKind(policy, config));
  const isOnce = verb(action.verb).repeat === "once-only" && on.kind !== "request" && on.kind !== "audit";
  if (!isSweep && !isOnce) return [];
  const whenever = {
    ...{ every: "whenever it comes round", cron: "whenever it comes round" },
    ...{ budget: "when its budget is used up so far", alarm: "at its alarm" },
    ...{ ticket: "at any ticket that it is set off by", webhook: "at anything that it is set off by" },
    chat: "whenever somebody says what sets it off",
    ...{ audit: "at its trace", request: "when somebody asks" },
  }[on.kind];
  return [
    {
      path: ["policies", name],
      part: "key",
      severity: "warning",
      message: `${name} means to ${action.verb} every ${resources.join(" and ")} ${whenever}, whoever works on it`,
      hint: "say which with where, when with hours, or how long it must have rested with idle; limits keeps each run small",
    },
  ];
}

function shadowFindings(config: Config): readonly Finding[] {
  return findShadows(config).map(({ policy, by }) => ({
    path: ["policies", policy.name],
    part: "key",
    severity: "warning",
    message: `${policy.name} means only machines that ${by.name} means too, for the same verb, and asks for at least as much before it acts`,
    hint: "remove one of the two, or narrow the other by where",
  }));
}

/** Nobody reports a budget that is not in the config but senders of webhooks, and whoever writes into the inbox. */
function budgetFindings({ policies, budgets, sources }: Config): readonly Finding[] {
  const known = budgets.map(({ name }) => name);
  return policies.flatMap(({ name, on }) => {
    if (on.kind !== "budget" || known.includes(on.budget)) return [];
    const guess = didYouMean(on.budget, known);
    if (guess === null && sources.length > 0) return [];
    return [
      {
        path: ["policies", name, "on", "budget"],
        severity: "warning" as const,
        message: `there is no budget ${on.budget} under budgets, so ${name} waits for somebody else to report it`,
        hint: guess ?? "add it under budgets, or a source that reports it",
      },
    ];
  });
}

/** Policies that mean too much, or nothing that another one does not mean, and budgets that nobody reports. */
export function reachFindings(config: Config): readonly Finding[] {
  return [
    ...config.policies.flatMap((policy) => sweepFindings(policy, config)),
    ...shadowFindings(config),
    ...budgetFindings(config),
  ];
}
