import type { AccessRule } from "../../domain/access.ts";
import { type Identity, identityText } from "../../domain/identity.ts";
import { verb, verbNamed } from "../../domain/verbs.ts";
import type { Expression } from "../expression.ts";
import { allOf, anyOf } from "../hours/days-match.ts";
import type { Timetable } from "../hours/timetable.ts";
import type { Known } from "../hours/work-calendar.ts";
import type { Ownership } from "../owner.ts";

/** One rule made ready to be asked. */
export interface ReadRule {
  /** Where it stands in the file, as findings name places: `sources.slack.rules.0`. */
  readonly place: string;
  readonly rule: AccessRule;
  readonly where: Expression | null;
  /** When it speaks; `null`: always. */
  readonly during: Timetable | null;
}

/** The machine that something is to be done with, as far as it is known. */
export interface KnownMachine {
  /** See `attributesOf`; what is absent cannot be told. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly ownership: Ownership;
}

/** Who wants what, with which machine, and when. */
export interface AskedAccess {
  readonly identity: Identity;
  /** A verb of the table, or a word of the chat. */
  readonly word: string;
  /** What it comes to, where that is another verb: the start that an undo is. Whoever may never do it may not so either. */
  readonly deed?: string;
  /** `null`: nobody could look at it. `"none"`: it is about no machine, and what rules say of machines is not about it. */
  readonly machine: KnownMachine | null | "none";
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** Whether the run that is to be taken back is the asker's own. Default: it is not. */
  readonly isOwnRun?: boolean;
  /** Whether the source knows people and this is none of them (any more): rules by id grant nothing then. Default: no. */
  readonly hasLeft?: boolean;
  /** Whether a slash in the id ends a workspace, so that rules may leave it out. Default: it does. */
  readonly inWorkspace?: boolean;
}

/** Yes, or no with the rule that says so. */
export type Permission = { readonly ok: true } | { readonly ok: false; readonly text: string };

export const PERMITTED: Permission = { ok: true };

/** What changes nothing: open to everybody whom the source proves. */
export const READING: readonly string[] = ["status", "why", "help"];

/** What owners may do to their own machines, within `limits.holdDays` and `limits.holdsPerOwner`. */
const OF_OWNERS: readonly string[] = ["extend", "hold", "release"];

/** Answers to a plan: the plan itself names those whose answer counts. */
const ANSWERS: readonly string[] = ["approve", "deny", "confirm"];

/** One name for what has several: `rebuild` is the verb `reinstall-os`. */
function plainWord(word: string): string {
  return verbNamed(word) ?? word;
}

function isCreation(word: string): boolean {
  const name = verbNamed(word);
  return word === "create" || (name !== undefined && verb(name).creates);
}

function speaksOf(written: string, word: string): boolean {
  if (written === "*" || plainWord(written) === plainWord(word)) return true;
  return written === "create" && isCreation(word);
}

/** The owner of a machine of which nobody is known to be may be anybody: that is a doubt, not a no. */
function isOwner({ identity: { person }, machine }: AskedAccess): Known {
  if (person === "" || machine === "none") return false;
  const owner = machine?.ownership.owner ?? null;
  return owner === null ? undefined : owner === person;
}

function isMeant(who: string, asked: AskedAccess): Known {
  const { user, teams } = asked.identity;
  const { inWorkspace = true } = asked;
  if (who === "*") return true;
  if (who === "owner") return isOwner(asked);
  if (who.startsWith("team:")) return teams.includes(who.slice("team:".length));
  if (user === "" || who === user) return user !== "";
  return inWorkspace && !who.includes("/") && who === user.slice(user.indexOf("/") + 1);
}

/** Rules that name people by their ids mean nobody any more whom the source's own list of people has lost. */
function withoutIds({ rule }: ReadRule, { hasLeft = false }: AskedAccess): readonly string[] {
  if (!hasLeft || rule.effect === "never") return rule.who;
  return rule.who.filter((who) => who === "*" || who === "owner" || who.startsWith("team:"));
}

function wordsOf({ rule }: ReadRule, { word, deed }: AskedAccess): readonly string[] {
  return rule.effect === "never" && deed !== undefined ? [word, deed] : [word];
}

function holdsFor({ where }: ReadRule, { machine }: AskedAccess): Known {
  if (where === null) return true;
  if (machine === "none") return false;
  const result = where.evaluate(machine?.attributes ?? {});
  return result.ok ? result.value : undefined;
}

/** Whether a rule says anything of what is asked; `undefined`: that cannot be told. */
function applies(read: ReadRule, asked: AskedAccess): Known {
  const words = wordsOf(read, asked);
  return allOf([
    words.some((word) => read.rule.verbs.some((written) => speaksOf(written, word))),
    anyOf(withoutIds(read, asked).map((who) => isMeant(who, asked))),
    read.during === null ? true : read.during.at(asked.nowMs),
    holdsFor(read, asked),
  ]);
}

/** What stands without any rule. */
function isPlain(asked: AskedAccess): boolean {
  const { word, isOwnRun = false } = asked;
  if (asked.identity.user === "") return false;
  if (READING.includes(word) || ANSWERS.includes(word)) return true;
  if (word === "undo" && isOwnRun) return true;
  return OF_OWNERS.includes(word) && isOwner(asked) === true;
}

function ruleText({ place, rule: { effect, verbs, who, where } }: ReadRule): string {
  const what = `${effect}: ${verbs.join(", ")}; who: ${who.join(", ")}`;
  return `${place} (${what}${where === null ? "" : `; where: ${where}`})`;
}

function nameOf(identity: Identity): string {
  return identity.user === "" ? `nobody known, by ${identity.source},` : identityText(identity);
}

function refused({ identity, word }: AskedAccess, why: string): Permission {
  return { ok: false, text: `${nameOf(identity)} may not ${word}: ${why}` };
}

function whyNever(read: ReadRule, isSure: boolean): string {
  if (isSure) return `${ruleText(read)} says so`;
  return `it cannot be told whether ${ruleText(read)} means this, and so it does`;
}

/**
 * Whether somebody may do something. `never` wins over every `may`, whatever the order of the rules; what no rule speaks of
 * is refused, except for what only reads, answers to a plan, what owners may, and taking back one's own run. A doubt never
 * opens anything: a `may` that cannot be told does not hold, a `never` that cannot be told does.
 */
export function permission(asked: AskedAccess, rules: readonly ReadRule[]): Permission {
  const told = rules.map((read) => ({ read, holds: applies(read, asked) }));
  const nevers = told.filter(({ read, holds }) => read.rule.effect === "never" && holds !== false);
  // One that certainly means it is the better reason.
  const never = nevers.find(({ holds }) => holds === true) ?? nevers[0];
  if (never) return refused(asked, whyNever(never.read, never.holds === true));
  if (isPlain(asked)) return PERMITTED;
  const mays = told.filter(({ read }) => read.rule.effect === "may");
  if (mays.some(({ holds }) => holds === true)) return PERMITTED;
  const doubtful = mays.find(({ holds }) => holds === undefined);
  if (doubtful) {
    return refused(
      asked,
      `it cannot be told whether ${ruleText(doubtful.read)} means this, and so it does not`,
    );
  }
  return refused(asked, `no rule of sources.${asked.identity.source}.rules says that they may`);
}
