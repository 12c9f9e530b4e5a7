import { askedByPerson, type Guard } from "./guard.ts";

/** Stopping a machine that goes on being billed takes it from its user and saves nothing. */
export const savingGuard: Guard = ({ intent, resource }) => {
  if (intent.verb !== "stop" || askedByPerson(intent)) return undefined;
  if (resource.stoppedCost.kind !== "full") return undefined;
  return { reason: "saves-nothing", text: resource.stoppedCost.why };
};
