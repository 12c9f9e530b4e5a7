import { describe, expect, it } from "vitest";
import { type ApproveOptions, answerAndShow, showAsked } from "../../../../lib/cli/commands/approve.ts";
import { statusOf } from "../../../../lib/cli/commands/status.ts";
import { runState } from "../../../../lib/core/run-state.ts";
import { approvals, approvedRebuild, person } from "../../../fixtures/approvals.ts";
import { rulebook, ticket } from "../../../fixtures/policies.ts";
import { HOUR, server } from "../../../fixtures/resources.ts";
import { createWorld, type World } from "../../shell/world.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const TWO = approvals({ policies: [approvedRebuild({ approve: { by: 2, from: ["ops"], withinMs: HOUR } })] });
const RULES = rulebook(TWO);

async function asked(): Promise<{ world: World; code: string; terminal: ReturnType<typeof fakeTerminal> }> {
  const world = createWorld({ machines: [server({ name: "vision-anna-gpu" })], config: TWO });
  await world.take(ticket({ by: "u-anna" }));
  const code = runState(await world.entries("run-1")).asked?.code ?? "";
  return { world, code, terminal: fakeTerminal({ columns: 200, nowMs: world.clock.nowMs }) };
}

function options(who: string, code: string | undefined, over: Partial<ApproveOptions> = {}): ApproveOptions {
  const identity = person(who);
  return { run: "run-1", code, yes: true, identity, why: undefined, json: false, config: undefined, ...over };
}

describe("curfew approve and deny", () => {
  it("say what follows from the answer", async () => {
    const { world, code, terminal } = await asked();
    const ports = { store: world.store, rulebook: RULES };
    expect(await answerAndShow(options("olga", code), ports, terminal)).toBe(0);
    expect(terminal.outLines).toEqual([
      `olga agrees to rebuild: reinstall-os vision-anna-gpu (plan ${code})`,
      expect.stringMatching(/^it still needs 1 of ops, until 2026-01-15T13:00:00\.000Z$/),
    ]);
    await answerAndShow(options("olga", code), ports, terminal);
    expect(terminal.outLines[2]).toMatch(/^olga has said so already about/);
    await answerAndShow(options("otto", code), ports, terminal);
    expect(terminal.outLines[5]).toMatch(
      /^enough have agreed: curfew run, or the server, looks .* run run-1$/,
    );
    await answerAndShow(options("anna", undefined, { yes: false }), ports, terminal);
    expect(terminal.outLines.slice(6)).toEqual([
      expect.stringMatching(/^anna refuses/),
      "nothing is sent; curfew run, or the server, ends run run-1",
    ]);
  });

  it("show without a code what is asked, and nothing is said by that", async () => {
    const { world, code, terminal } = await asked();
    const ports = { store: world.store, rulebook: RULES };
    expect(await showAsked({ run: "run-1", config: "a b.yaml" }, ports, terminal)).toBe(0);
    expect(terminal.outLines).toEqual([
      "1 plan waits for people to agree: look at it, then type",
      expect.stringMatching(
        /^ {2}rebuild: reinstall-os vision-anna-gpu, asked for by anna: needs 2 of ops, until /,
      ),
      expect.stringMatching(
        /^ {4}vision-anna-gpu \(prod\/dev-server\/ds-1\), of anna: stop, then reinstall-os/,
      ),
      `    curfew approve run-1 ${code} --config 'a b.yaml'`,
    ]);
    expect((await world.entries("run-1")).at(-1)?.phase).toBe("deferred");
    await world.take(ticket({ status: "Open" }, "delivery-2"));
    expect(await showAsked({ run: "run-2", config: undefined }, ports, terminal)).toBe(1);
  });

  it("answer programs with one JSON object", async () => {
    const { world, code, terminal } = await asked();
    await answerAndShow(
      options("olga", code, { json: true }),
      { store: world.store, rulebook: RULES },
      terminal,
    );
    expect(JSON.parse(terminal.outLines[0] ?? "")).toMatchObject({
      ...{ run: "run-1", code, settlement: { state: "open" }, entry: { phase: "answered" } },
    });
  });
});

describe("curfew status", () => {
  it("tells what people are asked and what the open run waits for", async () => {
    const { world, code, terminal } = await asked();
    const query = { policies: ["rebuild"], rulebook: RULES, config: undefined };
    await statusOf(world.store, terminal, { ...query, json: false });
    expect(terminal.text()).toContain(`    curfew approve run-1 ${code}`);
    expect(terminal.text()).toMatch(/run-1 +ticket\.updated from jira .* people: rebuild: reinstall-os/);
    const machine = fakeTerminal({ nowMs: world.clock.nowMs });
    await statusOf(world.store, machine, { ...query, json: true });
    expect(JSON.parse(machine.outLines[0] ?? "")).toMatchObject({
      approvals: [{ run: "run-1", code, missing: ["2 of ops"], command: `curfew approve run-1 ${code}` }],
    });
  });

  it("tells of none that is given up or decided", async () => {
    const { world, code, terminal } = await asked();
    const ports = { store: world.store, rulebook: RULES };
    for (const who of ["olga", "otto"]) await answerAndShow(options(who, code), ports, terminal);
    const query = { policies: [], rulebook: RULES, config: undefined, json: true };
    const told = async () => {
      const out = fakeTerminal({ nowMs: world.clock.nowMs });
      await statusOf(world.store, out, query);
      return JSON.parse(out.outLines[0] ?? "").approvals;
    };
    expect(await told()).toMatchObject([{ given: ["olga", "otto"], missing: [] }]);
    await world.pass("run-1");
    expect(await told()).toEqual([]);
  });
});
