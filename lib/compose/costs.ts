import { setTimeout as sleep } from "node:timers/promises";
import { createCostClient } from "../clients/bss/create-cost-client.ts";
import type { Target } from "../domain/target.ts";
import type { CostPort } from "../ports/cost.ts";
import { resolveReference } from "./references.ts";
import { type ClientParts, credentialsOf } from "./target-clients.ts";

/**
 * The two sites of Huawei Cloud keep books of their own. Which one an account belongs to is not told by its keys; the
 * regions of mainland China are taken as the Chinese site, which is right for nearly everybody there.
 */
function costEndpoint({ region, endpoint }: Target): string {
  if (endpoint !== null) return endpoint;
  return region.startsWith("cn-") ? "https://bss.myhuaweicloud.com" : "https://bss-intl.myhuaweicloud.com";
}

/**
 * Who can be asked for bills: one account behind each pair of cost center and credentials. None where there are no
 * budgets, and none on Open Telekom Cloud, which offers no such API.
 */
export function createCosts(parts: ClientParts): readonly CostPort[] {
  const { config, env, transport, now } = parts;
  if (config.budgets.length === 0) return [];
  const accounts = new Map(
    config.targets
      .filter(({ cloud }) => cloud === "huaweicloud")
      .map((target) => [`${costEndpoint(target)}\n${target.credentials}`, target]),
  );
  return [...accounts.values()].map((target) =>
    createCostClient({
      endpoint: resolveReference(costEndpoint(target), env),
      credentials: credentialsOf(target, parts),
      transport,
      now: () => new Date(now()),
      sleep: (ms) => sleep(ms),
      random: Math.random,
    }),
  );
}
