import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runBacktest } from "../../../../lib/cli/commands/backtest-command.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT, credentials: env:HW }
store: memory
policies:
  idle: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop }
`;

let cwd = "";
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "curfew-backtest-"));
  await writeFile(join(cwd, "curfew.yaml"), CONFIG);
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const run = (options: Readonly<Record<string, unknown>>) => {
  const terminal = fakeTerminal({ cwd });
  return { terminal, done: runBacktest({ args: [], options, terminal }) };
};

describe("curfew backtest", () => {
  it("says what to do where the log holds nothing to play", async () => {
    const { terminal, done } = run({ days: "7" });
    await expect(done).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("no frame of the last 7 days"),
    });
    expect(terminal.errLines.join("\n")).toContain("all are played as if they were enforced");
  });

  it.each([
    [{ every: "90m" }, "--every"],
    [{ every: "2d" }, "--every"],
    [{ days: "91" }, "--days"],
    [{ against: "missing.yaml" }, "there is no such file"],
  ])("refuses %j", async (options, part) => {
    await expect(run(options).done).rejects.toMatchObject({ message: expect.stringContaining(part) });
  });
});
