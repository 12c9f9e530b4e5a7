import type { Demand, PlanAnswer, Requester } from "../../domain/approval.ts";
import { identityText } from "../../domain/identity.ts";
import type { Teams } from "../../domain/policy.ts";

/** Somebody, as far as it matters who agrees. */
export type Somebody = Pick<Requester, "source" | "user" | "person">;

/** What is still missing of one demand. */
export interface Missing {
  readonly demand: Demand;
  /** Persons who agreed. */
  readonly given: readonly string[];
  /** How many more have to. */
  readonly lacking: number;
}

/** How a plan stands. */
export type Settlement =
  | { readonly state: "agreed"; readonly by: readonly string[] }
  | { readonly state: "denied"; readonly by: string; readonly why: string | null }
  | { readonly state: "open"; readonly missing: readonly Missing[] };

/** What a plan's standing is told from. */
export interface Hearing {
  readonly demands: readonly Demand[];
  /** Answers to this very plan that came in time. */
  readonly answers: readonly PlanAnswer[];
  readonly requester: Somebody | null;
  /** Who else stands behind it and so agrees to it no more than the requester: whoever wrote the ticket. Default: nobody. */
  readonly alsoAsked?: readonly Somebody[];
  readonly teams: Teams;
}

/** Written with other capitals on another platform, it is still the same person: the doubt goes against a second vote. */
function keyOf({ person }: Pick<Somebody, "person">): string {
  return person.trim().toLowerCase();
}

/** Whether two identities are one person. */
export function isSamePerson(a: Somebody, b: Somebody): boolean {
  return keyOf(a) === keyOf(b) || (a.source === b.source && a.user === b.user);
}

/** Whether somebody's account that nobody mapped is called like a person: it may be theirs, and that is enough of a doubt. */
function mayBelongTo(account: Somebody, who: Pick<Somebody, "person">): boolean {
  const { user, person } = account;
  if (person !== identityText(account)) return false;
  const alone = user.slice(user.indexOf("/") + 1);
  return [user, alone].some((id) => keyOf({ person: id }) === keyOf(who));
}

/** A name under `from` is a team where there is one of that name, and a person otherwise. */
function isAmong({ person }: Pick<Somebody, "person">, from: readonly string[], teams: Teams): boolean {
  return from.some((name) => {
    const team = Object.hasOwn(teams, name) ? teams[name] : undefined;
    return team ? team.members.includes(person) : name === person;
  });
}

/** Whether somebody's word counts for a demand: approvers are others than the requester, a confirmation is his own. */
export function isRightful(
  who: Somebody,
  demand: Demand,
  { requester, alsoAsked = [], teams }: Pick<Hearing, "requester" | "alsoAsked" | "teams">,
): boolean {
  if (demand.kind === "confirmation") return requester !== null && isSamePerson(who, requester);
  const askers = requester === null ? alsoAsked : [requester, ...alsoAsked];
  if (askers.some((asker) => isSamePerson(who, asker) || mayBelongTo(asker, who))) return false;
  return isAmong(who, demand.from, teams);
}

function givenFor(demand: Demand, hearing: Hearing): readonly string[] {
  const given = new Map<string, string>();
  for (const answer of hearing.answers) {
    if (answer.yes && isRightful(answer, demand, hearing)) given.set(keyOf(answer), answer.person);
  }
  return [...given.values()];
}

/** Whoever may agree may refuse, and so may whoever asked: it is his own wish that he takes back. */
export function mayRefuse(who: Somebody, hearing: Omit<Hearing, "answers">): boolean {
  const { requester, alsoAsked = [], demands, teams } = hearing;
  if ([requester, ...alsoAsked].some((asker) => asker !== null && isSamePerson(who, asker))) return true;
  return demands.some(({ kind, from }) => kind === "approval" && isAmong(who, from, teams));
}

/** Tells from the answers how a plan stands. One refusal by somebody who may ends it, whoever has agreed. */
export function settled(hearing: Hearing): Settlement {
  const refusal = hearing.answers.find((answer) => !answer.yes && mayRefuse(answer, hearing));
  if (refusal) return { state: "denied", by: refusal.person, why: refusal.why };
  const heard = hearing.demands.map((demand): Missing => {
    const given = givenFor(demand, hearing);
    return { demand, given, lacking: Math.max(0, demand.by - given.length) };
  });
  const missing = heard.filter(({ lacking }) => lacking > 0);
  if (missing.length > 0) return { state: "open", missing };
  return { state: "agreed", by: [...new Set(heard.flatMap(({ given }) => given))] };
}

/** What a demand still needs, in words: `1 of ops`, `ben to confirm it`. */
export function describeMissing(
  { demand, lacking }: Missing,
  requester: Pick<Somebody, "person"> | null,
): string {
  if (demand.kind === "confirmation") return `${requester?.person ?? "whoever asked"} to confirm it`;
  return `${lacking} of ${demand.from.join(", ")}`;
}
