import { describe, expect, it } from "vitest";
import { matchPolicies } from "../../../lib/core/match-policies.ts";
import { isSignal, wordsMeant } from "../../../lib/core/match-signal.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import {
  alarm,
  leasePolicy,
  policy,
  request,
  rulebook,
  target,
  tick,
  ticket,
  trace,
  webhook,
} from "../../fixtures/policies.ts";

function match(event: AutomationEvent, meant: Policy) {
  const { intents, ignored } = matchPolicies(event, rulebook({ policies: [meant] }));
  const [why] = ignored;
  return why === undefined ? intents.length : `${why.reason}: ${why.text}`;
}

const onAlarm = (name: string, when: string | null = null) => policy({ on: { kind: "alarm", name, when } });

describe("an alarm", () => {
  it("means the policies that name it, also by a pattern, and no others", () => {
    expect(match(alarm(), onAlarm("gpu-idle"))).toBe(1);
    expect(match(alarm(), onAlarm("gpu-*"))).toBe(1);
    expect(match(alarm(), onAlarm("cpu-*"))).toBe(0);
    for (const event of [tick(), ticket(), webhook(), request({}, { source: "inbox" }), trace()]) {
      expect(match(event, onAlarm("*"))).toBe(0);
    }
    expect(match(alarm(), leasePolicy())).toBe(0);
  });

  it("that is over does nothing, and the log says so", () => {
    expect(match(alarm({ status: "ok" }), onAlarm("gpu-idle"))).toBe("alarm-over: gpu-idle is ok again");
    expect(match(alarm({ status: "ok" }), onAlarm("other"))).toBe(0);
  });

  it("can be narrowed by a condition; one that is over is not asked", () => {
    const major = onAlarm("*", 'event.level == "Major"');
    expect(match(alarm({ level: "Major" }), major)).toBe(1);
    expect(match(alarm({ level: "Minor" }), major)).toMatch(/^when-false: /);
    expect(match(alarm(), major)).toMatch(/^when-unknown: /);
    expect(match(alarm({ status: "ok" }), major)).toMatch(/^alarm-over: /);
  });

  it("means every machine of the policy, whatever its dimension says", () => {
    const { intents } = matchPolicies(
      alarm({ dimension: "instance_id:nb-9" }),
      rulebook({ policies: [onAlarm("*")] }),
    );
    expect(intents).toMatchObject([{ only: null, target: null, kinds: ["notebook"] }]);
  });
});

describe("an audit trace", () => {
  it("means the policies that wait for its word", () => {
    expect(match(trace(), leasePolicy())).toBe(1);
    expect(match(trace({ traceName: "createNotebook" }), leasePolicy())).toBe(0);
    expect(match(trace({ traceName: "stopNotebook" }), leasePolicy())).toBe(0);
    for (const event of [tick(), ticket(), webhook(trace().data, "cts"), alarm()]) {
      expect(match(event, leasePolicy())).toBe(0);
    }
  });

  it.each([
    [{ code: 400 }, "trace-failed: startNotebook: the cloud answered 400"],
    [{ code: 503, rating: "normal" }, "trace-failed: startNotebook: the cloud answered 503"],
    [{ rating: "warning" }, "trace-failed: startNotebook: it is rated warning"],
    [{ code: 0, rating: "incident" }, "trace-failed: startNotebook: it is rated incident"],
  ])("of what failed does nothing, and the log says so: %j", (data, expected) => {
    expect(match(trace(data), leasePolicy())).toBe(expected);
  });

  it.each([{ code: 0 }, { code: 204 }, { code: 399 }])("of what succeeded counts: %j", (data) => {
    expect(match(trace(data), leasePolicy())).toBe(1);
  });

  it("without a machine means none, rather than all of them", () => {
    const { resourceId: _id, resourceName: _name, ...nameless } = trace().data;
    expect(match({ ...trace(), data: nameless }, leasePolicy())).toBe(
      "not-found: startNotebook: the trace names no machine",
    );
  });

  it("means the machine that it names, in the one target of its cloud", () => {
    const [lab, second] = [target({ name: "lab", cloud: "otc" }), target({ name: "second" })];
    const scope = (...targets: ReturnType<typeof target>[]) =>
      matchPolicies(trace(), rulebook({ policies: [leasePolicy()], targets })).intents[0];
    expect(scope(target(), lab)).toMatchObject({ only: "nb-1", target: "prod" });
    expect(scope(target(), second)).toMatchObject({ only: "nb-1", target: null });
    expect(scope(lab)).toMatchObject({ only: "nb-1", target: null });
  });

  it("means its machine by name where it has no id, as an order that is not placed yet", () => {
    const { resourceId: _id, ...ordered } = trace().data;
    const { intents } = matchPolicies({ ...trace(), data: ordered }, rulebook({ policies: [leasePolicy()] }));
    expect(intents[0]?.only).toBe("vision-anna-nb-1");
  });
});

it("tells for which words a policy is after a trace", () => {
  const created = trace({ resourceType: "Server", traceName: "createServer" });
  const words = ["dev-server.bought", "dev-server.started"] as const;
  const meant = policy({ on: { kind: "audit", words: [...words], when: null } });
  expect(wordsMeant(meant, created)).toEqual(["dev-server.bought"]);
  expect(wordsMeant(meant, tick())).toEqual([]);
  expect(wordsMeant(policy(), created)).toEqual([]);
  expect(wordsMeant(meant, trace({ traceName: "stopNotebook" }))).toEqual([]);
});

it("knows signals from wishes", () => {
  const events = [alarm(), trace(), tick(), ticket(), webhook(), request()];
  expect(events.map(isSignal)).toEqual([true, true, false, false, false, false]);
});
