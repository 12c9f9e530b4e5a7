import { describe, expect, it } from "vitest";
import type { PlanAsk } from "../../../lib/domain/approval.ts";
import { answerPlan } from "../../../lib/shell/answer-plan.ts";
import { replayRun } from "../../../lib/shell/replay-run.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import { sweepRuns } from "../../../lib/shell/sweep-runs.ts";
import { approvals, approvedRebuild, JIRA, person, sourceOf } from "../../fixtures/approvals.ts";
import { policy, request, rulebook, ticket, webhook } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, server, stopped } from "../../fixtures/resources.ts";
import { effects } from "./overlap.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const GPU = server({ name: "vision-anna-gpu" });
const ASKED = ticket({ by: "u-anna" });

async function asked(options: WorldOptions = {}): Promise<World> {
  const world = createWorld({ machines: [GPU], config: approvals(), ...options });
  expect((await world.take(ASKED)).status).toBe("waiting");
  return world;
}

/** What is asked now. */
async function askOf(world: World, run = "run-1"): Promise<PlanAsk> {
  const entry = (await world.entries(run)).findLast(({ reason, phase }) => {
    return reason === "awaiting-approval" && phase === "deferred";
  });
  return entry?.details as unknown as PlanAsk;
}

async function say(world: World, who: string, { yes = true, run = "run-1", source = "cli" } = {}) {
  const { code } = await askOf(world, run);
  return answerPlan(world.ports(), { run, code, yes, identity: person(who, source) });
}

const last = async (world: World, run = "run-1") => (await world.entries(run)).at(-1);

describe("a plan that somebody has to agree to", () => {
  it("is written down as a draft with what it would do, and waits", async () => {
    const world = await asked();
    expect(await world.lines("run-1")).toEqual([
      "received received",
      "planned awaiting-approval stop ds-1",
      "planned awaiting-approval reinstall-os ds-1",
      "deferred awaiting-approval",
    ]);
    const ask = await askOf(world);
    expect(ask).toMatchObject({
      demands: [{ kind: "approval", policy: "rebuild", by: 1, from: ["ops"] }],
      requester: { source: "jira", user: "u-anna", person: "anna" },
      card: {
        title: "rebuild: reinstall-os vision-anna-gpu",
        machines: ["prod/dev-server/ds-1"],
        more: 0,
        lines: [expect.stringContaining("of anna: stop, then reinstall-os (keyPair: ops, leave: as-found)")],
      },
    });
    expect(ask.code).toBe(ask.hash.slice(0, 8));
    expect(Date.parse(ask.expiresAt)).toBe(world.clock.nowMs + 8 * HOUR);
    expect((await last(world))?.text).toContain(`plan ${ask.code} needs 1 of ops`);
    expect(effects(world)).toEqual([]);
  });

  it("waits without reading the cloud and without a word in the log", async () => {
    const world = await asked();
    const { length } = await world.entries("run-1");
    world.cloud.reads.length = 0;
    for (let pass = 0; pass < 5; pass += 1) {
      world.clock.nowMs += HOUR;
      const [report] = await sweepRuns(world.ports(), { onError: () => undefined });
      expect(report?.status).toBe("waiting");
    }
    expect(world.cloud.reads).toEqual([]);
    expect(await world.entries("run-1")).toHaveLength(length);
  });

  it("is carried out once when somebody agrees, and the log says who", async () => {
    const world = await asked();
    await say(world, "olga");
    const log = await world.finish("run-1");
    expect(log.at(-1)).toMatchObject({ reason: "done" });
    const { hash } = await askOf(world);
    expect(log.find(({ phase }) => phase === "decided")).toMatchObject({
      text: expect.stringMatching(/; agreed to by olga$/),
      details: { approved: { hash, by: ["olga"] } },
    });
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("ends when somebody refuses it, and nothing was sent", async () => {
    const world = await asked();
    await say(world, "otto", { yes: false });
    const log = await world.finish("run-1");
    expect(log.slice(-2).map(({ phase, reason }) => `${phase} ${reason}`)).toEqual([
      "decided denied",
      "finished denied",
    ]);
    expect(effects(world)).toEqual([]);
  });

  it("is given up when nobody agrees in time, even if it is answered at once behind that", async () => {
    const world = await asked();
    world.clock.nowMs += 8 * HOUR + 1;
    await expect(say(world, "olga")).rejects.toThrow(/asked until .* is over/);
    expect((await world.pass("run-1")).status).toBe("finished");
    expect(await last(world)).toMatchObject({
      reason: "expired",
      text: expect.stringContaining("1 of ops missing"),
    });
    expect(effects(world)).toEqual([]);
  });

  it("counts an answer that was given in time, also when the next pass comes late", async () => {
    const world = await asked();
    world.clock.nowMs += 8 * HOUR;
    await say(world, "olga");
    world.clock.nowMs += HOUR;
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });

  it("is not carried out any more when nobody came by for a day behind its time", async () => {
    const world = await asked();
    await say(world, "olga");
    world.clock.nowMs += 32 * HOUR + 1;
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "expired" });
    expect(effects(world)).toEqual([]);
  });

  it("has nothing to do when the machine is gone by then", async () => {
    const world = await asked();
    await say(world, "olga");
    world.cloud.machines.clear();
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "nothing-to-do" });
    expect(effects(world)).toEqual([]);
  });

  it("is asked for again with the difference when the machine stands otherwise by then", async () => {
    const world = await asked();
    const before = await askOf(world);
    await say(world, "olga");
    world.cloud.machines.set("ds-1", stopped(GPU));
    expect((await world.pass("run-1")).status).toBe("waiting");
    const now = await askOf(world);
    expect(now.code).not.toBe(before.code);
    expect((await world.entries("run-1")).find(({ reason }) => reason === "plan-changed")).toMatchObject({
      phase: "deferred",
      text: expect.stringContaining("otherwise: prod/dev-server/ds-1"),
      details: {
        before: before.hash,
        now: now.hash,
        added: [],
        removed: [],
        changed: ["prod/dev-server/ds-1"],
      },
    });
    // The machine stands as it did at first: the answer to the first plan is spent nevertheless.
    world.cloud.machines.set("ds-1", GPU);
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect(effects(world)).toEqual([]);
    await say(world, "otto");
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect((await askOf(world)).hash).toBe(before.hash);
    expect(effects(world)).toEqual([]);
    await say(world, "otto");
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("names machines that came and went", async () => {
    const nights = policy({
      ...{ name: "purge", on: { kind: "webhook", source: "ci", when: null }, resources: ["dev-server"] },
      approve: { by: 1, from: ["olga"], withinMs: HOUR },
    });
    const world = createWorld({ machines: [GPU], config: approvals({ policies: [nights] }) });
    await world.take(webhook());
    await say(world, "olga");
    world.cloud.machines.clear();
    world.cloud.machines.set("ds-2", server({ id: "ds-2" }));
    await world.pass("run-1");
    expect(
      (await world.entries("run-1")).find(({ reason }) => reason === "plan-changed")?.details,
    ).toMatchObject({
      added: ["prod/dev-server/ds-2"],
      removed: ["prod/dev-server/ds-1"],
      changed: [],
    });
  });

  it("needs two persons where two are demanded, one of whom may have agreed in the ticket", async () => {
    const two = approvedRebuild({ approve: { by: 2, from: ["ops"], withinMs: HOUR } });
    const world = createWorld({ machines: [GPU], config: approvals({ policies: [two] }) });
    await world.take(ticket({ by: "u-anna", approver: "u-olga" }));
    expect((await last(world))?.text).toContain("needs 1 of ops");
    // The same person by another way is still one.
    await say(world, "olga");
    expect((await world.pass("run-1")).status).toBe("waiting");
    await say(world, "otto");
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });

  it("asks nobody when the ticket says that somebody has agreed", async () => {
    const world = createWorld({ machines: [GPU], config: approvals() });
    const { run } = await world.take(ticket({ by: "u-anna", approver: "u-olga" }));
    const log = await world.finish(run);
    expect(log.some(({ reason }) => reason === "awaiting-approval")).toBe(false);
    expect(log.find(({ phase }) => phase === "decided")?.details["approved"]).toMatchObject({ by: ["olga"] });
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it.each([{}, { by: "" }, { by: "x".repeat(300) }, { by: { id: 1 } }])(
    "is not even asked for where the ticket does not tell who asked: whoever did might agree, %#",
    async (data) => {
      const world = createWorld({ machines: [GPU], config: approvals() });
      const { run, status } = await world.take(ticket({ ...data, approver: "u-olga" }));
      expect(status).toBe("finished");
      const refused = (await world.entries(run)).find(({ phase }) => phase === "ignored");
      expect(refused).toMatchObject({ reason: "when-unknown", policy: "rebuild" });
      expect(refused?.text).toContain("sources.jira.requester");
      expect(effects(world)).toEqual([]);
    },
  );

  it("does not take it for agreed when the requester has put himself into the ticket under his other id", async () => {
    const people = { "u-anna": "anna", "u-anna-2": "anna" };
    const config = approvals({ sources: [sourceOf({ ...JIRA, people })] });
    const world = createWorld({ machines: [GPU], config });
    expect((await world.take(ticket({ by: "u-anna", approver: "u-anna-2" }))).status).toBe("waiting");
  });

  it("is asked for anew when the event is played again: an answer is used once", async () => {
    const world = await asked();
    await say(world, "olga");
    await world.finish("run-1");
    const { run } = await replayRun({ run: "run-1", by: "otto", why: null }, world.ports());
    expect((await world.pass(run)).status).toBe("waiting");
    expect(effects(world)).toEqual(["stop ds-1", "reinstall-os ds-1"]);
  });

  it("is asked for again when more people have to agree by now, and those who did have done so", async () => {
    const world = await asked();
    await say(world, "olga");
    const strict = approvedRebuild({ approve: { by: 2, from: ["ops"], withinMs: HOUR } });
    const ports = () => ({ ...world.ports(), rulebook: rulebook(approvals({ policies: [strict] })) });
    for (let pass = 0; pass < 2; pass += 1) {
      expect((await advanceRun("run-1", ports())).status).toBe("waiting");
    }
    expect((await world.lines("run-1")).slice(-2)).toEqual([
      "deferred plan-changed",
      "deferred awaiting-approval",
    ]);
    expect((await last(world))?.text).toContain("needs 1 of ops");
    expect(effects(world)).toEqual([]);
    await say(world, "otto");
    await advanceRun("run-1", ports());
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });

  it("takes answers while Curfew is paused and does nothing about them until it goes on", async () => {
    const world = await asked();
    const paused = { paused: true, why: null, by: null, at: null };
    await world.store.writePause(paused);
    await say(world, "olga");
    for (let pass = 0; pass < 3; pass += 1) expect((await world.pass("run-1")).status).toBe("stopped");
    expect((await world.lines("run-1")).filter((told) => told === "deferred paused")).toHaveLength(1);
    expect(effects(world)).toEqual([]);
    await world.store.writePause({ ...paused, paused: false });
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });

  it("waits for a cloud that cannot be read, counted from the answer", async () => {
    const late = approvedRebuild({ approve: { by: 1, from: ["ops"], withinMs: 48 * HOUR } });
    const world = await asked({ config: approvals({ policies: [late] }) });
    world.clock.nowMs += 30 * HOUR;
    await say(world, "olga");
    world.cloud.listing.failed = "503";
    expect((await world.pass("run-1")).status).toBe("stopped");
    world.cloud.listing.failed = null;
    world.clock.nowMs += MINUTE;
    expect((await world.finish("run-1")).at(-1)).toMatchObject({ reason: "done" });
  });

  it("is no decision in a dry run either: who goes on with that run asks", async () => {
    const world = createWorld({ machines: [GPU], config: approvals() });
    await world.take(ASKED, { dryRun: true });
    expect((await world.pass("run-1")).status).toBe("waiting");
    expect(effects(world)).toEqual([]);
  });

  it("is not asked for where nothing has to be done, or only observed", async () => {
    const observed = approvedRebuild({ mode: "observe" });
    const world = createWorld({ machines: [GPU], config: approvals({ policies: [observed] }) });
    const { run } = await world.take(ASKED);
    expect((await world.finish(run)).at(-1)).toMatchObject({ reason: "observed" });
  });

  it("does not hold up what people order at the command line themselves", async () => {
    const world = createWorld({ machines: [GPU], config: approvals() });
    const { run } = await world.take(request({ resource: GPU.ref }));
    expect((await world.finish(run)).at(-1)).toMatchObject({ reason: "done" });
  });
});
