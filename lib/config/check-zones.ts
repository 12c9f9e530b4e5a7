import { OF_TEAM } from "../core/hours/hours-book.ts";
import { WINDOW_KEYS } from "./check-windows.ts";
import type { Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import type { Named, Sections } from "./sections.ts";

type Policy = Named<PolicyFile>;

const UTC = /^(?:utc|gmt|etc\/(?:utc|gmt))$/i;

/** Zones that the hours and the clock of a policy name. */
function zonesIn({ file: { on, hours } }: Policy): readonly string[] {
  const written = typeof hours === "object" ? [hours.zone ?? []].flat() : [];
  return [...written, ...(on.zone === undefined ? [] : [on.zone])];
}

/** A zone that is meant somewhere and is not UTC, of teams before policies; `undefined`: there is none. */
function otherZone({ teams, policies }: Sections): string | undefined {
  const known = [...teams.flatMap(({ file }) => file.zone ?? []), ...policies.flatMap(zonesIn)];
  return known.find((zone) => zone !== OF_TEAM && !UTC.test(zone));
}

/** Times of a policy that stand without a zone: where, and what would name one. */
function bareTimes({ name, file: { on, hours } }: Policy, hasTeamZone: boolean) {
  const path = ["policies", name];
  const hasWindows =
    typeof hours === "string" || WINDOW_KEYS.some((key) => hours?.[key] !== undefined && !hours.zone);
  const team = hasTeamZone ? "zone: team or " : "";
  return [
    ...(hasWindows ? [{ path: [...path, "hours"], what: "hours are", way: team }] : []),
    ...(on.cron !== undefined && on.zone === undefined
      ? [{ path: [...path, "on", "cron"], what: "cron is", way: "" }]
      : []),
  ];
}

/**
 * Times that are read in UTC because nobody said otherwise, in a configuration that speaks of another zone elsewhere: somebody's
 * evening is then most likely meant. A zone that is written, `UTC` too, is taken at its word.
 */
export function checkZones(sections: Sections): readonly Finding[] {
  const zone = otherZone(sections);
  if (zone === undefined) return [];
  const hasTeamZone = sections.teams.some(({ file }) => file.zone !== undefined);
  return sections.policies.flatMap((policy) =>
    bareTimes(policy, hasTeamZone).map(({ path, what, way }) => ({
      ...{ path, severity: "warning" as const },
      message: `without a zone ${what} read in UTC, while ${zone} is written elsewhere`,
      hint: `write ${way}zone: ${zone} beside it, or zone: UTC where that is meant`,
    })),
  );
}
