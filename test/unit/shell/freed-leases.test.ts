import { describe, expect, it } from "vitest";
import { runState } from "../../../lib/core/run-state.ts";
import { ERRORS_MIN } from "../../../lib/core/step-batch.ts";
import { TICK_LIFE_MS } from "../../../lib/core/step-life.ts";
import type { StatusPhase } from "../../../lib/domain/status.ts";
import type { Lease } from "../../../lib/ports/lease-store.ts";
import { stepEntry } from "../../../lib/shell/entry.ts";
import { freedLeases } from "../../../lib/shell/freed-leases.ts";
import { resolveStep } from "../../../lib/shell/resolve-step.ts";
import { FULL_NOTEBOOK } from "../../fixtures/modelarts-requests.ts";
import { policy, rebuildPolicy, request, tick, ticket } from "../../fixtures/policies.ts";
import { hold, MINUTE, NOW, notebook, server, stopped } from "../../fixtures/resources.ts";
import { decided, entries, type Line, planned, step } from "../core/entries.ts";
import { freeze } from "./frozen-pass.ts";
import { held } from "./overlap.ts";
import { writes } from "./tapped-ports.ts";
import { createWorld, type World } from "./world.ts";

const REBUILD = { policies: [rebuildPolicy()] };
const REF = "prod/dev-server/ds-1";

const first = step({ id: "first", resource: REF });
const second = step({ id: "second", resource: REF, after: ["first"] });
const other = step({ id: "other", resource: "prod/dev-server/ds-2" });
const ours: Lease = { resource: REF, holder: "run-1", fence: 4, untilMs: NOW };

/** What is given back with an entry about one of these steps. */
function freed(id: string, phase: StatusPhase, lines: readonly Line[], leases: readonly Lease[] = [ours]) {
  const steps = [first, second, other];
  const state = runState(entries(["received"], ...steps.map((of) => planned(of)), decided(), ...lines));
  const about = steps.find((of) => of.id === id);
  if (!about) throw new Error(`no step ${id}`);
  return freedLeases([stepEntry(NOW, about, { phase, reason: "matched" })], {
    run: "run-1",
    state,
    leases: new Map(leases.map((lease) => [lease.resource, lease])),
  });
}

const sent = (id: string, fence?: number): Line => ["submitting", { step: id, details: { fence } }];

describe("freedLeases", () => {
  const firstDone: Line = ["succeeded", { step: "first" }];

  it.each(["succeeded", "failed", "rejected", "skipped", "unknown"] as const)(
    "are given back when the last step of the machine is %s",
    (phase) => {
      expect(freed("second", phase, [firstDone])).toEqual([ours]);
    },
  );

  it.each(["submitting", "accepted", "deferred", "planned", "ignored"] as const)(
    "are kept when it is only %s",
    (phase) => {
      expect(freed("second", phase, [firstDone])).toEqual([]);
    },
  );

  it.each<[string, readonly Line[]]>([
    ["waits for its turn", []],
    ["was sent", [sent("second")]],
  ])("are kept while another step of the machine %s", (_what, lines) => {
    expect(freed("first", "succeeded", lines)).toEqual([]);
  });

  it("are given back when the other step of the machine waits for a person", () => {
    expect(freed("first", "failed", [["unknown", { step: "second" }]])).toEqual([ours]);
  });

  it("do not hang on the steps of other machines", () => {
    expect(freed("second", "succeeded", [firstDone, sent("other")])).toEqual([ours]);
    expect(freed("other", "succeeded", [])).toEqual([]);
  });

  it("are the recorded ones when this pass took none", () => {
    const lease = { resource: REF, holder: "run-1", fence: 3, untilMs: 0 };
    expect(freed("second", "succeeded", [firstDone, sent("second", 3)], [])).toEqual([lease]);
    const skipped: Line = ["skipped", { step: "second" }];
    expect(freed("first", "unknown", [sent("first", 3), skipped], [])).toEqual([lease]);
    const unknown: Line = ["unknown", { step: "second" }];
    expect(freed("first", "skipped", [sent("second", 3), unknown], [])).toEqual([lease]);
  });

  it("are none when the log is from before there were leases", () => {
    expect(freed("second", "succeeded", [firstDone, sent("second")], [])).toEqual([]);
  });
});

describe("a lease is given back in the write that ends the machine's last step", () => {
  /** Machines whose lease stands, after each write of a run. */
  function watched(machines: Parameters<typeof createWorld>[0]): { world: World; seen: string[] } {
    const seen: string[] = [];
    const world: World = createWorld({
      ...machines,
      wrap: (store) => ({
        ...store,
        append: async (...args) => {
          const answer = await store.append(...args);
          const [last] = answer.ok ? answer.entries.slice(-1) : [];
          seen.push(`${last?.phase} ${last?.action}: ${Object.keys(held(world)).join(" ")}`);
          return answer;
        },
      }),
    });
    return { world, seen };
  }

  it("when it is seen to be done, by a process that took no lease itself", async () => {
    const { world, seen } = watched({ machines: [notebook()] });
    await world.take(tick());
    await world.finish("run-1");
    // The digest of the week and the decision come before.
    expect(seen.slice(2)).toEqual([
      "submitting stop: nb-1",
      "accepted stop: nb-1",
      "succeeded stop: ",
      "finished null: ",
    ]);
  });

  it("and not in the middle of a chain", async () => {
    const { world, seen } = watched({ machines: [server()], config: REBUILD });
    await world.take(ticket());
    await world.finish("run-1");
    expect(seen.slice(1)).toEqual([
      "submitting stop: ds-1",
      "accepted stop: ds-1",
      "succeeded stop: ds-1",
      "submitting reinstall-os: ds-1",
      "accepted reinstall-os: ds-1",
      "succeeded reinstall-os: ",
      "finished null: ",
    ]);
  });

  it("when the cloud said no to it", async () => {
    const { world, seen } = watched({ machines: [notebook()] });
    world.cloud.script.push("rejected");
    await world.take(tick());
    expect(seen).toContain("rejected stop: ");
  });

  it("when the cloud said no in the middle of a chain, with the rest of the chain", async () => {
    const { world, seen } = watched({ machines: [server()], config: REBUILD });
    world.cloud.script.push("rejected");
    await world.take(ticket());
    expect(seen.slice(-3)).toEqual(["rejected stop: ds-1", "skipped reinstall-os: ", "finished null: "]);
  });

  it("when its owner holds the machine", async () => {
    const { world, seen } = watched({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    await world.store.putHold(hold("prod/notebook/nb-1"));
    await world.pass("run-1");
    expect(seen.slice(-2)).toEqual(["skipped stop: ", "finished null: "]);
    expect(world.state.leases.get("prod/notebook/nb-1")).toMatchObject({ fence: 1 });
  });

  it("when nothing has to be done any more", async () => {
    const { world, seen } = watched({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    world.cloud.machines.set("nb-1", stopped(notebook()));
    await world.pass("run-1");
    expect(seen).toContain("succeeded stop: ");
  });

  it("when nobody can tell what became of it, so that others need not wait for a person", async () => {
    const { world, seen } = watched({ machines: [server()], config: { policies: [] } });
    await world.take(request({ verb: "reboot", resource: "ds-1" }));
    world.cloud.showing.unreadable = true;
    for (let hours = 0; hours < 25; hours += 1) {
      world.clock.nowMs += 60 * MINUTE;
      await world.pass("run-1");
    }
    expect(seen.at(-1)).toBe("unknown reboot: ");
    expect(world.state.leases.get(REF)).toMatchObject({ untilMs: 0 });
  });

  it("when too much has failed for it to begin", async () => {
    const machines = Array.from({ length: ERRORS_MIN + 2 }, (_, index) => notebook({ id: `nb-${index}` }));
    const { world, seen } = watched({ machines });
    world.cloud.script.push("rejected", "rejected", "rejected");
    await world.take(tick());
    expect(seen.slice(-2)).toEqual(["skipped stop: ", "finished null: "]);
  });

  it("when it is an order", async () => {
    const { world, seen } = watched({});
    await world.take(request({ verb: "create-notebook", parameters: { ...FULL_NOTEBOOK } }));
    expect(Object.keys(held(world))).toEqual(["+notebooks_test"]);
    await world.finish("run-1");
    expect(seen).toContain("succeeded create-notebook: ");
  });

  it("for each machine of a write that ends several", async () => {
    const machines = ["nb-1", "nb-2", "nb-3"].map((id) => notebook({ id }));
    const { world, seen } = watched({ machines, config: { policies: [policy()] } });
    await world.take(tick());
    await world.finish("run-1");
    expect(seen.slice(-2)).toEqual(["succeeded stop: ", "finished null: "]);
  });

  it("when a person says what became of it", async () => {
    const { world, seen } = watched({ machines: [server()], config: { policies: [] } });
    await world.take(request({ verb: "reboot", resource: "ds-1" }));
    const step = world.cloud.sent[0]?.[0]?.id ?? "";
    const word = { run: "run-1", step, as: "succeeded", why: "saw it", by: "anna" } as const;
    await resolveStep(word, world.ports());
    expect(seen.at(-1)).toBe("succeeded reboot: ");
  });

  it("when it has waited too long, as a later process sees", async () => {
    const { world, seen } = watched({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    world.cloud.machines.set("nb-1", notebook({ status: "SNAPSHOTTING", standing: "changing" }));
    for (let waited = 0; waited < TICK_LIFE_MS; waited += 10 * MINUTE) {
      await world.pass("run-1");
      expect(held(world)).toEqual({ "nb-1": "run-1" });
      world.clock.nowMs += 10 * MINUTE;
    }
    world.clock.nowMs += 1;
    await world.pass("run-1");
    expect(seen.slice(-2)).toEqual(["skipped stop: ", "finished null: "]);
  });

  it("when the first link of a chain is seen to have failed, by a later process", async () => {
    const { world, seen } = watched({ machines: [server()], config: REBUILD });
    await world.take(ticket());
    world.cloud.machines.delete("ds-1");
    await world.finish("run-1");
    expect(seen.slice(-3)).toEqual(["failed stop: ds-1", "skipped reinstall-os: ", "finished null: "]);
  });
});

describe("a pass whose knowledge is old", () => {
  it("cannot give back the lease that another pass of its run uses", async () => {
    const world = createWorld({ machines: [notebook()] });
    await world.take(tick(), { dryRun: true });
    await world.store.putHold(hold("prod/notebook/nb-1", { until: new Date(NOW + MINUTE).toISOString() }));
    const slow = await freeze(world, "run-1", { at: writes("skipped") });
    // The hold is over, and the next pass sends what the slow one is about to skip.
    world.clock.nowMs += 2 * MINUTE;
    await world.pass("run-1");
    expect(world.cloud.effects).toHaveLength(1);
    expect((await slow.thaw()).status).toBe("yielded");
    expect(held(world)).toEqual({ "nb-1": "run-1" });
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done", text: "1 succeeded" });
  });
});
