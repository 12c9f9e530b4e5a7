import { describe, expect, it } from "vitest";
import { createAccessBook } from "../../../../lib/core/access/access-book.ts";
import { matchPolicies } from "../../../../lib/core/match-policies.ts";
import type { AccessRule } from "../../../../lib/domain/access.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import { identityText } from "../../../../lib/domain/identity.ts";
import type { Policy, SourceConfig } from "../../../../lib/domain/policy.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { chat, chatSource, rule } from "../../../fixtures/chats.ts";
import { policy, rebuildPolicy, request, rulebook, ticket } from "../../../fixtures/policies.ts";
import { facts, HOUR, NOW, notebook, server } from "../../../fixtures/resources.ts";

interface Asked {
  readonly rules?: readonly AccessRule[];
  readonly source?: Partial<SourceConfig>;
  readonly verb?: string;
  readonly user?: string;
  readonly machine?: Resource | null;
  readonly nowMs?: number;
  readonly policies?: readonly Policy[];
}

/** Whether U1, who is anna, may do something with a machine of hers; the sentence where she may not. */
function may({
  rules = [],
  source = {},
  verb = "stop",
  user = "U1",
  machine,
  nowMs = NOW,
  policies = [],
}: Asked) {
  const book = rulebook({
    sources: [chatSource({ rules: [...rules], ...source })],
    teams: { vision: { members: ["anna"], zone: null, calendar: null } },
    policies,
  });
  const event = chat("…", { user });
  const by = identityText(book.access.identity(event));
  const order = request({ verb, resource: "nb-1", by }, { source: "slack" });
  const [intent] = matchPolicies(order, book, { byChat: true }).intents;
  if (!intent) throw new Error("no intent");
  const about = machine === undefined ? notebook() : machine;
  const answer = book.access.ofIntent(intent, about, facts({ nowMs }));
  return answer.ok ? true : answer.text;
}

describe("permission on a machine", () => {
  it("lets nobody act where nothing is said", () => {
    expect(may({ user: "U2" })).toBe(
      "slack:T1/U2 may not stop: no rule of sources.slack.rules says that they may",
    );
    expect(may({ verb: "start" })).toMatch(/no rule of sources\.slack\.rules/);
  });

  it.each(["extend", "hold", "release"])("lets owners %s their own machine, and nobody else", (verb) => {
    expect(may({ verb })).toBe(true);
    expect(may({ verb, user: "U2" })).toMatch(/may not/);
    expect(may({ verb, machine: notebook({ name: "unnamed" }) })).toMatch(/may not/);
    expect(may({ verb, machine: null })).toMatch(/may not/);
  });

  it.each<readonly [string, Partial<AccessRule>, boolean]>([
    ["everybody", { who: ["*"] }, true],
    ["an id", { who: ["U1"] }, true],
    ["an id with its workspace", { who: ["T1/U1"] }, true],
    ["an id of another workspace", { who: ["T2/U1"] }, false],
    ["another id", { who: ["U11"] }, false],
    ["the name of a person", { who: ["anna"] }, false],
    ["a team", { who: ["team:vision"] }, true],
    ["another team", { who: ["team:vis"] }, false],
    ["the owner", { who: ["owner"] }, true],
    ["one of several", { who: ["U9", "team:vision"] }, true],
    ["another verb", { verbs: ["start"] }, false],
    ["every verb", { verbs: ["*"] }, true],
    ["a machine that fits", { where: 'team == "vision"' }, true],
    ["a machine that does not", { where: 'team == "other"' }, false],
    ["what cannot be told", { where: 'tags.env == "dev"' }, false],
    ["hours that hold", { during: "Mon-Fri 08:00-18:00" }, true],
    ["hours that are over", { during: "Mon-Fri 08:00-18:00", zone: "Asia/Shanghai" }, false],
  ])("a rule for %s", (_, overrides, expected) => {
    expect(may({ rules: [rule(overrides)] }) === true).toBe(expected);
  });

  it("knows a verb by all its names", () => {
    expect(may({ rules: [rule({ verbs: ["rebuild"] })], verb: "reinstall-os", machine: server() })).toBe(
      true,
    );
  });

  it("lets never win, and names the rule", () => {
    const rules = [rule(), rule({ effect: "never", who: ["team:vision"], where: 'team == "vision"' })];
    expect(may({ rules })).toBe(
      'slack:T1/U1 may not stop: sources.slack.rules.1 (never: stop; who: team:vision; where: team == "vision") says so',
    );
  });

  it.each<readonly [string, Partial<AccessRule>]>([
    ["a condition", { where: 'tags.env == "prod"' }],
    ["the owner", { who: ["owner"] }],
  ])("takes a never for one that holds where %s cannot be told", (_, overrides) => {
    const unowned = notebook({ name: "unnamed" });
    const rules = [rule(), rule({ effect: "never", ...overrides })];
    expect(may({ rules, machine: unowned })).toMatch(/cannot be told whether sources\.slack\.rules\.1/);
  });

  it("lets never stand above what owners may", () => {
    const rules = [rule({ effect: "never", verbs: ["hold"], who: ["U1"] })];
    expect(may({ rules, verb: "hold" })).toMatch(/rules\.0/);
  });

  it("leaves who was taken out of people only what everybody may", () => {
    const byId = [rule({ who: ["U5"] })];
    expect(may({ rules: byId, user: "U5" })).toMatch(/may not/);
    expect(may({ rules: byId, user: "U5", source: { people: {}, rules: byId } })).toBe(true);
    expect(may({ rules: [...byId, rule()], user: "U5" })).toBe(true);
    expect(may({ rules: [rule(), rule({ effect: "never", who: ["U5"] })], user: "U5" })).toMatch(/rules\.1/);
  });

  it("lets a source that does not sign what it says cause nothing that can happen only once", () => {
    const rules = [rule({ verbs: ["*"] })];
    const asked = { rules, verb: "reinstall-os", machine: server(), source: { weak: true, rules } };
    expect(may(asked)).toMatch(/sources\.slack does not sign what it says/);
    expect(may({ ...asked, verb: "stop" })).toBe(true);
    const approve: Policy["approve"] = { by: 1, from: ["ops"], withinMs: HOUR };
    const asks = policy({
      ...{ on: { kind: "request", verbs: ["reinstall-os"], from: ["slack"] }, action: null, approve },
      resources: ["dev-server"],
    });
    expect(may({ ...asked, policies: [asks] })).toBe(true);
  });

  it("asks only about orders from chats and from sources with rules", () => {
    const book = rulebook({ sources: [chatSource()], policies: [] });
    const [intent] = matchPolicies(request({ resource: "nb-1" }), book).intents;
    expect(intent && book.access.ofIntent(intent, notebook(), facts())).toEqual({ ok: true });
  });
});

it("asks also for the tickets of a source with rules, by who asked in them", () => {
  const jira = { name: "jira", scheme: "jira-cloud", requester: "event.reporter", people: { a1: "anna" } };
  const rules = [rule({ who: ["a1"], verbs: ["rebuild"], where: 'team == "vision"' })];
  const book = rulebook({ sources: [chatSource({ ...jira, rules })], policies: [rebuildPolicy()] });
  const asked = (reporter: string) => {
    const [intent] = matchPolicies(ticket({ reporter }), book).intents;
    return intent && book.access.ofIntent(intent, server(), facts());
  };
  expect(asked("a1")).toEqual({ ok: true });
  expect(asked("b2")).toMatchObject({
    ok: false,
    text: expect.stringContaining("jira:b2 may not reinstall-os"),
  });
  expect(asked("")).toMatchObject({ ok: false, text: expect.stringContaining("nobody known, by jira,") });
});

describe("permission to say a word", () => {
  const said = (event: AutomationEvent, word: string, source: Partial<SourceConfig> = {}, isOwnRun = false) =>
    rulebook({ sources: [chatSource(source)] }).access.ofWord(event, word, { nowMs: NOW, isOwnRun }).ok;

  it("lets everybody read and answer what they are asked", () => {
    for (const word of ["status", "why", "help", "approve", "deny", "confirm"]) {
      expect(said(chat("…", { user: "U9" }), word)).toBe(true);
    }
  });

  it("needs a rule for the switch, and for what others did", () => {
    for (const word of ["pause", "resume", "undo"]) {
      expect(said(chat("…"), word)).toBe(false);
      expect(said(chat("…"), word, { rules: [rule({ verbs: [word] })] })).toBe(true);
    }
    expect(said(chat("…"), "undo", {}, true)).toBe(true);
  });

  it("takes no yes from a source that does not sign what it says", () => {
    expect(said(chat("…"), "approve", { weak: true })).toBe(false);
    expect(said(chat("…"), "confirm", { weak: true })).toBe(false);
    expect(said(chat("…"), "deny", { weak: true })).toBe(true);
  });

  it("tells beforehand who can do a thing to no machine at all", () => {
    const ever = (user: string, word: string, rules: readonly AccessRule[] = []) =>
      rulebook({ sources: [chatSource({ rules: [...rules] })] }).access.everOn(chat("…", { user }), word, NOW)
        .ok;
    expect(ever("U2", "stop")).toBe(false);
    expect(ever("U2", "hold")).toBe(true);
    expect(ever("U9", "hold")).toBe(false);
    expect(ever("U2", "stop", [rule({ who: ["owner"], where: 'team == "x"' })])).toBe(true);
    expect(ever("U2", "hold", [rule({ effect: "never", verbs: ["*"] })])).toBe(false);
    expect(ever("U2", "hold", [rule({ effect: "never", verbs: ["*"], where: 'team == "x"' })])).toBe(true);
  });
});

it("says which rule cannot be read", () => {
  const parts = rulebook();
  const broken = (overrides: Partial<AccessRule>) => () =>
    createAccessBook({
      ...{ config: { ...parts.config, sources: [chatSource({ rules: [rule(overrides)] })] } },
      ...{ peopleOf: parts.peopleOf, ownerOf: parts.ownerOf, savingOf: parts.savingOf },
    });
  expect(broken({ where: "owner ==" })).toThrow(/sources\.slack\.rules\.0\.where/);
  expect(broken({ during: "Mon 25:00-26:00" })).toThrow(/sources\.slack\.rules\.0\.during/);
});
