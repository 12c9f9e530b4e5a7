import { describe, expect, it } from "vitest";
import { runState } from "../../../lib/core/run-state.ts";
import { type AnswerRequest, answerPlan } from "../../../lib/shell/answer-plan.ts";
import { approvals, approvedRebuild, person } from "../../fixtures/approvals.ts";
import { ticket } from "../../fixtures/policies.ts";
import { HOUR, server, stopped } from "../../fixtures/resources.ts";
import { tappedPorts, writes } from "./tapped-ports.ts";
import { createWorld, type World, type WorldOptions } from "./world.ts";

const GPU = server({ name: "vision-anna-gpu" });

async function asked(options: WorldOptions = {}): Promise<World> {
  const world = createWorld({ machines: [GPU], config: approvals(), ...options });
  await world.take(ticket({ by: "u-anna" }));
  return world;
}

async function codeOf(world: World): Promise<string> {
  return runState(await world.entries("run-1")).asked?.code ?? "";
}

async function say(world: World, who: string, over: Partial<AnswerRequest> = {}) {
  const request = { run: "run-1", code: await codeOf(world), yes: true, identity: person(who), ...over };
  return answerPlan(world.ports(), request);
}

describe("answerPlan", () => {
  it("writes who agreed, to what, and why", async () => {
    const world = await asked();
    const { entry, settlement, asked: ask } = await say(world, "olga", { why: "  looked at it " });
    expect(settlement).toEqual({ state: "agreed", by: ["olga"] });
    expect(entry).toMatchObject({
      ...{ phase: "answered", reason: "approved", step: null },
      text: `olga (cli:olga) agrees to plan ${ask.code}: looked at it`,
      details: {
        hash: ask.hash,
        yes: true,
        source: "cli",
        user: "olga",
        person: "olga",
        why: "looked at it",
      },
    });
  });

  it("says what is still missing, and who is in the way of more answers", async () => {
    const two = approvedRebuild({ approve: { by: 2, from: ["ops"], withinMs: HOUR } });
    const world = await asked({ config: approvals({ policies: [two] }) });
    expect((await say(world, "olga")).settlement).toMatchObject({
      state: "open",
      missing: [{ lacking: 1, given: ["olga"] }],
    });
    expect((await say(world, "otto", { yes: false })).settlement).toMatchObject({
      state: "denied",
      by: "otto",
    });
    await expect(say(world, "olga", { yes: false })).rejects.toThrow(/otto has refused it already/);
  });

  it("takes the same answer again, also behind the end, and writes nothing", async () => {
    const world = await asked();
    await say(world, "olga");
    const { length } = await world.entries("run-1");
    expect((await say(world, "olga")).entry).toBeNull();
    expect((await say(world, "olga", { identity: person("olga", "slack") })).entry).toBeNull();
    expect(await world.entries("run-1")).toHaveLength(length);
    await world.finish("run-1");
    expect((await say(world, "olga")).entry).toBeNull();
    await expect(say(world, "otto")).rejects.toThrow(/has ended/);
  });

  it("takes a second yes to a plan that came back, whose first answers are void", async () => {
    const world = await asked();
    for (const machine of [stopped(GPU), GPU]) {
      await say(world, "olga");
      world.cloud.machines.set("ds-1", machine);
      await world.pass("run-1");
    }
    expect((await say(world, "olga")).entry).not.toBeNull();
  });

  it("finds the run by a part of its id", async () => {
    const world = await asked();
    expect((await say(world, "olga", { run: "run-" })).run).toBe("run-1");
    await world.take(ticket({ by: "u-anna", key: "OPS-2" }, "delivery-2"));
    await expect(say(world, "otto", { run: "run-" })).rejects.toThrow(/more than one run fits/);
  });

  it.each([
    ["there is no such run", { run: "run-77" }, "usage", /no run has this id/],
    [
      "no code is given",
      { code: undefined },
      "usage",
      /say which plan you mean by its code; .* now: [0-9a-f]{8}$/,
    ],
    [
      "it is another plan",
      { code: "00000000" },
      "usage",
      /not the plan that is asked for now.*code is [0-9a-f]{8}$/,
    ],
    ["the code is a part of one", { code: "" }, "usage", /not the plan/],
    ["it is refused by another code", { code: "00000000", yes: false }, "usage", /not the plan/],
    [
      "it is the requester",
      { identity: person("anna") },
      "forbidden",
      /asked for it, and nobody approves his own/,
    ],
    [
      "it is nobody of those",
      { identity: person("lea") },
      "forbidden",
      /not among those .* only ops can answer/,
    ],
    ["a stranger refuses", { identity: person("lea"), yes: false }, "forbidden", /not among those/],
  ] as const)("refuses when %s", async (_, over, code, message) => {
    const world = await asked();
    await expect(say(world, "olga", over as Partial<AnswerRequest>)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
    expect((await world.entries("run-1")).some(({ phase }) => phase === "answered")).toBe(false);
  });

  it("refuses when nothing is asked about a run, or no longer", async () => {
    const world = createWorld({ machines: [GPU], config: approvals() });
    await world.take(ticket({ status: "Open" }));
    await expect(say(world, "olga", { code: "12345678" })).rejects.toThrow(/nothing is asked about it/);
    const decided = await asked();
    await say(decided, "olga");
    await decided.pass("run-1");
    await expect(say(decided, "otto", { yes: false })).rejects.toThrow(/is being carried out/);
  });

  it("refuses an answer to a plan that has changed meanwhile, and tells the new one", async () => {
    const world = await asked();
    const old = await codeOf(world);
    await say(world, "olga");
    world.cloud.machines.set("ds-1", stopped(GPU));
    await world.pass("run-1");
    await expect(say(world, "otto", { code: old })).rejects.toThrow(`its code is ${await codeOf(world)}`);
  });

  it("lets the requester take his wish back, and needs no code for a refusal", async () => {
    const world = await asked();
    const { settlement } = await say(world, "anna", { yes: false, code: undefined, why: "not needed" });
    expect(settlement).toEqual({ state: "denied", by: "anna", why: "not needed" });
  });

  it("takes the code however it was typed, and the whole digest too", async () => {
    const world = await asked();
    const hash = runState(await world.entries("run-1")).asked?.hash ?? "";
    expect((await say(world, "olga", { code: ` ${hash.slice(0, 8).toUpperCase()} ` })).entry).not.toBeNull();
    expect((await say(world, "otto", { code: hash })).entry).not.toBeNull();
  });

  it("looks again when another process wrote first, and gives up in the end", async () => {
    const world = await asked();
    let others = 1;
    const busy = () =>
      tappedPorts(world.ports(), async (call, goOn) => {
        if (others > 0 && writes("answered")(call)) {
          others -= 1;
          return { ok: false, conflict: "sequence" };
        }
        return goOn();
      });
    const code = await codeOf(world);
    const request = { run: "run-1", code, yes: true, identity: person("olga") };
    expect((await answerPlan(busy(), request)).entry).not.toBeNull();
    others = 100;
    const other = { ...request, identity: person("otto") };
    await expect(answerPlan(busy(), other)).rejects.toMatchObject({ code: "store-conflict" });
  });
});
