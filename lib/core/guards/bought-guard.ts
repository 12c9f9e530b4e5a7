import { wordsMeant } from "../match-signal.ts";
import type { Guard } from "./guard.ts";

/** A purchase is a creation whose machine is paid for by the month or year; the trace of both is the same. */
export const boughtGuard: Guard = ({ intent, resource }) => {
  const words = wordsMeant(intent.policy, intent.event);
  if (words.length === 0 || words.some((word) => word !== "dev-server.bought")) return undefined;
  if (resource.billing === "prepaid") return undefined;
  if (resource.billing === "unknown") {
    return { reason: "where-unknown", text: "the cloud does not say how it is billed" };
  }
  return { reason: "where-false", text: "it was created, not bought: it is paid for by use" };
};
