import { describe, expect, it } from "vitest";
import { chainOf, stepId } from "../../../lib/core/step-chain.ts";
import { Step } from "../../../lib/domain/step.ts";
import type { Verdict } from "../../../lib/domain/verdict.ts";
import { digest } from "../../../lib/signing/hash-chain.ts";
import { rebuildPolicy, ticket } from "../../fixtures/policies.ts";
import { notebook, server, stopped } from "../../fixtures/resources.ts";
import { verdict } from "./verdicts.ts";

const chain = (of: Verdict) => chainOf(of, digest);
const verbs = (of: Verdict) => chain(of).map((step) => step.verb);
const rebuild = (machine = server(), parameters = {}) =>
  verdict(machine, { verb: "reinstall-os", parameters: { keyPair: "ops", ...parameters } });

describe("chainOf", () => {
  it.each(["stop", "start", "lease", "reboot"] as const)("makes one step of %s", (verb) => {
    expect(verbs(verdict(server(), { verb }))).toEqual([verb]);
  });

  it("makes no step of nothing", () => {
    const act = verdict(server());
    expect(chain({ ...act, intent: { ...act.intent, verb: "none" } })).toEqual([]);
  });

  it.each(["reinstall-os", "change-os"] as const)(
    "stops a running machine before %s and leaves it running",
    (verb) => {
      expect(verbs(verdict(server(), { verb }))).toEqual(["stop", verb]);
    },
  );

  it("puts a machine that was off back to rest", () => {
    expect(verbs(rebuild(stopped(server())))).toEqual(["reinstall-os", "stop"]);
  });

  it("leaves the machine as the order says", () => {
    expect(verbs(rebuild(server(), { leave: "stopped" }))).toEqual(["stop", "reinstall-os", "stop"]);
    expect(verbs(rebuild(server(), { leave: "running" }))).toEqual(["stop", "reinstall-os"]);
    expect(verbs(rebuild(stopped(server()), { leave: "running" }))).toEqual(["reinstall-os"]);
    expect(verbs(rebuild(stopped(server()), { leave: "as-found" }))).toEqual(["reinstall-os", "stop"]);
  });

  it.each(["notebook", "legacy-notebook"] as const)("stops a running %s before it is deleted", (kind) => {
    expect(verbs(verdict(notebook({ kind }), { verb: "delete" }))).toEqual(["stop", "delete"]);
    expect(verbs(verdict(stopped(notebook({ kind })), { verb: "delete" }))).toEqual(["delete"]);
  });

  it("deletes a DevServer without stopping it", () => {
    expect(verbs(verdict(server(), { verb: "delete" }))).toEqual(["delete"]);
  });

  it("lets each step wait for the one before it", () => {
    const steps = chain(rebuild(server(), { leave: "stopped" }));
    expect(steps.map(({ wave }) => wave)).toEqual([0, 1, 2]);
    expect(steps.map(({ after }) => after)).toEqual([[], [steps[0]?.id], [steps[1]?.id]]);
    expect(steps.map(({ repeat }) => repeat)).toEqual(["convergent", "once-only", "convergent"]);
  });

  it("gives the parameters to the verb that was asked for alone", () => {
    expect(chain(rebuild(server(), { leave: "stopped" })).map(({ parameters }) => parameters)).toEqual([
      {},
      { keyPair: "ops", leave: "stopped" },
      {},
    ]);
  });

  it("makes steps that the log can keep and give back", () => {
    for (const step of chain(rebuild())) {
      expect(Step.parse(JSON.parse(JSON.stringify(step)))).toEqual(step);
      expect(step).toMatchObject({
        policy: "nights",
        name: "vision-anna-ds-1",
        owner: "anna",
        target: "prod",
      });
    }
  });

  it("makes nothing of a verdict without a machine", () => {
    expect(chain({ ...verdict(server()), resource: null })).toEqual([]);
  });
});

describe("step ids", () => {
  const config = { policies: [rebuildPolicy()] };
  const ids = (transition: string, delivery: string, machine = server()) =>
    chain(verdict(machine, { verb: "reinstall-os", event: ticket({ transition }, delivery), config })).map(
      ({ id }) => id,
    );

  it("are the same for the same wish, whichever delivery brought it", () => {
    expect(ids("31", "a")).toEqual(ids("31", "b"));
  });

  it("differ for another wish, another machine and another place in the chain", () => {
    const all = [...ids("31", "a"), ...ids("32", "a"), ...ids("31", "a", server({ id: "ds-2" }))];
    expect(new Set(all).size).toBe(6);
    const both = chain(rebuild(server(), { leave: "stopped" })).map(({ id }) => id);
    expect(new Set(both).size).toBe(3);
  });

  it("are the same whether the machine was running or not, so that a rebuild is one wish", () => {
    expect(ids("31", "a", stopped(server()))[0]).toBe(ids("31", "a")[1]);
  });

  it("come from verb, machine, wish and place, so that the logs of older versions tell the same step", () => {
    const texts: string[] = [];
    chainOf(rebuild(), (text) => `${texts.push(text)}${"0".repeat(63)}`);
    const { businessKey } = rebuild().intent;
    expect(texts).toEqual([
      `stop\nprod/dev-server/ds-1\n${businessKey}\nbefore`,
      `reinstall-os\nprod/dev-server/ds-1\n${businessKey}\nmain`,
    ]);
  });

  it("are of what was asked for where nothing else is said", () => {
    const parts = { verb: "stop", ref: "prod/dev-server/ds-1", intent: { businessKey: "key" } } as const;
    expect(stepId(digest, parts)).toBe(stepId(digest, { ...parts, role: "main" }));
  });

  it("are short hex", () => {
    expect(ids("31", "a")[0]).toMatch(/^[0-9a-f]{24}$/);
  });
});
