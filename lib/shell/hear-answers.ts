import { identified, identityOf } from "../core/access/identity-of.ts";
import type { Asked, GivenAnswer } from "../core/approval/ask-fold.ts";
import { type Settlement, settled } from "../core/approval/settled.ts";
import type { Rulebook } from "../core/rulebook.ts";
import { approverOf } from "../core/ticket/people-of-ticket.ts";
import type { PlanAnswer, Requester } from "../domain/approval.ts";
import type { AutomationEvent } from "../domain/event.ts";

/** Who set the run off; `null` where the event tells of nobody. */
export function askedBy(event: AutomationEvent, rulebook: Rulebook): Requester | null {
  const { source, user, person } = identityOf(event, rulebook);
  return person === "" ? null : { source, user, person };
}

/** Whoever agreed in the ticket itself has said yes to what is planned for it. */
function agreedInTicket(event: AutomationEvent, rulebook: Rulebook, hash: string): readonly PlanAnswer[] {
  const approver = approverOf(event, rulebook);
  if (approver === null) return [];
  const { source, user, person } = identified(event.source, approver, rulebook);
  return [{ hash, yes: true, source, user, person, why: null }];
}

/** What was asked, as far as answers are weighed by it, and what was answered. */
export interface Heard {
  readonly asked: Pick<Asked, "hash" | "demands" | "requester">;
  readonly answers: readonly GivenAnswer[];
}

/**
 * How a plan stands by the answers in the log and the one in the ticket, for the teams as they are now: whoever has left
 * a team since has no voice in it.
 */
export function hearAnswers(
  event: AutomationEvent,
  rulebook: Rulebook,
  { asked, answers }: Heard,
): Settlement {
  const { hash, demands, requester } = asked;
  const { teams } = rulebook.config;
  return settled({
    ...{ demands, requester, teams },
    answers: [...agreedInTicket(event, rulebook, hash), ...answers],
  });
}
