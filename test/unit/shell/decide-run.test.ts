import { describe, expect, it } from "vitest";
import type { Config } from "../../../lib/domain/config.ts";
import { decideRun } from "../../../lib/shell/decide-run.ts";
import { FULL_NOTEBOOK } from "../../fixtures/modelarts-requests.ts";
import { policy, request, tick, ticket } from "../../fixtures/policies.ts";
import { HOUR, hold, idleSignals, MINUTE, NOW, notebook, server, stopped } from "../../fixtures/resources.ts";
import { createWorld, line, type World } from "./world.ts";

async function decide(world: World, event: Parameters<typeof decideRun>[0] = tick(), lastSeq = 1) {
  const decision = await decideRun(event, world.ports(), { lastSeq, observes: false });
  return { ...decision, lines: decision.entries.map(line) };
}

const three = [notebook(), notebook({ id: "nb-2" }), stopped(notebook({ id: "nb-3" }))];

describe("decideRun", () => {
  it("says which wording of each policy was judged", async () => {
    const forms = async (policies: Config["policies"]) => {
      const world = createWorld({ machines: three, config: { policies } });
      const details = (await decide(world)).entries.at(-1)?.details;
      return details?.["forms"] as Readonly<Record<string, string>>;
    };
    const both = await forms([policy(), policy({ name: "later" })]);
    expect(Object.keys(both)).toEqual(["nights", "later"]);
    expect(await forms([policy()])).toEqual({ nights: both["nights"] });
    expect(await forms([policy({ mode: "observe" })])).not.toEqual({ nights: both["nights"] });
  });

  it("says whose machines were judged, but for a target that could not be read", async () => {
    const targets = async (world: World) => (await decide(world)).entries.at(-1)?.details["targets"];
    const world = createWorld({ machines: three });
    expect(await targets(world)).toEqual({ prod: expect.stringMatching(/^[0-9a-f]{16}$/) });
    world.cloud.listing.failed = "unavailable";
    expect(await targets(world)).toEqual({});
  });

  it("writes the decision last, with its number and the counts", async () => {
    const world = createWorld({ machines: three });
    const { entries, lines } = await decide(world, tick(), 7);
    expect(lines).toEqual([
      "skipped already-so stop nb-3",
      "planned matched stop nb-1",
      "planned matched stop nb-2",
      "decided matched",
    ]);
    expect(entries.at(-1)).toMatchObject({
      text: "2 steps, 0 only observed, 1 left alone; enforced: nights",
      details: { complete: true, plan: 7, counts: [{ policy: "nights", act: 2, skip: 1 }] },
    });
    expect(entries.filter(({ details }) => "step" in details).map(({ details }) => details["plan"])).toEqual([
      7, 7,
    ]);
    expect(world.cloud.sent).toEqual([]);
    expect(world.state.log).toEqual([]);
  });

  it("brings evidence, worth and owner into the log", async () => {
    const prices = {
      prod: { version: 1, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
    };
    const config = { policies: [policy({ idleMs: 2 * HOUR })], prices } as Partial<Config>;
    const world = createWorld({ machines: [notebook(), notebook({ id: "nb-2" })], config });
    world.cloud.signals.set("prod/notebook/nb-1", idleSignals());
    const { entries } = await decide(world);
    expect(entries.find(({ phase }) => phase === "planned")).toMatchObject({
      reason: "idle",
      details: {
        evidence: [{ signal: "cpu" }, { signal: "gpu" }, { signal: "network" }],
        savesPerHour: { amount: 3 },
      },
    });
    expect(entries.find(({ phase }) => phase === "skipped")).toMatchObject({
      reason: "no-evidence",
      details: {
        name: "vision-anna-nb-2",
        owner: "anna",
        evidence: [{ says: "absent" }, { says: "absent" }],
      },
    });
  });

  it("says what it only would do", async () => {
    const world = createWorld({
      machines: [notebook()],
      config: { policies: [policy({ mode: "observe" })] },
    });
    const { entries, lines } = await decide(world);
    expect(lines).toEqual(["planned observe stop nb-1", "decided matched"]);
    expect(entries[0]).toMatchObject({ step: null, text: "would stop: the policy applies" });
  });

  it("writes a skip of a clock policy only when its reason changed", async () => {
    const world = createWorld({ machines: [...three, notebook({ id: "nb-4", name: "nameless" })] });
    const skips = async (slot: number) => {
      const { run } = await world.take(tick(NOW + slot * 10 * MINUTE), { dryRun: true });
      return (await world.lines(run)).filter((entry) => entry.startsWith("skipped"));
    };
    expect(await skips(0)).toEqual(["skipped already-so stop nb-3", "skipped owner-unknown stop nb-4"]);
    expect(await skips(1)).toEqual([]);
    await world.store.putHold(hold("prod/notebook/nb-4"));
    expect(await skips(2)).toEqual(["skipped held stop nb-4"]);
    const named = notebook({ id: "nb-4", name: "vision-bert-nb-4", standing: "stopped" });
    world.cloud.machines.set("nb-4", named);
    expect(await skips(3)).toEqual(["skipped already-so stop nb-4"]);
  });

  it("writes every skip of what somebody sent", async () => {
    const on = { kind: "ticket", source: "jira", when: null } as const;
    const world = createWorld({ machines: three, config: { policies: [policy({ on })] } });
    for (const delivery of ["a", "b"]) {
      const { run } = await world.take(ticket({ transition: delivery }, delivery), { dryRun: true });
      expect(await world.lines(run)).toContain("skipped already-so stop nb-3");
    }
  });

  it("writes what was wrong with lists and signals, and acts where nothing was", async () => {
    const world = createWorld({ machines: [notebook()], config: { policies: [policy({ idleMs: HOUR })] } });
    world.cloud.measuring.failed = "no permission";
    world.cloud.listing.doubt = "a short page";
    const { entries } = await decide(world);
    expect(entries.slice(0, 2)).toMatchObject([
      {
        phase: "skipped",
        reason: "doubtful-inventory",
        resource: "prod/notebook/*",
        text: "a short page",
        policy: null,
      },
      { phase: "skipped", reason: "no-evidence", resource: "prod/*/*", text: "no permission" },
    ]);
    world.cloud.listing.failed = "unavailable";
    expect((await decide(world)).entries[0]).toMatchObject({ reason: "target-failed", text: "unavailable" });
  });

  it("gives the machines it listed to the pass, but none of a list in doubt", async () => {
    const world = createWorld({ machines: [notebook()] });
    expect([...(await decide(world)).seen.keys()]).toEqual(["prod/notebook/nb-1"]);
    world.cloud.listing.doubt = "a short page";
    expect((await decide(world)).seen.size).toBe(0);
  });

  it("says that nothing could be judged while every list failed, for what somebody sent", async () => {
    const world = createWorld({ machines: [notebook()] });
    world.cloud.listing.failed = "unavailable";
    const order = request({ verb: "lease", resource: "nb-1", parameters: { hours: 2 } });
    expect((await decide(world, order)).wait).toMatchObject({
      reason: "target-failed",
      text: "prod/notebook: unavailable; prod/legacy-notebook: unavailable",
    });
    expect((await decide(world)).wait).toBeNull();
    world.cloud.listing.failed = null;
    expect((await decide(world, order)).wait).toBeNull();
  });

  it("names the policies that enforced, however their mode got into the file", async () => {
    const told = async (modes: readonly ("observe" | "enforce")[]) => {
      const policies = modes.map((mode, index) => policy({ name: `p${index}`, mode }));
      const { entries } = await decide(createWorld({ machines: three, config: { policies } }));
      return entries.at(-1)?.text.split("; ")[1];
    };
    expect(await told(["observe"])).toBeUndefined();
    expect(await told(["observe", "enforce"])).toBe("enforced: p1");
    expect(await told(Array.from({ length: 7 }, () => "enforce" as const))).toBe(
      "enforced: p0, p1, p2, p3, p4 and 2 more",
    );
  });

  it("plans an order beside nothing else, without listing anything", async () => {
    const world = createWorld();
    const event = request({ verb: "create-notebook", parameters: { ...FULL_NOTEBOOK }, by: "anna" });
    const { lines, entries } = await decide(world, event);
    expect(lines).toEqual(["planned requested create-notebook +notebooks_test", "decided matched"]);
    expect(entries.at(-1)?.text).toBe("1 steps, 0 only observed, 0 left alone");
    expect(world.cloud.reads).toEqual([]);
  });

  it("says why an order is refused", async () => {
    const { lines } = await decide(createWorld(), request({ verb: "create-notebook", parameters: {} }));
    expect(lines[0]).toMatch(/^skipped invalid-parameters create-notebook/);
  });

  it("says of a chain which step follows from which", async () => {
    const world = createWorld({ machines: [server()] });
    const { entries } = await decide(
      world,
      request({ verb: "rebuild", resource: "ds-1", parameters: { keyPair: "ops" } }),
    );
    expect(entries.slice(0, 2)).toMatchObject([
      { reason: "requested", action: "stop" },
      { reason: "in-order", action: "reinstall-os", text: "reinstall-os, after the step before it" },
    ]);
  });
});
