import type { Possible } from "../../core/conflicts/contradiction.ts";
import type { Place } from "../../core/conflicts/reach.ts";
import type { Policy } from "../../domain/policy.ts";

const PREPAID: Possible = {
  values: ["pay-per-use", "unknown"],
  why: "a stop saves nothing of what is prepaid, so a policy leaves it alone",
};

const BILLED_ON: Possible = {
  values: ["ECS"],
  why: "bare metal and servers of supernodes are billed on while stopped, so a policy leaves them alone",
};

const UNMEASURED: Possible = {
  values: ["ECS", "BMS"],
  why: "no metrics of servers in supernodes are known, so idle decides for none of them",
};

/** What a person asks for is done whatever it saves. */
const ASKED: readonly Policy["on"]["kind"][] = ["request", "ticket"];

function heldBack({ action, idleMs, on }: Policy): readonly (readonly [string, Possible])[] {
  if (ASKED.includes(on.kind)) return [];
  if (action?.verb === "stop") {
    return [
      ["billing", PREPAID],
      ["hardware", BILLED_ON],
    ];
  }
  return idleMs === null ? [] : [["hardware", UNMEASURED]];
}

/**
 * Places as a policy can do anything there: without what its guards leave alone whatever happens, because a stop would save
 * nothing or because nothing is known of whether somebody works there.
 */
export function withoutLeftAlone(policy: Policy, places: readonly Place[]): readonly Place[] {
  const own = heldBack(policy);
  if (own.length === 0) return places;
  return places.map((place) => {
    const isServer = place.kind === "dev-server" || place.kind === "supernode";
    const meant = own.filter(([path]) => path === "billing" || isServer);
    return { ...place, world: new Map([...place.world, ...meant]) };
  });
}
