import { askedByPerson, type Guard } from "./guard.ts";

/** In a freeze policies leave everything as it is, whatever they would do; what a person asks for goes on. */
export const frozenGuard: Guard = ({ intent, freeze }) => {
  if (freeze === undefined || askedByPerson(intent)) return undefined;
  const { from, to, zone, why } = freeze;
  return { reason: "frozen", text: `nothing is changed from ${from} to ${to} (${zone}): ${why}` };
};
