import { isSignal } from "../match-signal.ts";
import type { Guard } from "./guard.ts";

/**
 * After a signal a notebook lease is set where it is missing. People and clocks that ask for one mean a new one, which
 * moves the end; a start that somebody made with a lease of his own is left as it is.
 */
export const leaseGuard: Guard = ({ intent, resource, facts }) => {
  const { lease } = resource;
  if (intent.verb !== "lease" || !isSignal(intent.event) || !lease?.enabled) return undefined;
  const wanted = intent.parameters["type"] ?? "timing";
  if (lease.type !== wanted) return undefined;
  // An end that has passed stops nothing any more. An idle lease has no end that could pass.
  const ends = lease.type === "timing" ? lease.expiresAtMs : null;
  if (ends !== null && ends <= facts.nowMs) return undefined;
  const until = ends === null ? "" : ` until ${new Date(ends).toISOString()}`;
  return { reason: "already-so", text: `its notebook lease of type ${lease.type} is set${until}` };
};
