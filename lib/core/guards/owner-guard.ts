import { verb } from "../../domain/verbs.ts";
import { askedByPerson, type Guard } from "./guard.ts";

/** A machine that nobody is known to own is only observed: there would be nobody to ask and nobody to tell. */
export const ownerGuard: Guard = ({ intent, ownership }) => {
  if (!verb(intent.verb).disruptive || askedByPerson(intent) || ownership.owner !== null) return undefined;
  return {
    reason: "owner-unknown",
    text: "no owner rule finds an owner; tag the machine, name it by the pattern, or list it (see owners: in the config)",
  };
};
