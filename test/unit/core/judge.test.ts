import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/core/judge.ts";
import type { Config } from "../../../lib/domain/config.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Facts } from "../../../lib/domain/facts.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import {
  config,
  intent,
  policy,
  rebuildPolicy,
  request,
  rulebook,
  target,
  tick,
  ticket,
} from "../../fixtures/policies.ts";
import {
  facts,
  HOUR,
  hold,
  idleSignals,
  inventory,
  NOW,
  notebook,
  server,
} from "../../fixtures/resources.ts";

interface Setting {
  readonly event?: AutomationEvent;
  readonly policy?: Partial<Policy>;
  readonly config?: Partial<Config>;
  readonly facts?: Partial<Facts>;
}

function judged(machines: readonly Resource[], setting: Setting = {}) {
  const rules = rulebook({ policies: [policy(setting.policy)], ...setting.config });
  const meant = intent(setting.event ?? tick(), rules);
  return judge(meant, facts({ inventories: [inventory(machines)], ...setting.facts }), rules);
}

function reasons(machines: readonly Resource[], setting: Setting = {}): readonly string[] {
  return judged(machines, setting).verdicts.map(({ reason }) => reason);
}

describe("judge", () => {
  it("acts on what the policy means, with owner, team and worth", () => {
    const prices = { prod: { version: 1, currency: "EUR", source: "example", flavors: { big: 3 } } } as const;
    const machine = notebook({ flavor: { name: "big", gpu: 1, npu: 0, vcpus: 8 } });
    expect(judged([machine], { config: { prices } }).verdicts).toMatchObject([
      {
        ref: machine.ref,
        owner: "anna",
        team: "vision",
        act: true,
        reason: "matched",
        text: "the policy applies",
        savesPerHour: { amount: 3, currency: "EUR" },
        evidence: [],
      },
    ]);
  });

  it("promises no money where amount or currency is not known", () => {
    const prices = { prod: { version: 1, currency: "EUR", source: "example", flavors: {} } } as const;
    const worth = (machine: Resource, config: Partial<Config>) =>
      judged([machine], { config }).verdicts.map(({ savesPerHour }) => savesPerHour);
    expect(worth(notebook(), { prices })).toEqual([null]);
    expect(worth(notebook({ stoppedCost: { kind: "full", why: "billed on" } }), {})).toEqual([null]);
  });

  it("says that a person asked", () => {
    expect(judged([notebook()], { event: request({ resource: "nb-1" }) }).verdicts).toMatchObject([
      { act: true, reason: "requested", savesPerHour: null },
    ]);
  });

  it("looks at the kinds of the policy alone", () => {
    expect(reasons([notebook(), server()])).toEqual(["matched"]);
  });

  it("shows the evidence of an action and of a refusal", () => {
    const idle = { policy: { idleMs: 2 * HOUR } };
    const measurements = { nights: new Map([[notebook().ref, idleSignals()]]) };
    const [act] = judged([notebook()], { ...idle, facts: { measurements } }).verdicts;
    expect(act).toMatchObject({ act: true, reason: "idle" });
    expect(act?.evidence).toHaveLength(3);
    const [skip] = judged([notebook()], idle).verdicts;
    expect(skip).toMatchObject({ act: false, reason: "no-evidence" });
    expect(skip?.evidence).toHaveLength(2);
  });

  it("gives the reason that people would name first", () => {
    // Everything speaks against this machine; one reason after the other is taken away.
    const last = { resource: notebook().ref, action: "stop", owner: null, atMs: NOW } as const;
    const setting = {
      policy: { cooldownMs: HOUR, idleMs: HOUR },
      facts: {
        holds: new Map([[last.resource, hold(last.resource)]]),
        lastAction: new Map([[last.resource, last]]),
      },
    };
    const nameless = { name: "nameless" };
    const full = { stoppedCost: { kind: "full", why: "billed on" } } as const;
    expect(reasons([notebook({ ...nameless, ...full, standing: "changing" })], setting)).toEqual([
      "changing",
    ]);
    expect(reasons([notebook({ ...nameless, ...full })], setting)).toEqual(["saves-nothing"]);
    expect(reasons([notebook(nameless)], setting)).toEqual(["held"]);
    const free = { ...setting.facts, holds: new Map() };
    expect(reasons([notebook(nameless)], { ...setting, facts: free })).toEqual(["owner-unknown"]);
    expect(reasons([notebook()], { ...setting, facts: free })).toEqual(["cooldown"]);
    expect(reasons([notebook()], { policy: setting.policy })).toEqual(["no-evidence"]);
  });

  it("refuses parameters that break a rule before any guard is asked", () => {
    const action = { verb: "lease", parameters: { hours: 100 } } as const;
    const machine = notebook({ standing: "changing" });
    expect(judged([machine], { policy: { action } }).verdicts).toMatchObject([
      { act: false, reason: "invalid-parameters", text: "hours: 1 to 72 hours (for lease)" },
    ]);
  });
});

describe("where", () => {
  const where = { policy: { where: "saves > 1.0" } };
  const prices = (price: number): Partial<Config> => ({
    prices: { prod: { version: 1, currency: "EUR", source: "example", flavors: { big: price } } },
  });
  const machine = notebook({ flavor: { name: "big", gpu: 1, npu: 0, vcpus: 8 } });

  it("means a machine, or does not", () => {
    expect(
      judged([machine], { ...where, config: { policies: [policy(where.policy)], ...prices(2) } }),
    ).toMatchObject({
      notMeant: 0,
      verdicts: [{ act: true }],
    });
    expect(
      judged([machine], { ...where, config: { policies: [policy(where.policy)], ...prices(1) } }),
    ).toMatchObject({
      notMeant: 1,
      verdicts: [],
    });
  });

  it("is doubt, and doubt is a skip with its reason", () => {
    expect(judged([machine], where)).toMatchObject({
      notMeant: 0,
      verdicts: [{ act: false, reason: "where-unknown", text: "saves > 1.0: saves is not known" }],
    });
  });

  it("is doubt for a machine of a target that the config does not name", () => {
    expect(judged([notebook({ target: "old" })], { policy: { where: "true" } }).verdicts).toMatchObject([
      { act: false, reason: "where-unknown", text: "the target old is not in the config" },
    ]);
  });
});

describe("a machine that was asked for by name", () => {
  const ask = (resource: string, extra = {}) => ({ event: request({ resource, ...extra }) });
  const twin = notebook({ target: "lab", id: "nb-9", name: "vision-anna-nb-1" });
  const two = { config: { targets: [target(), target({ name: "lab" })], policies: [] } };

  it.each(["prod/notebook/nb-1", "nb-1", "vision-anna-nb-1"])("is found by %s", (name) => {
    const others = [notebook(), notebook({ id: "nb-2" })];
    expect(judged(others, ask(name)).verdicts.map(({ ref }) => ref)).toEqual(["prod/notebook/nb-1"]);
  });

  it("is not found under a name that none has", () => {
    expect(judged([notebook()], ask("nb-7")).verdicts).toMatchObject([
      {
        ref: "nb-7",
        act: false,
        reason: "not-found",
        text: "no notebook or legacy-notebook or dev-server or supernode has the name or id nb-7",
        resource: null,
        evidence: [],
        savesPerHour: null,
      },
    ]);
  });

  it("is not missing while a list that may hold it could not be read", () => {
    const broken = inventory([], { failed: "the service is unavailable" });
    const whole = inventory([notebook()]);
    expect(judged([], { ...ask("nb-7"), facts: { inventories: [whole, broken] } }).verdicts).toMatchObject([
      { reason: "target-failed", text: "the service is unavailable" },
    ]);
    const short = inventory([], { doubt: "a page came back shorter than announced" });
    expect(judged([], { ...ask("nb-7"), facts: { inventories: [whole, short] } }).verdicts).toMatchObject([
      { reason: "doubtful-inventory", text: "a page came back shorter than announced" },
    ]);
  });

  it("is ambiguous when two have the name, and neither is touched", () => {
    const { verdicts } = judged([notebook(), twin], { ...ask("vision-anna-nb-1"), ...two });
    expect(verdicts.map(({ act, reason }) => `${act} ${reason}`)).toEqual([
      "false ambiguous",
      "false ambiguous",
    ]);
    expect(verdicts[0]?.text).toContain("2 machines have this name");
  });

  it("is told from its namesake by the target of the order", () => {
    const { verdicts } = judged([notebook(), twin], {
      ...ask("vision-anna-nb-1", { target: "lab" }),
      ...two,
    });
    expect(verdicts).toMatchObject([{ ref: "lab/notebook/nb-9", act: true }]);
  });

  it("is not touched when the order names another target than the machine's", () => {
    expect(reasons([notebook()], { ...ask("prod/notebook/nb-1", { target: "lab" }), ...two })).toEqual([
      "not-found",
    ]);
  });

  it("is answered with a reason when the policy does not mean it", () => {
    const rules = rulebook({
      policies: [
        policy({
          where: 'team == "speech"',
          on: { kind: "request", verbs: ["stop"], from: ["inbox"] },
          action: null,
        }),
      ],
    });
    const meant = intent(request({ resource: "nb-1" }, { source: "inbox" }), rules);
    expect(judge(meant, facts({ inventories: [inventory([notebook()])] }), rules)).toMatchObject({
      notMeant: 0,
      verdicts: [{ act: false, reason: "where-false", text: 'not so: team == "speech"', owner: "anna" }],
    });
  });

  it("is answered with a reason when the policy has no such kind", () => {
    const rules = rulebook({
      policies: [policy({ on: { kind: "request", verbs: ["reboot"], from: ["inbox"] }, action: null })],
    });
    const meant = intent(request({ verb: "reboot", resource: "nb-1" }, { source: "inbox" }), rules);
    expect(judge(meant, facts({ inventories: [inventory([notebook()])] }), rules).verdicts).toMatchObject([
      { act: false, reason: "not-found", text: "no machine has the name or id nb-1" },
    ]);
  });
});

describe("an order for a whole target", () => {
  it("leaves the machines of other targets alone", () => {
    const machines = [notebook(), notebook({ target: "lab" })];
    const event = request({ target: "lab" });
    expect(judged(machines, { event }).verdicts.map(({ ref }) => ref)).toEqual(["lab/notebook/nb-1"]);
  });

  it("means nothing when the config has no such target", () => {
    expect(reasons([notebook()], { event: request({ target: "elsewhere" }) })).toEqual([]);
  });
});

it("judges a ticket by what the ticket carries", () => {
  const rules = rulebook(config({ policies: [rebuildPolicy()] }));
  const fleet = facts({ inventories: [inventory([server(), server({ id: "ds-2" })])] });
  const { verdicts, notMeant } = judge(intent(ticket(), rules), fleet, rules);
  expect(verdicts).toMatchObject([{ ref: "prod/dev-server/ds-1", act: true, reason: "requested" }]);
  expect(notMeant).toBe(1);
});
