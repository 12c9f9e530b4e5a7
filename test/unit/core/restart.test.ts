import { describe, expect, it } from "vitest";
import { judge } from "../../../lib/core/judge.ts";
import { nextMemory } from "../../../lib/core/next-memory.ts";
import { restartOf } from "../../../lib/core/restart.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Facts, RecentAction } from "../../../lib/domain/facts.ts";
import type { On } from "../../../lib/domain/policy.ts";
import type { Resource } from "../../../lib/domain/resource.ts";
import { intent, policy, request, rulebook, tick } from "../../fixtures/policies.ts";
import { facts, HOUR, inventory, MINUTE, NOW, notebook, stopped } from "../../fixtures/resources.ts";

const REF = notebook().ref;
const action = (overrides: Partial<RecentAction> = {}): RecentAction => ({
  ...{ resource: REF, action: "stop", owner: "anna", atMs: NOW - 3 * HOUR, policy: "nights" },
  ...overrides,
});
const known = (recent: readonly RecentAction[], others: Partial<Facts> = {}) =>
  facts({ recent, lastAction: new Map(recent.slice(0, 1).map((entry) => [REF, entry])), ...others });
const restarted = notebook({ updatedAtMs: NOW - 2 * HOUR });

describe("a person's restart", () => {
  it("is a machine that runs again after our stop, without a start of ours", () => {
    expect(restartOf(restarted, known([action()]))).toEqual({
      ...{ policy: "nights", stoppedMs: NOW - 3 * HOUR, startedMs: NOW - 2 * HOUR },
    });
  });

  it.each<[string, Resource, readonly RecentAction[]]>([
    ["nothing was done", restarted, []],
    ["it does not run", stopped(restarted), [action()]],
    ["it was not changed since the stop was sent", notebook({ updatedAtMs: NOW - 4 * HOUR }), [action()]],
    ["a person asked us for the stop", restarted, [action({ policy: "(direct)" })]],
    ["a log of before does not say whose stop it was", restarted, [{ ...action(), policy: "(direct)" }]],
    ["a policy started it", restarted, [action({ action: "start", atMs: NOW - HOUR }), action()]],
    ["it was restarted by us in another way", restarted, [action({ action: "reboot" })]],
    ["nobody stopped it before", restarted, [action({ action: "start", policy: "(direct)" })]],
  ])("is none when %s", (_, machine, recent) => {
    expect(restartOf(machine, known(recent))).toBeUndefined();
  });

  it("may be asked of us as well", () => {
    const start = action({ action: "start", atMs: NOW - HOUR, policy: "(direct)" });
    const expected = { startedMs: NOW - HOUR, stoppedMs: NOW - 3 * HOUR };
    expect(restartOf(restarted, known([start, action()]))).toMatchObject(expected);
    const chat = { ...start, policy: "chat" };
    const personsMs = new Map([[REF, NOW - HOUR]]);
    expect(restartOf(restarted, known([chat, action()], { personsMs }))).toMatchObject(expected);
  });

  it("counts from when it was first seen where the cloud tells no change, once a stop has had its time", () => {
    const silent = notebook({ updatedAtMs: null });
    expect(restartOf(silent, known([action()]))?.startedMs).toBe(NOW);
    expect(restartOf(silent, known([action({ atMs: NOW - 5 * MINUTE })]))).toBeUndefined();
  });
});

describe("a notebook lease that a policy sets after it", () => {
  const lease = action({ action: "lease", atMs: NOW - HOUR, policy: "fallback" });

  it("does not make it forgotten, as often as it is set", () => {
    const expected = { policy: "nights", stoppedMs: NOW - 3 * HOUR, startedMs: NOW - 2 * HOUR };
    expect(restartOf(restarted, known([lease, action()]))).toEqual(expected);
    const again = { ...lease, atMs: NOW - MINUTE };
    expect(restartOf(restarted, known([again, lease, action()]))).toEqual(expected);
    const undone = action({ action: "start", atMs: NOW - 2 * HOUR, policy: "(direct)" });
    expect(restartOf(restarted, known([again, undone, lease, action()]))).toEqual(expected);
  });

  it("makes none of its own: of another machine, after nothing, or after a start by a policy", () => {
    expect(restartOf(restarted, known([lease]))).toBeUndefined();
    expect(restartOf(restarted, known([lease, action({ resource: "prod/notebook/nb-9" })]))).toBeUndefined();
    expect(restartOf(restarted, known([lease, action({ action: "start" }), action()]))).toBeUndefined();
  });

  it("does not make the complaint forgotten that the policy waits longer for", () => {
    const rules = rulebook({ policies: [policy({ respectMs: 4 * HOUR })] });
    const world = { ...known([lease, action()]), inventories: [inventory([restarted])] };
    const [verdict] = judge(intent(tick(), rules), world, rules).verdicts;
    expect(verdict && nextMemory(verdict, world).restartsMs).toEqual([NOW - 2 * HOUR]);
    expect(verdict?.reason).toBe("restarted");
  });
});

describe("respect for it", () => {
  const reason = (respectMs: number, event: AutomationEvent = tick(), on: On = policy().on) => {
    const rules = rulebook({ policies: [policy({ respectMs, on })] });
    const world = { ...known([action()]), inventories: [inventory([restarted])] };
    return judge(intent(event, rules), world, rules).verdicts[0]?.reason;
  };

  it("lasts as long as the policy says, for every policy, and ends", () => {
    expect(reason(4 * HOUR)).toBe("restarted");
    expect(reason(2 * HOUR + 1)).toBe("restarted");
    expect(reason(2 * HOUR)).toBe("matched");
    expect(reason(0)).toBe("matched");
  });

  it("ends where the cloud tells no change, after three times as long as the policy says", () => {
    const silent = notebook({ updatedAtMs: null });
    const of = (respectMs: number) => {
      const rules = rulebook({ policies: [policy({ respectMs })] });
      const world = { ...known([action()]), inventories: [inventory([silent])] };
      return judge(intent(tick(), rules), world, rules).verdicts[0]?.reason;
    };
    expect(of(HOUR + 1)).toBe("restarted");
    expect(of(HOUR)).toBe("matched");
  });

  it("stands in nobody's way who asks for the stop", () => {
    const on: On = { kind: "request", verbs: ["stop"], from: ["inbox"] };
    expect(reason(4 * HOUR, request({ verb: "stop" }), on)).toBe("requested");
  });
});
