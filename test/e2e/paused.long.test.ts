import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunCommand } from "../../lib/cli/command.ts";
import { actCommand } from "../../lib/cli/commands/act.ts";
import { runPlan } from "../../lib/cli/commands/plan.ts";
import { runRun } from "../../lib/cli/commands/run.ts";
import { runSend } from "../../lib/cli/commands/send.ts";
import { runServe } from "../../lib/cli/commands/serve.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_ENV } from "./support/emulated-cloud.ts";
import { type FakeTerminal, fakeTerminal } from "./support/fake-terminal.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { STORY_SECRETS, storyConfig } from "./support/story-config.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { SECOND_MS } from "./support/test-clock.ts";
import { budgetAlert, deliver } from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();

const PAUSE = { why: "audit", by: "ops", at: "2026-05-12T08:30:00.000Z" };
const LINE = /^curfew: paused since .* by ops: audit \(back with: curfew resume\)$/;

/** A stage, and a folder with a configuration of its own whose store is paused. */
async function pausedFolder(): Promise<{ stage: Stage; cwd: string }> {
  const stage = opened(await openStage());
  const { path } = opened(await makeTempFolder());
  const yaml = storyConfig(stage.cloud.url).replace("store: memory", "store: sqlite:curfew.db");
  await writeFile(join(path, "curfew.yaml"), yaml);
  const store = await openSqliteStore({ path: join(path, "curfew.db") });
  await store.writePause({ paused: true, ...PAUSE });
  await store.close();
  return { stage, cwd: path };
}

/** A terminal whose clock goes on by a second with every look at it, so that no wait is endless. */
function terminalIn(cwd: string, { clock }: Stage, stdin = ""): FakeTerminal {
  const now = () => {
    clock.advance(SECOND_MS);
    return clock.now();
  };
  return fakeTerminal({ cwd, stdin, now, env: { ...TEST_ENV, ...STORY_SECRETS, USER: "anna" } });
}

const NOTE = JSON.stringify({ type: "webhook.received", data: {} });

describe("while Curfew is paused", () => {
  it("every delivery that is taken in is told so", async () => {
    const stage = opened(await openStage());
    await stage.store.writePause({ paused: true, ...PAUSE });
    const nowMs = stage.clock.now();
    const answer = await deliver(stage.server.url, {
      source: "budget",
      id: "m-1",
      nowMs,
      body: budgetAlert(nowMs),
    });
    expect([answer.status, answer.body]).toEqual([
      202,
      { outcome: "new", run: expect.any(String), paused: PAUSE },
    ]);
    expect((await stage.host.advance(String(answer.body["run"]))).status).toBe("stopped");
    expect(await stage.cloud.journal()).toEqual([]);
  });

  it.each<readonly [string, RunCommand, readonly string[], Readonly<Record<string, unknown>>, string]>([
    ["run", runRun, [], { all: true }, ""],
    ["run --dry-run", runRun, [], { all: true, dryRun: true }, ""],
    ["run --event", runRun, [], { event: "-" }, NOTE],
    ["plan", runPlan, [], {}, ""],
    ["send", runSend, ["-"], {}, NOTE],
    ["stop", actCommand("stop"), ["vision-anna-train1"], { wait: "2s" }, ""],
  ])("curfew %s says so in one line, and sends nothing", async (_name, command, args, options, stdin) => {
    const { stage, cwd } = await pausedFolder();
    const terminal = terminalIn(cwd, stage, stdin);
    await command({ args, options, terminal });
    expect(terminal.errLines.filter((line) => LINE.test(line))).toHaveLength(1);
    expect(await stage.cloud.journal()).toEqual([]);
  });

  it.each<readonly [string, RunCommand, readonly string[], string]>([
    ["plan", runPlan, [], ""],
    ["send", runSend, ["-"], NOTE],
  ])("curfew %s --json has it in its object", async (_name, command, args, stdin) => {
    const { stage, cwd } = await pausedFolder();
    const terminal = terminalIn(cwd, stage, stdin);
    await command({ args, options: { json: true }, terminal });
    expect(JSON.parse(terminal.outLines[0] ?? "")).toMatchObject({ paused: PAUSE });
  });

  it("curfew send --url tells what the server says of its own switch", async () => {
    const { stage, cwd } = await pausedFolder();
    await stage.store.writePause({ paused: true, ...PAUSE, by: "the server's people" });
    const terminal = terminalIn(cwd, stage, JSON.stringify(budgetAlert(stage.clock.now())));
    const options = { url: stage.server.url, source: "budget" };
    expect(await runSend({ args: ["-"], options, terminal })).toBe(0);
    const told = terminal.errLines.filter((line) => line.startsWith("curfew: paused"));
    expect(told).toEqual([expect.stringMatching(/ by the server's people: audit /)]);
  });

  it("curfew serve says so when it starts", async () => {
    const { stage, cwd } = await pausedFolder();
    const terminal = terminalIn(cwd, stage);
    terminal.interrupt();
    expect(await runServe({ args: [], options: { port: "0" }, terminal })).toBe(0);
    expect(terminal.errLines.filter((line) => LINE.test(line))).toHaveLength(1);
  });
});
