import { describe, expect, it } from "vitest";
import { askLifeMs, demandsOf } from "../../../../lib/core/approval/demands-of.ts";
import type { AutomationEvent } from "../../../../lib/domain/event.ts";
import type { Step } from "../../../../lib/domain/step.ts";
import { approvedRebuild } from "../../../fixtures/approvals.ts";
import { policy, request, ticket } from "../../../fixtures/policies.ts";
import { at, HOUR, MINUTE } from "../../../fixtures/resources.ts";

function step(overrides: Partial<Step> = {}): Step {
  return {
    ...{ id: "s1", wave: 0, verb: "reinstall-os", policy: "rebuild", resource: "prod/dev-server/ds-1" },
    ...{ target: "prod", kind: "dev-server", name: "gpu-1", owner: "anna", after: [], repeat: "once-only" },
    parameters: {},
    ...overrides,
  };
}

const POLICIES = [approvedRebuild(), policy()];
const APPROVAL = { kind: "approval", policy: "rebuild", by: 1, from: ["ops"] };
const stop = step({ verb: "stop", repeat: "convergent", policy: "nights" });

const said: AutomationEvent = {
  ...{ specversion: "1.0", id: "m1", source: "slack", type: "chat.message", time: at(), trigger: "webhook" },
  data: { platform: "slack", team: "T1", user: "U1", channel: null, text: "rebuild gpu-1", action: null },
};

describe("demandsOf", () => {
  it("demands what each policy says that has a step in the plan", () => {
    expect(demandsOf([step(), stop], POLICIES, ticket())).toEqual([APPROVAL]);
    expect(demandsOf([stop], POLICIES, ticket())).toEqual([]);
    expect(demandsOf([], POLICIES, ticket())).toEqual([]);
  });

  it("has whoever asks in a chat for what may happen only once confirm it", () => {
    const confirmation = { kind: "confirmation", policy: "(chat)", by: 1, from: [] };
    const direct = step({ policy: "(chat)" });
    expect(demandsOf([direct], POLICIES, said)).toEqual([confirmation]);
    expect(demandsOf([direct], POLICIES, request({}, { source: "slack" }))).toEqual([confirmation]);
    expect(demandsOf([step()], POLICIES, said)).toEqual([APPROVAL, { ...confirmation, policy: "rebuild" }]);
  });

  it("has nothing confirmed that can be repeated, or that was asked for elsewhere", () => {
    expect(demandsOf([stop], POLICIES, said)).toEqual([]);
    expect(demandsOf([step({ policy: "(direct)" })], POLICIES, request())).toEqual([]);
  });
});

describe("askLifeMs", () => {
  it("is the shortest time that one of the policies gives, and short for a confirmation alone", () => {
    const short = approvedRebuild({ name: "short", approve: { by: 1, from: ["ops"], withinMs: HOUR } });
    const both = demandsOf([step(), step({ policy: "short" })], [...POLICIES, short], ticket());
    expect(askLifeMs(both, [...POLICIES, short])).toBe(HOUR);
    expect(askLifeMs(demandsOf([step({ policy: "(chat)" })], POLICIES, said), POLICIES)).toBe(15 * MINUTE);
  });
});
