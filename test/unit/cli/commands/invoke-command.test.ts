import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { runInvoke } from "../../../../lib/cli/commands/invoke-command.ts";
import { cleanUpAfterEach } from "../../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../../e2e/support/temp-folder.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const keep = cleanUpAfterEach();
const WEBHOOK = "dist/functions/functiongraph/webhook/index.js";
const SOURCE = `exports.handler = async (event, context) => {
  if (event.boom) throw new TypeError("boom");
  console.log("seen");
  return { name: context.getFunctionName(), who: context.getUserData("WHO"), url: context.getUserData("URL") };
};`;

async function invoke(options: Record<string, unknown>, event: string, file = WEBHOOK) {
  const { path } = keep(await makeTempFolder());
  await mkdir(dirname(join(path, file)), { recursive: true });
  await writeFile(join(path, file), SOURCE);
  await writeFile(join(path, "event.json"), event);
  const terminal = fakeTerminal({ cwd: path });
  const given = { event: "event.json", node: "current", ...options };
  const run = () => runInvoke({ args: [], options: given, terminal });
  return { run, terminal };
}

describe("curfew invoke", () => {
  it("calls the function the build made, with its variables, and prints one JSON object", async () => {
    const { run, terminal } = await invoke(
      { function: "webhook", json: true, dataEnv: ["WHO=me", "URL=a=b"] },
      "{}",
    );
    expect(await run()).toBe(0);
    const printed = terminal.json();
    expect(Object.keys(printed)).toEqual(["outcome", "result", "error", "logs", "durationMs"]);
    expect(printed).toMatchObject({ outcome: "ok", error: null });
    expect(JSON.parse(String(printed["result"]))).toEqual({ name: "webhook", who: "me", url: "a=b" });
    expect(String(printed["logs"])).toContain("INFO seen");
  });

  it("tells people what failed and exits with 1", async () => {
    const { run, terminal } = await invoke({ bundle: "out" }, '{"boom":true}', "out/index.js");
    expect(await run()).toBe(1);
    expect(terminal.text()).toMatch(/^outcome +error \(4002\) after \d+ ms on Node\.js \d+/);
    expect(terminal.text()).toMatch(/\nerror +TypeError: function invocation exception, error: boom\n +at /);
    expect(terminal.text()).toContain("Finish invoke request");
  });

  it.each([
    [
      { function: "schedule" },
      /^--function: .*schedule.index\.js is not built; built here are webhook; --bundle takes another folder/,
    ],
    [{ function: "../up" }, /^--function: a name such as webhook/],
    [{}, /^--function: the name of a function/],
    [{ bundle: "nowhere" }, /^--bundle: a folder with index\.js, or a zip/],
    [{ function: "webhook", platform: "lambda" }, /^--platform: functiongraph is the only one/],
    [{ function: "webhook", event: undefined }, /^--event: a file/],
    [{ function: "webhook", event: "no.json" }, /cannot be read/],
    [{ function: "webhook", dataEnv: ["SECRET"] }, /^--data-env: NAME=VALUE$/],
    [{ function: "webhook", timeout: "3" }, /^--timeout: a time span/],
    [{ function: "webhook", dataEnv: [`A=${"x".repeat(4_096)}`] }, /^userData: .*at most 4096 characters/],
  ])("refuses %j", async (options, why) => {
    const { run } = await invoke(options, "{}");
    await expect(run()).rejects.toMatchObject({ code: "usage", message: expect.stringMatching(why) });
  });
});
