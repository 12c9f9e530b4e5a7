import type { Config } from "../../domain/config.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import { RESOURCE_KINDS, type ResourceKind } from "../../domain/resource.ts";
import { type FactsQuery, type ListWanted, offers } from "../facts-needed.ts";

const HOUR_MS = 3_600_000;

/** How often budgets are metered: half of the ten minutes in which a crossing has to be told. */
export const METER_EVERY_MS = 300_000;

/** What a tick has to write down beside its decision. */
export interface Observation {
  /** The full hour that a frame is due for, milliseconds since the epoch; `null`: none is. */
  readonly frameMs: number | null;
  /** Whether budgets are metered. */
  readonly meters: boolean;
}

/** A tick that has nothing to write down beside its decision. */
export const NOTHING_TO_OBSERVE: Observation = { frameMs: null, meters: false };

/** What a clock slot has to observe; nothing for any other event. */
export function observationOf(event: AutomationEvent, { budgets }: Pick<Config, "budgets">): Observation {
  if (event.type !== "schedule.tick") return NOTHING_TO_OBSERVE;
  const slotMs = Date.parse(event.data.slot);
  const sinceMs = Date.parse(event.data.since);
  const turned = (everyMs: number) => Math.floor(slotMs / everyMs) > Math.floor(sinceMs / everyMs);
  return {
    frameMs: turned(HOUR_MS) ? Math.floor(slotMs / HOUR_MS) * HOUR_MS : null,
    meters: budgets.length > 0 && turned(METER_EVERY_MS),
  };
}

/** A supernode is paid for through its servers, which are machines of their own. */
const PAID_KINDS: readonly ResourceKind[] = RESOURCE_KINDS.filter((kind) => kind !== "supernode");

/** Lists that budgets are metered by: every kind of machine of every target that has prices. */
export function meterLists({ targets, prices }: Pick<Config, "targets" | "prices">): readonly ListWanted[] {
  return targets
    .filter(({ name }) => Object.hasOwn(prices, name))
    .flatMap((target) =>
      PAID_KINDS.filter((kind) => offers(target, kind)).map((kind) => ({ target: target.name, kind })),
    );
}

/** The query with further lists, each list once. */
export function withLists(query: FactsQuery, lists: readonly ListWanted[]): FactsQuery {
  const key = ({ target, kind }: ListWanted) => `${target}/${kind}`;
  const known = new Map(query.lists.map((list) => [key(list), list]));
  for (const list of lists) known.set(key(list), list);
  return { ...query, lists: [...known.values()] };
}

/** Lists of machines that clock policies or budgets mean, `target/kind`. */
export function meantLists(
  config: Pick<Config, "targets" | "policies" | "budgets" | "prices">,
): readonly string[] {
  const clocked = config.policies.filter(({ on }) => on.kind === "every" || on.kind === "cron");
  const kinds = new Set(clocked.flatMap(({ resources }) => resources));
  const byPolicies = config.targets.flatMap((target) =>
    [...kinds].filter((kind) => offers(target, kind)).map((kind) => `${target.name}/${kind}`),
  );
  const byBudgets = config.budgets.length > 0 ? meterLists(config) : [];
  return [...new Set([...byPolicies, ...byBudgets.map(({ target, kind }) => `${target}/${kind}`)])];
}
