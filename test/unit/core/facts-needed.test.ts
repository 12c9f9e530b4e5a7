import { describe, expect, it } from "vitest";
import { factsNeeded, offers } from "../../../lib/core/facts-needed.ts";
import { matchPolicies } from "../../../lib/core/match-policies.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Policy } from "../../../lib/domain/policy.ts";
import { RESOURCE_KINDS } from "../../../lib/domain/resource.ts";
import {
  leasePolicy,
  policy,
  request,
  rulebook,
  target,
  tick,
  trace,
  webhook,
} from "../../fixtures/policies.ts";
import { HOUR } from "../../fixtures/resources.ts";

const LAB = target({ name: "lab", cloud: "otc", region: "eu-de" });
const TARGETS = [target(), LAB];

function needed(event: AutomationEvent, ...policies: readonly Policy[]) {
  return factsNeeded(matchPolicies(event, rulebook({ policies: [...policies] })).intents, TARGETS);
}

function lists(event: AutomationEvent, ...policies: readonly Policy[]): readonly string[] {
  return needed(event, ...policies).lists.map(({ target: name, kind }) => `${name}/${kind}`);
}

describe("offers", () => {
  it("knows every kind on Huawei Cloud, and notebooks alone on Open Telekom Cloud", () => {
    expect(RESOURCE_KINDS.filter((kind) => offers(target(), kind))).toEqual([...RESOURCE_KINDS]);
    expect(RESOURCE_KINDS.filter((kind) => offers(LAB, kind))).toEqual(["notebook", "legacy-notebook"]);
  });
});

describe("factsNeeded", () => {
  it("names each list once, however many policies want it", () => {
    const two = policy({ name: "two", resources: ["notebook", "dev-server"] });
    expect(lists(tick(), policy(), policy({ name: "one" }), two)).toEqual([
      "prod/notebook",
      "lab/notebook",
      "prod/dev-server",
    ]);
  });

  it("needs nothing for no intent", () => {
    expect(factsNeeded([], TARGETS)).toMatchObject({ lists: [], measurements: [] });
  });

  it("needs no list to create something", () => {
    expect(lists(request({ verb: "create-notebook", target: "prod" }))).toEqual([]);
  });

  it.each([
    [{ target: "lab" }, ["lab/notebook", "lab/legacy-notebook"]],
    [{ resource: "prod/dev-server/ds-1" }, ["prod/dev-server"]],
    [{ resource: "lab/dev-server/ds-1" }, []],
    [{ resource: "elsewhere/notebook/nb-1" }, []],
    [{ target: "lab", resource: "train-1" }, ["lab/notebook", "lab/legacy-notebook"]],
    [{ target: "elsewhere", resource: "train-1" }, []],
    [{ target: "lab", resource: "prod/notebook/nb-1" }, ["prod/notebook"]],
  ])("reads only what the order %j can mean", (data, expected) => {
    expect(lists(request(data))).toEqual(expected);
  });

  it("looks everywhere for a bare name", () => {
    expect(lists(request({ verb: "lease", resource: "train-1" }))).toEqual([
      "prod/notebook",
      "prod/legacy-notebook",
      "lab/notebook",
      "lab/legacy-notebook",
    ]);
  });

  it("does not take the word of a webhook for the one machine", () => {
    const lease = leasePolicy({ on: { kind: "webhook", source: "ci", when: null } });
    expect(needed(webhook({ resourceId: "nb-1" }), lease).lists).toStrictEqual([
      { target: "prod", kind: "notebook" },
      { target: "lab", kind: "notebook" },
    ]);
  });

  it("asks for measurements for the policies that want idleness", () => {
    const idle = policy({ name: "idle", idleMs: 2 * HOUR });
    expect(needed(tick(), policy(), idle).measurements).toEqual([
      {
        policy: "idle",
        kinds: ["notebook"],
        rule: { idleMs: 2 * HOUR, idleAcceleratedMs: null, graceMs: idle.graceMs, jupyter: false },
      },
    ]);
  });

  it("looks back over half a day, in which policies may fight, or the longest cooldown", () => {
    const week = policy({ name: "week", cooldownMs: 168 * HOUR });
    expect(needed(tick(), policy({ respectMs: 0 })).actionsMs).toBe(12 * HOUR);
    expect(needed(tick(), policy(), week).actionsMs).toBe(168 * HOUR);
  });

  describe("for a trace", () => {
    const own = (...policies: readonly Policy[]) => needed(trace(), ...policies).lists;
    const both = leasePolicy({ resources: ["notebook", "legacy-notebook"] });
    const stop = leasePolicy({ name: "stop", action: { verb: "stop", parameters: {} } });

    it("is the one machine that it names, in each form that it may have", () => {
      expect(own(both)).toEqual([
        { target: "prod", kind: "notebook", id: "nb-1" },
        { target: "prod", kind: "legacy-notebook", id: "nb-1" },
      ]);
    });

    it("is the one machine also when several policies mean it", () => {
      expect(own(leasePolicy(), leasePolicy({ name: "another" }))).toEqual([
        { target: "prod", kind: "notebook", id: "nb-1" },
      ]);
    });

    it("is the whole list where something is taken away, since caps are shares of it", () => {
      expect(own(stop)).toEqual([{ target: "prod", kind: "notebook" }]);
      for (const policies of [
        [stop, both],
        [both, stop],
      ] as const) {
        expect(own(...policies).filter(({ kind }) => kind === "notebook")).toEqual([
          { target: "prod", kind: "notebook" },
        ]);
      }
    });

    it("is the whole list where only the name is known, and for servers, whose tags come with their list", () => {
      const { resourceId: _id, ...nameless } = trace().data;
      const rules = rulebook({ policies: [leasePolicy()] });
      const { intents } = matchPolicies({ ...trace(), data: nameless }, rules);
      expect(factsNeeded(intents, TARGETS).lists).toEqual([{ target: "prod", kind: "notebook" }]);
      const tell = policy({
        on: { kind: "audit", words: ["dev-server.created"], when: null },
        resources: ["dev-server"],
        action: { verb: "none", parameters: {} },
      });
      const created = trace({ resourceType: "Server", traceName: "createServer", resourceId: "ds-1" });
      expect(needed(created, tell).lists).toEqual([{ target: "prod", kind: "dev-server" }]);
    });
  });
});
