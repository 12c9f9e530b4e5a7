import { asksForScarce } from "../asks-for-scarce.ts";
import type { Guard } from "./guard.ts";

/**
 * A machine that is switched off gives its place back to the cloud, and where its flavor cannot be had any more it stays
 * off. A rule may not risk that for its owner; whoever asks for this very machine may.
 */
export const scarceGuard: Guard = ({ intent, resource, facts }) => {
  if (facts.scarce.size === 0 || !asksForScarce(intent)) return undefined;
  const why = facts.scarce.get(`${resource.target}/${resource.kind}/${resource.flavor.name}`);
  if (why === undefined) return undefined;
  const ways = `allow it with scarce: stop in the policy, or ask: curfew ${intent.verb} ${resource.name}`;
  return {
    reason: "scarce",
    text: `it might not come back, since its flavor ${resource.flavor.name} ${why}; ${ways}`,
  };
};
