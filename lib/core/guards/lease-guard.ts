import type { NotebookLease } from "../../domain/resource.ts";
import { type LeaseWish, leaseWish, TIMED_LEASE_HOURS_MIN } from "../lease-wish.ts";
import { isSignal } from "../match-signal.ts";
import { askedByPerson, type Candidate, type Guard, type Veto } from "./guard.ts";

const HOUR_MS = 3_600_000;

/** A clock sets a timed lease anew once no more than this share of it is left. */
const RENEWED_BELOW = 0.75;

function impossible({ type }: LeaseWish, { resource }: Candidate): Veto | undefined {
  if (type === undefined) {
    const text =
      "only a timed lease can be had here, which stops whatever runs: write type: timing to have it";
    return { reason: "not-supported", text };
  }
  if (type === "idle" && resource.kind === "legacy-notebook") {
    return {
      reason: "not-supported",
      text: "auto_stop of the old form goes by time alone: write type: timing",
    };
  }
  return undefined;
}

/** A policy that asks for idleness acts on what is proven idle alone: its evidence is asked for after this. */
function tooShort({ type, hours }: LeaseWish, { intent }: Candidate): Veto | undefined {
  if (type !== "timing" || hours >= TIMED_LEASE_HOURS_MIN || intent.policy.idleMs !== null) return undefined;
  return {
    reason: "invalid-parameters",
    text: `a timed lease of ${hours} hours could stop somebody at work: ${TIMED_LEASE_HOURS_MIN} hours at least, or add idle to the policy`,
  };
}

function untilText(endMs: number | null): string {
  return endMs === null ? "" : ` until ${new Date(endMs).toISOString()}`;
}

/** Who set the lease that stands is not told, so that none is ever shortened. */
function wouldShorten(wish: LeaseWish, lease: NotebookLease, nowMs: number): Veto | undefined {
  if (lease.type === "idle") {
    if (wish.type === "idle") return undefined;
    const text = "its notebook lease of type idle stops nobody at work, which a timed one would";
    return { reason: "already-so", text };
  }
  const { expiresAtMs } = lease;
  if (expiresAtMs === null || expiresAtMs <= nowMs + wish.hours * HOUR_MS) return undefined;
  return {
    reason: "already-so",
    text: `its notebook lease ends later, and is not shortened:${untilText(expiresAtMs)}`,
  };
}

/**
 * Whether what is wanted is set. An idle lease that is set anew begins to count anew, so no clock does so; a timed one is
 * set anew by a clock when a good part of it has passed, and not with every tick.
 */
function isSet(wish: LeaseWish, lease: NotebookLease, { intent, facts }: Candidate): Veto | undefined {
  if (lease.type !== wish.type) return undefined;
  // An end that has passed stops nothing any more. An idle lease has no end that could pass.
  const endMs = lease.type === "timing" ? lease.expiresAtMs : null;
  if (endMs !== null && endMs <= facts.nowMs) return undefined;
  if (wish.type === "timing" && !isSignal(intent.event)) {
    const enoughMs = wish.hours * HOUR_MS * RENEWED_BELOW;
    if (endMs === null || endMs - facts.nowMs <= enoughMs) return undefined;
  }
  return { reason: "already-so", text: `its notebook lease of type ${lease.type} is set${untilText(endMs)}` };
}

/**
 * A notebook lease is the cloud's own stop, which nobody here can take back once Curfew is down. Policies set it where it
 * is missing and never make the end come sooner; people who ask for one mean a new one, whatever there is.
 */
export const leaseGuard: Guard = (candidate) => {
  const { intent, resource, facts } = candidate;
  if (intent.verb !== "lease") return undefined;
  const wish = leaseWish(intent);
  const no = impossible(wish, candidate);
  if (no || askedByPerson(intent)) return no;
  const { lease } = resource;
  if (!lease?.enabled) return tooShort(wish, candidate);
  return isSet(wish, lease, candidate) ?? wouldShorten(wish, lease, facts.nowMs) ?? tooShort(wish, candidate);
};
