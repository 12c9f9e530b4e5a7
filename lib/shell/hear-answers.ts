import { identified, identityOf } from "../core/access/identity-of.ts";
import type { Asked, GivenAnswer } from "../core/approval/ask-fold.ts";
import { isSamePerson, type Settlement, type Somebody, settled } from "../core/approval/settled.ts";
import type { Rulebook } from "../core/rulebook.ts";
import { approverOf, askersOf } from "../core/ticket/people-of-ticket.ts";
import type { PlanAnswer, Requester } from "../domain/approval.ts";
import type { AutomationEvent } from "../domain/event.ts";
import type { Identity } from "../domain/identity.ts";

/** Who set the run off; `null` where the event tells of nobody. */
export function askedBy(event: AutomationEvent, rulebook: Rulebook): Requester | null {
  const { source, user, person } = identityOf(event, rulebook);
  return person === "" ? null : { source, user, person };
}

/** Whoever gave an answer, as people and teams are now. A slash in an id that was proved by a chat ends its workspace. */
function whoIs({ source, user }: Pick<PlanAnswer, "source" | "user">, rulebook: Rulebook): Identity {
  const ids = [user, user.slice(user.indexOf("/") + 1)];
  return identified(source, user, rulebook, ids);
}

/**
 * Everybody who counts as having asked, as people are mapped now: an account that was a stranger's when the question was
 * put may turn out to be somebody's.
 */
export function whoAsked(
  event: AutomationEvent,
  rulebook: Rulebook,
  requester: Requester | null,
): { readonly requester: Requester | null; readonly alsoAsked: readonly Somebody[] } {
  const now = askedBy(event, rulebook);
  const others = askersOf(event, rulebook).map((user) => identified(event.source, user, rulebook));
  const stored = requester === null ? [] : [requester];
  return { requester: now ?? requester, alsoAsked: [...stored, ...others] };
}

interface Answerer {
  readonly who: Identity;
  readonly atMs: number;
  readonly inWorkspace: boolean;
}

/** Whether the rules let somebody say yes, as they are now and by the hour at which it was said. */
function mayAgree({ who, ...said }: Answerer, rulebook: Rulebook, requester: Requester | null): boolean {
  const word = requester !== null && isSamePerson(who, requester) ? "confirm" : "approve";
  return rulebook.access.ofAnswer(who, word, said).ok;
}

/**
 * Whoever agreed in the ticket itself has said yes to what is planned for it. A sender that does not sign what it says may
 * have been given anybody's name.
 */
function agreedInTicket(
  event: AutomationEvent,
  rulebook: Rulebook,
  { hash, requester }: Pick<Asked, "hash" | "requester">,
): readonly PlanAnswer[] {
  const approver = approverOf(event, rulebook);
  if (approver === null) return [];
  const who = identified(event.source, approver, rulebook);
  const answerer = { who, atMs: Date.parse(event.time), inWorkspace: false };
  if (!mayAgree(answerer, rulebook, requester)) return [];
  const { source, user, person } = who;
  return [{ hash, yes: true, source, user, person, why: null }];
}

/**
 * An answer as it counts now. A yes is worth what its account is worth when it is counted: one that was taken from its person,
 * given to another, or may not approve any more agrees to nothing in that person's name. A no that was rightful stays one.
 */
function asOfNow(
  answer: GivenAnswer,
  rulebook: Rulebook,
  requester: Requester | null,
): readonly PlanAnswer[] {
  const who = whoIs(answer, rulebook);
  const now = { ...answer, person: who.person };
  if (!answer.yes) return [answer, now];
  return mayAgree({ who, atMs: answer.atMs, inWorkspace: true }, rulebook, requester) ? [now] : [];
}

/** What was asked, as far as answers are weighed by it, and what was answered. */
export interface Heard {
  readonly asked: Pick<Asked, "hash" | "demands" | "requester">;
  readonly answers: readonly GivenAnswer[];
}

/**
 * How a plan stands by the answers in the log and the one in the ticket, for people, teams and rules as they are now:
 * whoever has left has no voice in it.
 */
export function hearAnswers(
  event: AutomationEvent,
  rulebook: Rulebook,
  { asked, answers }: Heard,
): Settlement {
  const { hash, demands } = asked;
  const { teams } = rulebook.config;
  const askers = whoAsked(event, rulebook, asked.requester);
  const { requester } = askers;
  return settled({
    ...{ demands, ...askers, teams },
    answers: [
      ...agreedInTicket(event, rulebook, { hash, requester }),
      ...answers.flatMap((answer) => asOfNow(answer, rulebook, requester)),
    ],
  });
}
