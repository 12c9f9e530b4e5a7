import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runInit } from "../../lib/cli/commands/init.ts";
import { runScan } from "../../lib/cli/commands/scan.ts";
import { runValidate } from "../../lib/cli/commands/validate.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { startCloud, TEST_KEY } from "./support/emulated-cloud.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { createTestClock } from "./support/test-clock.ts";

const HUAWEI = {
  HUAWEICLOUD_SDK_AK: TEST_KEY.accessKey,
  HUAWEICLOUD_SDK_SK: TEST_KEY.secretKey,
  HUAWEICLOUD_SDK_PROJECT_ID: SAMPLE_PROJECTS.huaweicloud,
};
const OTC = {
  OTC_SDK_AK: TEST_KEY.accessKey,
  OTC_SDK_SK: TEST_KEY.secretKey,
  OTC_SDK_PROJECT_ID: SAMPLE_PROJECTS.otc,
};

const keep = cleanUpAfterEach();

describe("curfew init", () => {
  let folder: string;

  beforeEach(async () => {
    folder = keep(await makeTempFolder()).path;
  });

  async function init(
    options: Readonly<Record<string, unknown>> = {},
    env: Readonly<Record<string, string>> = {},
  ) {
    const terminal = fakeTerminal({ cwd: folder, env });
    const code = await runInit({ args: [], options, terminal });
    return { code, terminal, out: terminal.outLines.join("\n") };
  }

  const written = (name = "curfew.yaml") => readFile(join(folder, name), "utf8");

  async function validated(name = "curfew.yaml") {
    const terminal = fakeTerminal({ cwd: folder });
    const code = await runValidate({ args: [name], options: { json: true }, terminal });
    return { code, result: JSON.parse(terminal.outLines[0] ?? "") as { warnings: unknown[] } };
  }

  it.each([
    ["no cloud at all", {}, ["cloud: huaweicloud"]],
    ["Huawei Cloud", HUAWEI, ["cloud: huaweicloud"]],
    ["Open Telekom Cloud", OTC, ["cloud: otc"]],
    ["both clouds", { ...HUAWEI, ...OTC }, ["cloud: huaweicloud", "cloud: otc"]],
  ])("writes a template that validates, with credentials for %s", async (_, env, targets) => {
    expect((await init({}, env)).code).toBe(0);
    const text = await written();
    for (const target of targets) expect(text).toContain(target);
    expect(text.match(/\{ cloud: /g)).toHaveLength(targets.length);
    expect(await validated()).toMatchObject({ code: 0, result: { ok: true, warnings: [] } });
  });

  it("takes region and project from the environment, as references", async () => {
    await init({}, { ...HUAWEI, HUAWEICLOUD_SDK_REGION: "ap-southeast-3" });
    expect(await written()).toContain("region: ap-southeast-3, project: env:HUAWEICLOUD_SDK_PROJECT_ID");
  });

  it("puts every policy into observe mode and no secret into the file", async () => {
    await init({}, { ...HUAWEI, ...OTC });
    const text = await written();
    const modes = text.match(/^ +mode: \w+$/gm) ?? [];
    expect(modes.length).toBeGreaterThan(0);
    expect(modes.filter((mode) => !mode.endsWith("observe"))).toEqual([]);
    expect(text).not.toMatch(new RegExp(`${TEST_KEY.accessKey}|${TEST_KEY.secretKey}`));
  });

  it("names the price file from where the config stands, after a look into it", async () => {
    const prices = "version: 1\ncurrency: EUR\nsource: invented\nflavors: { small: 1 }\n";
    await writeFile(join(folder, "prices.yaml"), prices);
    await mkdir(join(folder, "conf"));
    await init({ prices: "prices.yaml", out: "conf/curfew.yaml" }, HUAWEI);
    expect(await written("conf/curfew.yaml")).toContain('prices: "../prices.yaml" }');
    expect(await validated("conf/curfew.yaml")).toMatchObject({ code: 0, result: { warnings: [] } });
    await expect(init({ prices: "none.yaml", out: "b.yaml" }, HUAWEI)).rejects.toThrow(/none\.yaml/);
  });

  it("says what comes next", async () => {
    const { out } = await init();
    for (const step of ["curfew validate", "curfew plan", "curfew serve"]) expect(out).toContain(step);
    expect((await init({ out: "other.yaml" })).out).toContain("curfew plan -c other.yaml");
  });

  it("never writes over a file unless told to", async () => {
    await writeFile(join(folder, "curfew.yaml"), "mine\n");
    await expect(init()).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("--force"),
    });
    expect(await written()).toBe("mine\n");
    await init({ force: true });
    expect(await written()).toContain("version: 1");
  });

  it("writes what a kept scan found, and that validates", async () => {
    const clock = createTestClock();
    const cloud = keep(await startCloud(clock));
    const env = { ...HUAWEI, ...OTC };
    const terminal = fakeTerminal({ cwd: folder, env, now: clock.now });
    const options = { endpoint: cloud.url, out: "scan.json", json: true };
    expect(await runScan({ args: [], options, terminal })).toBe(0);
    expect((await init({ fromScan: "scan.json" })).code).toBe(0);
    const text = await written();
    expect(text).toContain("11 notebooks");
    expect(text).toContain("11 DevServers");
    expect(text).toContain(cloud.url);
    expect(text).toContain("idle-servers:");
    expect(await validated()).toMatchObject({ code: 0, result: { ok: true, warnings: [] } });
  });

  it("asks for credentials when it is to scan now", async () => {
    await expect(init({ fromScan: true })).rejects.toMatchObject({ code: "missing-credentials" });
    await expect(written()).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("answers JSON alone with --json", async () => {
    const { terminal } = await init({ json: true });
    expect(terminal.outLines).toHaveLength(1);
    expect(JSON.parse(terminal.outLines[0] ?? "")).toEqual({
      path: join(folder, "curfew.yaml"),
      policies: ["idle-notebooks"],
    });
  });
});
