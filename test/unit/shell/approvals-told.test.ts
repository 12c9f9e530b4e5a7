import { describe, expect, it } from "vitest";
import type { Policy } from "../../../lib/domain/policy.ts";
import { answerPlan } from "../../../lib/shell/answer-plan.ts";
import { createTeller } from "../../../lib/shell/create-teller.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../../lib/shell/shell-ports.ts";
import { approvals, approvedRebuild, person } from "../../fixtures/approvals.ts";
import { ticket } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, server, stopped } from "../../fixtures/resources.ts";
import { createFakeMessenger } from "./fake-messenger.ts";
import { createWorld } from "./world.ts";

const GPU = server({ name: "vision-anna-gpu" });
const TITLE = "rebuild: reinstall-os vision-anna-gpu";
const OPS = { members: ["olga", "otto", "anna"], zone: null, calendar: null, tell: ["slack:#ops"] };

/** A ticket whose plan was asked about in `#ops`. */
async function asked(overrides: Partial<Policy> = {}) {
  const messenger = createFakeMessenger();
  const policies = [approvedRebuild(overrides)];
  const world = createWorld({ machines: [GPU], config: approvals({ teams: { ops: OPS }, policies }) });
  const ports: ShellPorts = { ...world.ports(), messenger };
  const teller = createTeller(ports, { advance: (run, options) => advanceRun(run, ports, options) });
  await teller.begin();
  const { run } = await world.take(ticket({ by: "u-anna" }));
  await teller.tell();
  expect(messenger.told).toEqual([`slack:#ops: To be approved: ${TITLE}`]);
  const say = async (who: string, yes = true, why?: string) => {
    const ask = (await world.entries(run)).findLast(({ reason }) => reason === "awaiting-approval");
    const code = String(ask?.details["code"]);
    await answerPlan(ports, { run, code, yes, identity: person(who), why });
  };
  /** What `#ops` was told by now, behind the question. */
  const told = async () => {
    await teller.tell();
    return messenger.told.slice(1);
  };
  const lines = () => messenger.attempts.at(-1)?.notices.map((notice) => notice.lines[0]);
  return { world, run, messenger, say, told, lines };
}

describe("those who were asked to agree", () => {
  it("are told once who agreed, before the work is done, and that it is carried out", async () => {
    const { world, run, say, told, lines } = await asked();
    await say("olga");
    expect(await told()).toEqual([]);
    await world.pass(run);
    expect(await told()).toEqual([`slack:#ops: Approved by olga: ${TITLE}`]);
    expect(lines()?.[0]).toMatch(/^Plan [0-9a-f]{8} is carried out\.$/);
    await world.finish(run);
    expect((await told()).filter((one) => one.includes("Approved"))).toHaveLength(1);
  });

  it("are told who refused and why", async () => {
    const { world, run, say, told, lines } = await asked();
    await say("otto", false, "exam week");
    await world.pass(run);
    expect(await told()).toEqual([`slack:#ops: Refused: ${TITLE}`]);
    expect(lines()?.[0]).toMatch(/^otto refused plan [0-9a-f]{8}: exam week$/);
    expect(await told()).toHaveLength(1);
  });

  it("are told that nobody agreed in time", async () => {
    const { world, run, told, lines } = await asked();
    world.clock.nowMs += 8 * HOUR + MINUTE;
    await world.pass(run);
    expect(await told()).toEqual([`slack:#ops: Not approved in time: ${TITLE}`]);
    expect(lines()?.[0]).toContain("1 of ops missing");
  });

  it("are told what has changed with the new question, in one message", async () => {
    const { world, run, say, told, lines } = await asked();
    await say("olga");
    world.cloud.machines.set("ds-1", stopped(GPU));
    await world.pass(run);
    expect(await told()).toEqual([`slack:#ops: Asked for again: ${TITLE} | To be approved: ${TITLE}`]);
    expect(lines()?.[0]).toContain("otherwise: prod/dev-server/ds-1");
  });

  it("are told that nothing was left to do", async () => {
    const { world, run, say, told } = await asked();
    await say("olga");
    world.cloud.machines.clear();
    await world.pass(run);
    expect(await told()).toEqual([`slack:#ops: No longer asked for: ${TITLE}`]);
  });

  it("are named the requester as everybody else names them", async () => {
    const { messenger } = await asked();
    expect(messenger.attempts[0]?.notices[0]?.lines).toContain("Asked for by anna");
  });
});
