import { formatDuration } from "../domain/duration.ts";
import type { On, Policy } from "../domain/policy.ts";

/** What sets a policy off, in the words of the config. */
export function showOn(on: On): string {
  switch (on.kind) {
    case "every":
      return `every ${formatDuration(on.everyMs)}`;
    case "cron":
      return `cron "${on.cron}" ${on.zone}`;
    case "budget":
      return `budget ${on.budget} at ${Number((on.at * 100).toFixed(1))}%`;
    case "ticket":
    case "webhook":
    case "chat":
      return `${on.kind} ${on.source}`;
    case "alarm":
      return `alarm ${on.name}`;
    case "audit":
      return `audit ${on.words.join(", ")}`;
    case "request":
      return `request of ${on.verbs.join(", ")}`;
    default:
      return on satisfies never;
  }
}

/** What a policy does, and who has to agree to it. */
export function showThen({ action, approve }: Pick<Policy, "action" | "approve">): string {
  const then = action?.verb ?? "what is asked for";
  return approve ? `${then}, if ${approve.by} of ${approve.from.join(", ")} agree` : then;
}

/** When machines are wanted on or off, in the words of the config. */
function showHours(hours: Policy["hours"]): readonly string[] {
  if (hours === null) return [];
  const { off, on, within, zones } = hours;
  const said = [off && `off ${off}`, on && `on ${on}`, within && `within ${within}`].filter(Boolean);
  return said.length === 0 ? [] : [`hours ${said.join("; ")} (${zones.join(", ")})`];
}

/** Which machines a policy means, beyond their kind, and at which hours. */
export function showMeant({
  where,
  idleMs,
  idleAcceleratedMs = null,
  hours,
}: Pick<Policy, "where" | "idleMs"> & Partial<Pick<Policy, "hours" | "idleAcceleratedMs">>): string {
  const sooner = idleAcceleratedMs === null ? "" : ` (with GPU or NPU ${formatDuration(idleAcceleratedMs)})`;
  const idle = idleMs === null ? [] : [`idle for ${formatDuration(idleMs)}${sooner}`];
  return [...idle, ...(where === null ? [] : [where]), ...showHours(hours ?? null)].join(" and ");
}
