import { describe, expect, it } from "vitest";
import { DIRECT_POLICY, matchPolicies } from "../../../lib/core/match-policies.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import { chat } from "../../fixtures/chats.ts";
import {
  budgetAlert,
  policy,
  rebuildPolicy,
  request,
  rulebook,
  tick,
  ticket,
  webhook,
} from "../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW } from "../../fixtures/resources.ts";

function match(event: AutomationEvent, ...policies: readonly Policy[]) {
  return matchPolicies(event, rulebook({ policies: [...policies] }));
}

function names(event: AutomationEvent, ...policies: readonly Policy[]): readonly string[] {
  return match(event, ...policies).intents.map((intent) => intent.policy.name);
}

const on = (form: Policy["on"], overrides: Partial<Policy> = {}) => policy({ on: form, ...overrides });
const due = (form: Policy["on"], sinceMs: number, slotMs: number) =>
  names(tick(slotMs, sinceMs), on(form)).length === 1;

describe("a policy with every", () => {
  const every = { kind: "every", everyMs: 10 * MINUTE } as const;

  it("is due when a multiple of the interval lies after since and not after the slot", () => {
    expect(due(every, NOW - 1, NOW)).toBe(true);
    expect(due(every, NOW, NOW + 10 * MINUTE - 1)).toBe(false);
    expect(due(every, NOW, NOW + 10 * MINUTE)).toBe(true);
    expect(due(every, NOW - HOUR, NOW)).toBe(true);
  });

  it("is due once in each interval, however the slots fall", () => {
    let count = 0;
    for (let minute = 0; minute < 60; minute += 3) {
      if (due(every, NOW + minute * MINUTE, NOW + (minute + 3) * MINUTE)) count += 1;
    }
    expect(count).toBe(6);
  });

  it("is not due in an empty span or one that runs backwards", () => {
    expect(due(every, NOW, NOW)).toBe(false);
    expect(due(every, NOW + HOUR, NOW)).toBe(false);
  });
});

describe("a policy with cron", () => {
  const noon = { kind: "cron", cron: "0 12 * * 4", zone: "UTC" } as const;

  it("is due when it comes round after since and not after the slot", () => {
    expect(due(noon, NOW - MINUTE, NOW)).toBe(true);
    expect(due(noon, NOW, NOW + HOUR)).toBe(false);
    expect(due(noon, NOW - HOUR, NOW - 1)).toBe(false);
  });

  it("goes by its zone", () => {
    expect(due({ ...noon, zone: "Asia/Shanghai" }, NOW - MINUTE, NOW)).toBe(false);
    expect(due({ ...noon, zone: "Asia/Shanghai" }, NOW - 8 * HOUR - MINUTE, NOW - 8 * HOUR)).toBe(true);
  });
});

describe("other events", () => {
  const forms: readonly [string, Policy, AutomationEvent][] = [
    ["budget", on({ kind: "budget", budget: "vision", at: 0.9 }), budgetAlert()],
    ["ticket", rebuildPolicy(), ticket()],
    ["webhook", on({ kind: "webhook", source: "ci", when: null }), webhook()],
    ["request", on({ kind: "request", verbs: ["stop"], from: ["inbox"] }), request({}, { source: "inbox" })],
    ["every", policy(), tick()],
  ];

  it.each(forms)("mean a policy on %s and no other", (name, meant, event) => {
    for (const [other, candidate] of forms) {
      expect(names(event, candidate).length).toBe(other === name ? 1 : 0);
      expect(match(event, candidate).ignored).toEqual([]);
    }
    expect(names(event, meant)).toEqual([meant.name]);
  });

  it("set off a budget policy from its threshold on", () => {
    const budget = on({ kind: "budget", budget: "vision", at: 0.9 });
    expect(names(budgetAlert({ at: 0.89 }), budget)).toEqual([]);
    expect(names(budgetAlert({ at: 1.2 }), budget)).toEqual(["nights"]);
    expect(names(budgetAlert({ budget: "speech" }), budget)).toEqual([]);
    // A forecast is told and nothing is done for it.
    expect(names(budgetAlert({ at: 1, kind: "forecast" }), budget)).toEqual([]);
    const tells = { ...budget, action: { verb: "none" as const, parameters: {} } };
    expect(names(budgetAlert({ at: 1, kind: "forecast" }), tells)).toEqual(["nights"]);
  });

  it("leave policies of another source alone", () => {
    expect(names({ ...ticket(), source: "gitlab" }, rebuildPolicy())).toEqual([]);
    expect(names(webhook({}, "github"), on({ kind: "webhook", source: "ci", when: null }))).toEqual([]);
  });
});

describe("a webhook that carries what another event would", () => {
  const clock = { slot: tick().data.slot, since: tick().data.since };
  const order = { verb: "stop", resource: "prod/notebook/nb-1", target: "prod", parameters: { force: true } };

  it.each<[string, AutomationEvent, Policy]>([
    ["a slot", webhook(clock, "clock"), policy()],
    ["a slot", webhook(clock, "clock"), on({ kind: "cron", cron: "0 12 * * 4", zone: "UTC" })],
    [
      "a threshold",
      webhook({ budget: "vision", at: 1 }, "finance"),
      on({ kind: "budget", budget: "vision", at: 0.9 }),
    ],
    ["a ticket", webhook(ticket().data, "jira"), rebuildPolicy()],
    ["an order", webhook(order, "inbox"), on({ kind: "request", verbs: ["stop"], from: ["inbox"] })],
    ["an order", webhook(order, "cli"), on({ kind: "request", verbs: ["stop"], from: ["cli"] })],
  ])("is not taken for it: %s", (_what, event, meant) => {
    expect(match(event, meant)).toEqual({ intents: [], ignored: [] });
  });

  it("does not choose verb, machine or parameters", () => {
    const onHook = on({ kind: "webhook", source: "ci", when: null });
    expect(match(webhook(order), { ...onHook, action: null }).intents).toEqual([]);
    expect(match(webhook(order), onHook).intents).toMatchObject([
      { verb: "stop", parameters: {}, only: null, target: null },
    ]);
  });
});

describe("when", () => {
  const onHook = on({ kind: "webhook", source: "ci", when: 'event.branch == "main"' });

  it("lets the policy through when it holds", () => {
    expect(names(webhook({ branch: "main" }), onHook)).toEqual(["nights"]);
  });

  it("says that it does not hold", () => {
    expect(match(webhook({ branch: "dev" }), onHook)).toEqual({
      intents: [],
      ignored: [{ policy: "nights", reason: "when-false", text: 'not so: event.branch == "main"' }],
    });
  });

  it("is doubt when the event does not carry what it asks for", () => {
    const { intents, ignored } = match(webhook(), onHook);
    expect(intents).toEqual([]);
    expect(ignored).toMatchObject([{ policy: "nights", reason: "when-unknown" }]);
    expect(ignored[0]?.text).toContain("event.branch is not known");
  });
});

describe("a ticket", () => {
  const onTicket = { on: { kind: "ticket", source: "jira", when: null } } as const;
  const rebuild = policy({
    ...onTicket,
    resources: ["dev-server"],
    action: { verb: "reinstall-os", parameters: { keyPair: "ops" } },
  });

  it.each([null, undefined, "", " ", { id: "31" }, ["31"], true])(
    "asks for what may happen only once by a transition alone, and %j is none",
    (transition) => {
      expect(names(ticket(), rebuild)).toEqual(["nights"]);
      const { intents, ignored } = match(ticket({ transition }), rebuild);
      expect(intents).toEqual([]);
      expect(ignored).toEqual([
        {
          ...{ policy: "nights", reason: "no-transition" },
          text: "OPS-1 did not move (event.transition): reinstall-os may happen only once and is done for a transition alone",
        },
      ]);
    },
  );

  it("asks by its state for what can be repeated", () => {
    expect(names(ticket({ transition: null }), policy(onTicket))).toEqual(["nights"]);
  });
});

describe("requests", () => {
  const inbox = { source: "inbox" };
  const onRequest = on(
    { kind: "request", verbs: ["stop", "reinstall-os"], from: ["inbox"] },
    { action: null },
  );

  it("are taken from the sources named and for the verbs named", () => {
    expect(names(request({ verb: "stop" }, inbox), onRequest)).toEqual(["nights"]);
    expect(names(request({ verb: "start" }, inbox), onRequest)).toEqual([]);
    expect(names(request({ verb: "fly" }, inbox), onRequest)).toEqual([]);
    expect(names(request({ verb: "stop" }, { source: "chat" }), onRequest)).toEqual([]);
  });

  it("name the verb when the policy leaves it open, by its alias too", () => {
    const [intent] = match(
      request({ verb: "rebuild" }, inbox),
      policy({ ...onRequest, resources: ["dev-server"] }),
    ).intents;
    expect(intent).toMatchObject({ verb: "reinstall-os", kinds: ["dev-server"] });
  });

  it("cannot override what the policy fixes", () => {
    const fixed = policy({ ...onRequest, action: { verb: "lease", parameters: { hours: 2 } } });
    const [intent] = match(request({ parameters: { hours: 72, type: "idle" } }, inbox), fixed).intents;
    expect(intent).toMatchObject({ verb: "lease", parameters: { hours: 2, type: "idle" } });
  });

  it("keep only the kinds to which the verb applies", () => {
    const wide = policy({ ...onRequest, resources: ["notebook", "dev-server"] });
    expect(match(request({ verb: "reinstall-os" }, inbox), wide).intents[0]?.kinds).toEqual(["dev-server"]);
  });

  it.each([
    [{}, null, null],
    [{ target: "prod" }, "prod", null],
    [{ resource: "prod/notebook/nb-1" }, "prod", "prod/notebook/nb-1"],
    [{ target: "lab", resource: "prod/notebook/nb-1" }, "lab", "prod/notebook/nb-1"],
    [{ resource: "train-1" }, null, "train-1"],
    [{ target: "lab", resource: "train-1" }, "lab", "train-1"],
  ])("%j mean the target %j and the machine %j", (data, target, only) => {
    expect(match(request(data, inbox), onRequest).intents[0]).toMatchObject({ target, only });
  });

  it("of the command line are their own permission", () => {
    const { intents } = match(request({ verb: "reboot", resource: "ds-1" }));
    expect(intents).toMatchObject([{ verb: "reboot", kinds: ["dev-server"], only: "ds-1" }]);
    expect(intents[0]?.policy).toMatchObject({ name: DIRECT_POLICY, mode: "enforce", where: null });
  });

  it("of the command line for a verb that nobody knows mean nothing", () => {
    expect(match(request({ verb: "fly" }))).toEqual({ intents: [], ignored: [] });
  });

  it("from elsewhere never have the permission of the command line", () => {
    expect(names(request({}, inbox))).toEqual([]);
    expect(names({ ...webhook(), source: "cli" })).toEqual([]);
  });

  it("mean nothing to a clock policy without an action", () => {
    expect(match(tick(), policy({ action: null }))).toEqual({ intents: [], ignored: [] });
  });
});

it("gives intents in the order of the config, each with its own business key", () => {
  const { intents } = match(tick(), policy({ name: "b" }), policy({ name: "a" }));
  expect(intents.map(({ policy: { name } }) => name)).toEqual(["b", "a"]);
  expect(new Set(intents.map(({ businessKey }) => businessKey)).size).toBe(2);
});

describe("a policy with chat", () => {
  const cleanUp = on({ kind: "chat", source: "slack", when: 'event.text == "clean up"' });

  it("means what is said in that chat, where its condition holds", () => {
    expect(names(chat("clean up"), cleanUp)).toEqual([cleanUp.name]);
    expect(names(chat("clean up", { source: "other" }), cleanUp)).toEqual([]);
    expect(match(chat("clean up please"), cleanUp).ignored).toMatchObject([{ reason: "when-false" }]);
  });

  it("means no other webhook of that source, and a policy on webhooks means nothing that is said", () => {
    expect(names(webhook({}, "slack"), cleanUp)).toEqual([]);
    expect(names(chat("clean up"), on({ kind: "webhook", source: "slack", when: null }))).toEqual([]);
  });

  it("can ask who says it", () => {
    const anna = on({
      kind: "chat",
      source: "slack",
      when: 'event.user == "U1" && event.platform == "slack"',
    });
    expect(names(chat("x"), anna)).toEqual([anna.name]);
    expect(names(chat("x", { user: "U2" }), anna)).toEqual([]);
  });
});

describe("a password in an order", () => {
  const orders = on(
    { kind: "request", verbs: ["create-dev-server"], from: ["inbox"] },
    { resources: ["dev-server"], action: null },
  );
  const order = request(
    { verb: "create-dev-server", parameters: { password: "env:SMTP_PASSWORD" }, target: "prod" },
    { source: "inbox" },
  );

  it("is not the sender's to choose: any variable of the process could be asked for", () => {
    const [intent] = match(order, orders).intents;
    expect(intent?.unread).toMatch(/^password: .*named by the policy under then/);
  });

  it("is the one that the policy names, whatever the order says", () => {
    const action = { verb: "create-dev-server", parameters: { password: "env:SERVER_PASSWORD" } } as const;
    const [intent] = match(order, { ...orders, action }).intents;
    expect(intent).toMatchObject({ parameters: { password: "env:SERVER_PASSWORD" } });
    expect(intent?.unread).toBeUndefined();
  });

  it("is free at the command line, where the variables are", () => {
    const [intent] = match({ ...order, source: "cli" }).intents;
    expect(intent?.unread).toBeUndefined();
  });
});
