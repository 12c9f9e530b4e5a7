import { BUILT_IN_SOURCES } from "../../domain/built-in-sources.ts";
import type { Config } from "../../domain/config.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { AutomationEvent } from "../../domain/event.ts";
import type { Facts } from "../../domain/facts.ts";
import type { Identity } from "../../domain/identity.ts";
import type { Intent } from "../../domain/intent.ts";
import type { SourceConfig } from "../../domain/policy.ts";
import type { Resource } from "../../domain/resource.ts";
import { NOTHING, verb } from "../../domain/verbs.ts";
import { attributesOf } from "../attributes.ts";
import { compileExpression, type Expression } from "../expression.ts";
import { parseWindows } from "../hours/parse-windows.ts";
import { createTimetable, type Timetable } from "../hours/timetable.ts";
import { createWorkCalendar } from "../hours/work-calendar.ts";
import { createZoneClock } from "../hours/zone-clock.ts";
import type { Ownership } from "../owner.ts";
import type { Saving } from "../saving.ts";
import type { TicketPeople } from "../ticket/people-of-ticket.ts";
import { identityOf, isInWorkspace, isStranger } from "./identity-of.ts";
import { type KnownMachine, PERMITTED, type Permission, permission, type ReadRule } from "./permission.ts";

/** Who may do what, made ready to be asked for every machine. */
export interface AccessBook {
  /** Who asked, as the source of the event proved it. */
  identity(event: AutomationEvent): Identity;
  /** Whether an intent may be carried out on a machine; `null`: on one that nobody could look at, or is yet to be made. */
  ofIntent(intent: Intent, machine: Resource | null, facts: Pick<Facts, "nowMs" | "undone">): Permission;
  /** Whether somebody may say a word that is about no machine. */
  ofWord(event: AutomationEvent, word: string, said: { nowMs: number; isOwnRun?: boolean }): Permission;
  /** Whether somebody's answer to a plan counts by the rules as they are now; `atMs`: when it was given. */
  ofAnswer(
    who: Identity,
    word: "approve" | "confirm",
    said: { atMs: number; inWorkspace: boolean },
  ): Permission;
  /** Whether there can be any machine at all with which somebody may do this; asked before any is read. */
  everOn(event: AutomationEvent, word: string, nowMs: number): Permission;
}

/** What a book is made of. */
export interface AccessParts {
  readonly config: Pick<Config, "sources" | "teams" | "targets">;
  peopleOf(source: string): TicketPeople;
  ownerOf(resource: Resource): Ownership;
  savingOf(resource: Resource): Saving;
}

interface Source {
  readonly config: SourceConfig;
  readonly rules: readonly ReadRule[];
}

function broken(field: string, message: string): AutomationError {
  return new AutomationError("invalid-config", `${field}: ${message}`, { details: { field } });
}

function compiledWhere(source: string | null, place: string): Expression | null {
  if (source === null) return null;
  const result = compileExpression(source, "where");
  if (result.ok) return result.expression;
  throw broken(`${place}.where`, result.message);
}

function timetableOf(during: string | null, zone: string, place: string): Timetable | null {
  if (during === null) return null;
  const parsed = parseWindows(during);
  if (!parsed.ok) throw broken(`${place}.during`, parsed.message);
  const where = { clock: createZoneClock(zone), calendar: createWorkCalendar(null) };
  return createTimetable(parsed.windows, [where], "open-in-any");
}

function readRules({ name, rules }: SourceConfig): readonly ReadRule[] {
  return rules.map((rule, index) => {
    const place = `sources.${name}.rules.${index}`;
    const during = timetableOf(rule.during, rule.zone, place);
    return { place, rule, where: compiledWhere(rule.where, place), during };
  });
}

const NOBODYS: Ownership = { owner: null, team: null };

/** What is known of a machine before it is made. */
function ordered({ verb: name, kinds, parameters, target, event }: Intent, parts: AccessParts): KnownMachine {
  const only = parts.config.targets.length === 1 ? parts.config.targets[0] : undefined;
  const place =
    parts.config.targets.find((one) => one.name === target) ?? (target === null ? only : undefined);
  const kind = kinds[0] ?? verb(name).resources[0] ?? null;
  const known = { kind, name: parameters["name"], target: place?.name, cloud: place?.cloud };
  return { attributes: { ...known, event: event.data }, ownership: NOBODYS };
}

function machineOf(intent: Intent, resource: Resource | null, nowMs: number, parts: AccessParts) {
  if (resource === null) return verb(intent.verb).creates ? ordered(intent, parts) : null;
  const cloud = parts.config.targets.find(({ name }) => name === resource.target)?.cloud;
  const ownership = parts.ownerOf(resource);
  if (cloud === undefined) return { attributes: {}, ownership };
  const saving = parts.savingOf(resource);
  const { event } = intent;
  return { attributes: attributesOf({ resource, cloud, ownership, saving, event, nowMs }), ownership };
}

/** What a message says whose body is not signed may be somebody else's words under a name that was proved. */
function tooWeak(
  { byChat = false, verb: name, policy }: Intent,
  source: SourceConfig,
): Permission | undefined {
  const once = verb(name).repeat === "once-only";
  if (!byChat || !source.weak || !once || policy.approve !== null) return undefined;
  const why = `sources.${source.name} does not sign what it says, so what can happen only once needs a policy with approve`;
  return { ok: false, text: `${name} is not done by chat: ${why}` };
}

/** A yes is worth what proves it. */
function noYes(source: SourceConfig | undefined, word: string): Permission | undefined {
  if (!source?.weak || (word !== "approve" && word !== "confirm")) return undefined;
  const text = `sources.${source.name} does not sign what it says, so nobody can ${word} by it; use another source or the command line`;
  return { ok: false, text };
}

/** Sources that no config names: the command line, and the inbox beside it. */
const isBuiltIn = (source: string) => BUILT_IN_SOURCES.includes(source);

/** Without a `where`, and with any owner: what remains of a rule before a machine is known. */
function withoutMachine(rules: readonly ReadRule[]): readonly ReadRule[] {
  return rules
    .filter(({ rule, where }) => rule.effect === "may" || (where === null && !rule.who.includes("owner")))
    .map(({ rule, ...read }) => {
      const who = rule.who.map((one) => (one === "owner" ? "*" : one));
      return { ...read, rule: { ...rule, who }, where: null };
    });
}

/** Reads and compiles the rules of every source, once. Throws `invalid-config` for what cannot be read. */
export function createAccessBook(parts: AccessParts): AccessBook {
  const sources = new Map<string, Source>(
    parts.config.sources.map((config) => [config.name, { config, rules: readRules(config) }]),
  );
  const known = new WeakMap<AutomationEvent, Identity>();
  const identity = (event: AutomationEvent): Identity => {
    const told = known.get(event) ?? identityOf(event, parts);
    known.set(event, told);
    return told;
  };
  const rulesOf = (event: AutomationEvent) => sources.get(event.source)?.rules ?? [];
  const whoAsks = (event: AutomationEvent) => {
    const who = identity(event);
    const people = sources.get(event.source)?.config.people ?? {};
    const hasLeft = Object.keys(people).length > 0 && isStranger(who);
    return { identity: who, hasLeft, inWorkspace: isInWorkspace(event) };
  };
  const isOwn = (event: AutomationEvent, undone: AutomationEvent | undefined) => {
    const { person } = identity(event);
    return undone !== undefined && person !== "" && identity(undone).person === person;
  };
  return {
    identity,
    ofIntent: (intent, resource, { nowMs, undone }) => {
      const { event, byChat = false, undoes } = intent;
      const source = sources.get(event.source);
      const isFree = !byChat && (source?.rules.length ?? 0) === 0;
      if (isFree || intent.verb === NOTHING) return PERMITTED;
      const weak = source && tooWeak(intent, source.config);
      if (weak) return weak;
      const machine = machineOf(intent, resource, nowMs, parts);
      const what =
        undoes === undefined
          ? { word: intent.verb }
          : { word: "undo", deed: intent.verb, isOwnRun: isOwn(event, undone?.event) };
      return permission({ ...whoAsks(event), ...what, machine, nowMs }, source?.rules ?? []);
    },
    ofWord: (event, word, said) =>
      noYes(sources.get(event.source)?.config, word) ??
      permission({ ...whoAsks(event), word, machine: "none", ...said }, rulesOf(event)),
    ofAnswer: (who, word, { atMs, inWorkspace }) => {
      const source = sources.get(who.source);
      if (!source && !isBuiltIn(who.source)) {
        return { ok: false, text: `nobody can ${word} by ${who.source}: it is no source any more` };
      }
      const hasLeft = Object.keys(source?.config.people ?? {}).length > 0 && isStranger(who);
      const asked = { identity: who, hasLeft, inWorkspace, word, machine: "none", nowMs: atMs } as const;
      return noYes(source?.config, word) ?? permission(asked, source?.rules ?? []);
    },
    everOn: (event, word, nowMs) => {
      const who = whoAsks(event);
      // Whoever has a name here may own a machine.
      const ownership = { owner: who.identity.person, team: null };
      const machine = isStranger(who.identity) ? null : { attributes: {}, ownership };
      const asked = { ...who, word, machine, nowMs, isOwnRun: true };
      return permission(asked, withoutMachine(rulesOf(event)));
    },
  };
}
