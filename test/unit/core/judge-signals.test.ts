import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/core/judge.ts";
import { makePlan } from "../../../lib/core/make-plan.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Facts } from "../../../lib/domain/facts.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import { alarm, intent, leasePolicy, policy, rulebook, tick, trace } from "../../fixtures/policies.ts";
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

function judged(
  meant: Policy,
  event: AutomationEvent,
  machines: readonly Resource[],
  seen: Partial<Facts> = {},
) {
  const rules = rulebook({ policies: [meant], allow: ["lease"] });
  const fleet = facts({ inventories: [inventory(machines)], ...seen });
  const result = judge(intent(event, rules), fleet, rules);
  return { verdicts: result.verdicts, plan: makePlan([result], fleet, rules) };
}

const BOUGHT = trace({ resourceType: "Server", traceName: "createServer", resourceId: "ds-1" });
const TELL = policy({
  name: "tell",
  on: { kind: "audit", words: ["dev-server.bought"], when: null },
  resources: ["dev-server"],
  action: { verb: "none", parameters: {} },
});

describe("a trace of a start", () => {
  it("leads to the notebook lease of that one notebook, and the log says why", () => {
    const { plan } = judged(leasePolicy(), trace(), [notebook(), notebook({ id: "nb-2" })]);
    expect(plan.steps.map(({ verb, resource }) => `${verb} ${resource}`)).toEqual([
      "lease prod/notebook/nb-1",
    ]);
    expect(plan.acted[0]).toMatchObject({
      reason: "matched",
      text: "notebook.started: startNotebook by anna; the cloud itself will stop it 24 hours from then, whatever runs on it",
    });
  });

  it("leaves a lease that is set alone", () => {
    const lease = { enabled: true, type: "timing", expiresAtMs: NOW + HOUR } as const;
    expect(judged(leasePolicy(), trace(), [notebook({ lease })]).verdicts).toMatchObject([
      { act: false, reason: "already-so" },
    ]);
  });

  it("finds its notebook still starting, which is no reason to forget it", () => {
    const starting = notebook({ standing: "changing", status: "STARTING" });
    expect(judged(leasePolicy(), trace(), [starting]).verdicts).toMatchObject([{ reason: "changing" }]);
  });

  it("names whoever did it, the cloud itself too", () => {
    const { user: _user, ...automatic } = trace().data;
    const text = (data: Partial<typeof automatic> & Pick<typeof automatic, never>) =>
      judged(leasePolicy(), { ...trace(), data: { ...automatic, ...data } }, [notebook()]).verdicts[0]?.text;
    expect(text({})).toMatch(/^notebook\.started: startNotebook by the cloud itself;/);
  });
});

describe("then: none", () => {
  it("writes down what was bought, plans nothing and needs no permission", () => {
    const bought = server({ billing: "prepaid", standing: "changing", status: "CREATING" });
    const { plan } = judged({ ...TELL, mode: "enforce" }, BOUGHT, [bought]);
    expect(plan).toMatchObject({ steps: [], acted: [], skipped: [] });
    expect(plan.observed.map(({ ref, text }) => `${ref} ${text}`)).toEqual([
      "prod/dev-server/ds-1 dev-server.bought: createServer by anna; it is paid for by the month or year",
    ]);
    expect(plan.counts).toMatchObject([{ policy: "tell", act: 0, observe: 1, skip: 0 }]);
  });

  it("says of what was only created that it was not bought", () => {
    expect(judged(TELL, BOUGHT, [server()]).verdicts).toMatchObject([{ act: false, reason: "where-false" }]);
  });

  it("tells of a clock's machines too, whatever holds or cooldowns stand in the way of acting", () => {
    const every = policy({ action: { verb: "none", parameters: {} }, cooldownMs: HOUR });
    const ref = notebook().ref;
    const { plan } = judged(every, tick(), [notebook()], { holds: new Map([[ref, hold(ref)]]) });
    expect(plan.observed.map(({ reason, text }) => [reason, text])).toEqual([
      ["matched", "the policy applies"],
    ]);
  });
});

describe("an alarm", () => {
  const on = { kind: "alarm", name: "gpu-*", when: null } as const;
  const stop = policy({ name: "stop", on, idleMs: 2 * HOUR });
  const measured = (signals: ReturnType<typeof idleSignals>) => ({
    measurements: { stop: new Map([[notebook().ref, signals]]) },
  });
  const reason = (meant: Policy, seen?: Partial<Facts>) =>
    judged(meant, alarm(), [notebook()], seen).verdicts[0]?.reason;

  it("is believed only as far as the signals say the same", () => {
    expect(reason(stop, measured(idleSignals()))).toBe("idle");
    expect(reason(stop, measured(idleSignals({ max: 60 })))).toBe("busy");
    expect(reason(stop)).toBe("no-evidence");
    expect(reason({ ...stop, idleMs: null }, measured(idleSignals()))).toBe("no-evidence");
  });
});
