import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type RunningFunctionGraph,
  startFunctionGraph,
} from "../../lib/emulator/functiongraph/start-functiongraph.ts";
import { makeTempFolder, type TempFolder } from "./support/temp-folder.ts";

const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" };
const PROJECT = "0123456789abcdef0123456789abcdef";

interface Plugin {
  readonly hooks?: Readonly<Record<string, () => Promise<void>>>;
  readonly commands?: Readonly<Record<string, { readonly lifecycleEvents: readonly string[] }>>;
}
type PluginClass = new (serverless: object, options: object, tools: object, parts: object) => Plugin;

const require = createRequire(import.meta.url);
const HuaweiPlugin = require("../../serverless-plugin/index.cjs") as PluginClass;

const TIMER = { type: "TIMER", eventData: { name: "tick", schedule_type: "Rate", schedule: "1m" } };
const BUNDLE = "exports.handler = async (event, context) => event;\n";

/** The plugin as osls drives it, with the source of the deployment in place of its build. */
describe("npx serverless with provider huawei", () => {
  let emulator: RunningFunctionGraph;
  let temp: TempFolder;
  let folder: string;
  let functions: Record<string, Record<string, unknown>>;
  let lines: string[];

  beforeEach(async () => {
    emulator = await startFunctionGraph({ credentials: [KEY] });
    temp = await makeTempFolder();
    folder = temp.path;
    mkdirSync(join(folder, "dist/functions/functiongraph"), { recursive: true });
    for (const name of ["webhook", "schedule"]) {
      writeFileSync(join(folder, `dist/functions/functiongraph/${name}.js`), BUNDLE);
    }
    functions = {
      webhook: { handler: "dist/functions/functiongraph/webhook.handler", lts: true },
      schedule: { handler: "schedule.handler", maxInstances: 1, timeout: 300, triggers: [TIMER] },
    };
    lines = [];
  });
  afterEach(async () => {
    await emulator.close();
    await temp.close();
  });

  /** A command: its packing first, where osls does that, then its own event. */
  async function run(command: string, options: object = {}, provider: object = {}): Promise<string> {
    const serverless = {
      serviceDir: folder,
      configurationInput: { functions },
      service: {
        service: "curfew",
        functions: structuredClone(functions),
        provider: {
          name: "huawei",
          region: "eu-west-101",
          projectId: PROJECT,
          endpoint: emulator.url,
          ...provider,
        },
      },
      setProvider: () => {},
      configSchemaHandler: { defineProvider: () => {} },
    };
    const env: Readonly<Record<string, string>> = {
      HUAWEICLOUD_SDK_AK: KEY.accessKey,
      HUAWEICLOUD_SDK_SK: KEY.secretKey,
    };
    const plugin = new HuaweiPlugin(
      serverless,
      { stage: "test", ...options },
      { writeText: (line: string) => lines.push(line) },
      { env, load: () => import("../../lib/entry/deploy.ts") },
    );
    const from = lines.length;
    if (command === "deploy" || command === "package")
      await plugin.hooks?.["before:package:createDeploymentArtifacts"]?.();
    const events = plugin.commands?.[command]?.lifecycleEvents ?? [];
    for (const event of events) await plugin.hooks?.[`${command}:${event}`]?.();
    return lines.slice(from).join("\n");
  }

  it("deploys, deploys again without a write, and removes", async () => {
    expect(await run("deploy")).toMatch(/CreateFunction[\s\S]*deployed with 9 calls/);
    const before = emulator.writes().length;
    expect(await run("deploy")).toBe("nothing to change");
    expect(emulator.writes().length).toBe(before);
    expect(await run("info")).toMatch(
      /curfew-test-schedule: urn:fss:[\s\S]*alias: live -> curfew-[\s\S]*trigger: TIMER tick ACTIVE/,
    );
    expect(await run("remove")).toMatch(/removed with 3 calls/);
    expect(emulator.state().functions.size).toBe(0);
    expect(await run("info")).toMatch(/curfew-test-webhook: not deployed/);
  });

  it("packs offline, one bundle a function", async () => {
    await emulator.close();
    await run("package");
    expect(
      ["webhook", "schedule"].filter((key) => existsSync(join(folder, `.serverless/${key}.zip`))),
    ).toHaveLength(2);
    emulator = await startFunctionGraph({ credentials: [KEY] });
  });

  it("packs a folder of a bundle's own with all that is in it but source maps, and wants its configuration", async () => {
    const own = join(folder, "dist/functions/functiongraph/own");
    mkdirSync(own);
    writeFileSync(join(own, "index.js"), `require("./curfew.config.json");\n${BUNDLE}`);
    writeFileSync(join(own, "index.js.map"), "{}");
    functions = { own: { handler: "dist/functions/functiongraph/own/index.handler" } };
    await expect(run("package")).rejects.toThrow(
      /functions\.own: .*curfew\.config\.json is not there; run "curfew package"/,
    );
    writeFileSync(join(own, "curfew.config.json"), "{}");
    await run("deploy");
    const [made] = [...emulator.state().functions.values()];
    expect(made?.config.handler).toBe("index.handler");
    const names = Buffer.from(made?.code ?? []).toString("latin1");
    expect(names).toMatch(/curfew\.config\.json[\s\S]*index\.js/);
    expect(names).not.toContain(".map");
  });

  it("prints the calls of a dry run and makes none", async () => {
    expect(await run("deploy", { "dry-run": true })).toMatch(/CreateTrigger[\s\S]*dry run: nothing was sent/);
    expect(emulator.writes()).toEqual([]);
  });

  it("takes options of the command line before the file", async () => {
    await run("deploy", { stage: "prod", region: "eu-west-101" }, { region: "eu-nowhere-1", stage: "dev" });
    expect([...emulator.state().functions.keys()].every((urn) => urn.includes(":curfew-prod-"))).toBe(true);
  });

  it("calls a function, hands an event over, and shows logs", async () => {
    await run("deploy");
    expect(await run("invoke", { function: "webhook", data: '{"a":1}', log: true })).toMatch(
      /Finish invoke[\s\S]*\{"a":1\}$/,
    );
    expect(await run("invoke", { function: "webhook", async: true })).toMatch(/^request-\d+$/);
    expect(await run("logs", { function: "webhook" })).toMatch(/^\S+ Start invoke request/);
  });

  it.each([
    [
      "a region without FunctionGraph",
      {},
      { region: "eu-nowhere-1", endpoint: undefined },
      /region: .*"eu-nowhere-1"; known are/,
    ],
    ["a stage that is none", { stage: "a b" }, {}, /^stage: /],
    ["no project", {}, { projectId: undefined }, /^projectId: mandatory/],
  ])("fails on %s and sends nothing", async (_, options, provider, message) => {
    await expect(run("deploy", options, provider)).rejects.toThrow(message);
    expect(emulator.writes()).toEqual([]);
  });

  it("fails on a bundle that was not built, a function that is not declared, and an event that is no JSON", async () => {
    functions["extra"] = { handler: "extra.handler" };
    await expect(run("deploy")).rejects.toThrow(
      /functions\.extra\.handler: .*extra\.js is not there; build the functions first/,
    );
    await expect(run("invoke", { function: "nobody" })).rejects.toThrow(
      /"nobody" is not declared; one of webhook/,
    );
    await expect(run("invoke", { function: "webhook", data: "{" })).rejects.toThrow(/--data: not JSON/);
    await expect(run("logs", { function: "webhook", startTime: "soon" })).rejects.toThrow(
      /--startTime: 30m, 2h, 1d, or a date/,
    );
  });

  it("asks for variables that are not set before it deploys, and for nothing else", async () => {
    const schedule = { handler: "schedule.handler", maxInstances: 1 };
    functions = {
      schedule: { ...schedule, encryptedEnvironment: { JIRA_SECRET: "unset(env:JIRA_SECRET)" } },
    };
    await run("package");
    await expect(run("deploy")).rejects.toThrow(
      /JIRA_SECRET, for functions\.schedule\.encryptedEnvironment\.JIRA_SECRET\nSet them/,
    );
    functions = { schedule: { ...schedule, encryptedEnvironment: { JIRA_SECRET: "" } } };
    await expect(run("deploy")).rejects.toThrow(/JIRA_SECRET: a secret cannot be empty/);
    expect(await run("info")).toMatch(/not deployed/);
    await expect(run("info", {}, { projectId: "unset(env:HW_PROJECT)" })).rejects.toThrow(
      /HW_PROJECT, for projectId/,
    );
    expect(emulator.writes()).toEqual([]);
  });

  it("says how to deploy a function that is not there, and which file cannot be read", async () => {
    await expect(run("invoke", { function: "webhook" })).rejects.toThrow(
      /--function: webhook is not deployed on stage test; deploy it with: npx serverless deploy --stage test/,
    );
    await expect(run("invoke", { function: "webhook", path: "gone.json" })).rejects.toThrow(
      /--path: .*gone\.json cannot be read \(ENOENT\)/,
    );
  });

  it("fails when a call fails, and goes on when run again", async () => {
    emulator.fault({ operation: "CreateTrigger", fault: "lost-answer-after-effect" });
    await expect(run("deploy")).rejects.toThrow(/CreateTrigger.*run the same command again/);
    expect(await run("deploy")).toBe("nothing to change");
  });
});
