import { REASONS } from "../domain/reasons.ts";
import type { Candidate } from "./guards/guard.ts";
import { announceLease, leaseWish } from "./lease-wish.ts";
import { wordsMeant } from "./match-signal.ts";

/** Why a policy applies, in one sentence: what the cloud told, where that is what set it off. */
export function describeMatch({ intent, resource }: Pick<Candidate, "intent" | "resource">): string {
  const { event, policy } = intent;
  const announced = intent.verb === "lease" ? `; ${announceLease(leaseWish(intent))}` : "";
  if (event.type === "alarm.raised") return `after the alarm ${event.data.name}${announced}`;
  if (event.type !== "audit.recorded") return `${REASONS.matched}${announced}`;
  const { traceName, user } = event.data;
  const by = user?.name ?? user?.id ?? "the cloud itself";
  const billed = resource.billing === "prepaid" ? "; it is paid for by the month or year" : "";
  return `${wordsMeant(policy, event).join(" or ")}: ${traceName} by ${by}${billed}${announced}`;
}
