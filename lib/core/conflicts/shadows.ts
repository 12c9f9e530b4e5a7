import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import { verb } from "../../domain/verbs.ts";
import { asksForPair } from "../hours/stop-and-start.ts";
import { isWithin } from "./reach.ts";

/** A policy that means only machines that another one means too, and asks for at least as much before it acts. */
export interface Shadow {
  readonly policy: Policy;
  readonly by: Policy;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether the other comes round whenever the one does. */
function comesRoundAsOften(one: Policy, other: Policy): boolean {
  if (one.on.kind === "every" && other.on.kind === "every") return one.on.everyMs % other.on.everyMs === 0;
  // Of two levels of a budget the later one finds what was started in between.
  return one.on.kind !== "request" && same(one.on, other.on);
}

function restsNoLonger(one: Policy, other: Policy): boolean {
  if (other.idleMs === null) return true;
  const rule = ({ idleThresholds, graceMs, jupyter }: Policy) => [idleThresholds, graceMs, jupyter];
  if (one.idleMs === null || !same(rule(one), rule(other))) return false;
  const accelerated = ({ idleMs, idleAcceleratedMs }: Policy) => idleAcceleratedMs ?? idleMs ?? 0;
  return one.idleMs >= other.idleMs && accelerated(one) >= accelerated(other);
}

/** Whether the other leaves a machine alone for no longer after something was done to it, or before. */
function waitsNoLonger(one: Policy, other: Policy): boolean {
  const longest = ({ warnMs }: Policy) => Math.max(0, ...warnMs);
  return (
    one.respectMs >= other.respectMs && one.cooldownMs >= other.cooldownMs && longest(one) >= longest(other)
  );
}

/** Whether the other asks for no more than the one before it acts. */
function asksForLess(one: Policy, other: Policy): boolean {
  const isFree = other.hours === null && !asksForPair(one);
  if (!isFree && !same(one.hours, other.hours)) return false;
  if (other.waves !== null && !same(one.waves, other.waves)) return false;
  if (other.scarce === "ask" && one.scarce === "stop") return false;
  return waitsNoLonger(one, other) && restsNoLonger(one, other);
}

function isShadow(one: Policy, other: Policy, config: Config): boolean {
  const { action } = one;
  // What is done once for each wish, and what is only written down, may be meant twice.
  if (action === null || verb(action.verb).repeat !== "convergent") return false;
  if (one.mode !== other.mode || !same(action, other.action)) return false;
  return comesRoundAsOften(one, other) && asksForLess(one, other) && isWithin(one, other, config);
}

/** Policies that another one makes needless; of two that are the same, the later. */
export function findShadows(config: Config): readonly Shadow[] {
  const { policies } = config;
  return policies.flatMap((policy, index) => {
    const by = policies.find((other, place) => {
      if (place === index || !isShadow(policy, other, config)) return false;
      return place < index || !isShadow(other, policy, config);
    });
    return by ? [{ policy, by }] : [];
  });
}
