import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runSynth } from "../../../../lib/cli/commands/synth-command.ts";
import { HUAWEI } from "../../stack/configs.ts";
import { type FakeTerminal, fakeTerminal } from "../fake-terminal.ts";

let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "curfew-synth-"));
  await writeFile(join(cwd, "curfew.yaml"), HUAWEI);
});
afterEach(() => rm(cwd, { recursive: true }));

async function synth(options: Readonly<Record<string, unknown>> = {}): Promise<FakeTerminal> {
  const terminal = fakeTerminal({ cwd });
  expect(await runSynth({ args: [], options, terminal })).toBe(0);
  return terminal;
}

const refusal = (options: Readonly<Record<string, unknown>>) =>
  expect(runSynth({ args: [], options, terminal: fakeTerminal({ cwd }) })).rejects;

describe("curfew synth", () => {
  it("writes main.tf.json into a folder from which it finds the code again", async () => {
    const terminal = await synth({ target: "terraform", out: "deploy/prod", stage: "prod" });
    const path = join(cwd, "deploy/prod/main.tf.json");
    expect(terminal.outLines).toEqual([path]);
    const file = JSON.parse(await readFile(path, "utf8")) as { data: { archive_file: { webhook: object } } };
    expect(file.data.archive_file.webhook).toMatchObject({
      source_dir: `$\{path.module}/../../dist/functions/functiongraph/webhook`,
    });
  });

  it("prints without a folder, and tells what to know on standard error", async () => {
    const terminal = await synth({ target: "serverless", stage: "prod" });
    expect(JSON.parse(terminal.text())).toMatchObject({ provider: { name: "huawei", stage: "prod" } });
    expect(terminal.errLines.join("\n")).toContain("no queue is configured");
  });

  it("reads curfew.stack.json beside the configuration, and the command line over it", async () => {
    await writeFile(join(cwd, "curfew.stack.json"), JSON.stringify({ stage: "prod", bucket: "in-the-file" }));
    const json = (await synth({ target: "serverless", bucket: "said" })).text();
    expect(JSON.parse(json)).toMatchObject({
      provider: { stage: "prod" },
      custom: { prerequisites: { bucket: { name: "said" } } },
    });
  });

  it("tells of a region in which FunctionGraph is not known, and writes all the same", async () => {
    const terminal = await synth({ region: "eu-nowhere-1" });
    expect(terminal.errLines[0]).toMatch(/region: .*"eu-nowhere-1"; known are .*cn-north-4/);
    expect(terminal.text()).toContain("eu-nowhere-1");
    expect((await synth()).errLines.join("\n")).not.toContain("known are");
  });

  it("refuses settings that cannot be read or that nobody knows", async () => {
    await refusal({ settings: "gone.json" }).toThrow("gone.json: cannot be read");
    await writeFile(join(cwd, "broken.json"), "{");
    await refusal({ settings: "broken.json" }).toThrow("broken.json: not JSON");
    await writeFile(join(cwd, "list.json"), "[]");
    await refusal({ settings: "list.json" }).toThrow("an object of settings");
    await writeFile(join(cwd, "stray.json"), '{"stages": "prod"}');
    await refusal({ settings: "stray.json" }).toMatchObject({ code: "invalid-config" });
    await refusal({ target: "pulumi" }).toMatchObject({ code: "usage" });
  });

  it("deploys no demonstration: without a configuration there is nothing to write", async () => {
    await rm(join(cwd, "curfew.yaml"));
    await refusal({}).toThrow("no curfew.yaml here");
  });
});
