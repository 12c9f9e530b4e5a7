import { formatDuration } from "../../domain/duration.ts";
import { verb } from "../../domain/verbs.ts";
import { cooldownSince } from "../last-change.ts";
import type { Guard } from "./guard.ts";

/**
 * After an action a machine is left alone for a while, so that a flapping rule cannot wear people down. What follows a
 * person's own action and takes nothing away is no such rule: a notebook that was stopped and is started again by its
 * user needs its notebook lease now. And a notebook lease takes nothing away, so that it keeps no machine from a stop:
 * a policy that sets one again and again would be an exception without an end.
 */
export const cooldownGuard: Guard = ({ intent, resource, facts }) => {
  if (intent.policy.cooldownMs === 0) return undefined;
  if (intent.event.type === "audit.recorded" && !verb(intent.verb).disruptive) return undefined;
  const last = cooldownSince(intent.verb, resource.ref, facts);
  if (!last) return undefined;
  const agoMs = facts.nowMs - last.atMs;
  if (agoMs >= intent.policy.cooldownMs) return undefined;
  return {
    reason: "cooldown",
    text: `${last.action} was sent ${formatDuration(Math.max(0, agoMs))} ago; the cooldown is ${formatDuration(intent.policy.cooldownMs)}`,
  };
};
