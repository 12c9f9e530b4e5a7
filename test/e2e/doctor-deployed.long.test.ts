import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runDoctor } from "../../lib/cli/commands/doctor.ts";
import type { Finding } from "../../lib/cli/doctor/finding.ts";
import {
  createFunctionGraphClient,
  type FunctionGraphClient,
} from "../../lib/clients/functiongraph/create-functiongraph-client.ts";
import { openStack } from "../../lib/clients/functiongraph/open-stack.ts";
import { createNodeTransport, type NodeTransport } from "../../lib/clients/transport/node-https.ts";
import {
  type RunningFunctionGraph,
  startFunctionGraph,
} from "../../lib/emulator/functiongraph/start-functiongraph.ts";
import {
  type RunningObjectsEmulator,
  startObjectsEmulator,
} from "../../lib/emulator/objects/start-objects-emulator.ts";
import { makeZip } from "../../lib/packing/zip.ts";
import { declareStack } from "../../lib/stack/declare-stack.ts";
import { synthFunctionGraph } from "../../lib/stack/synth-functiongraph.ts";
import { fakeTerminal } from "../unit/cli/fake-terminal.ts";
import { configOf } from "../unit/stack/configs.ts";
import { makeTempFolder, type TempFolder } from "./support/temp-folder.ts";

const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" };
const PROJECT = "0123456789abcdef0123456789abcdef";
const KAFKA = { instance_id: "kafka-1", topic_ids: ["orders"], kafka_user: "u", kafka_password: "env:KAFKA" };
const SETTINGS = {
  stage: "prod",
  bucket: "curfew-log",
  gateway: { group: "group-1" },
  queues: [{ type: "KAFKA", eventData: KAFKA }],
};
const CODE = makeZip([{ path: "index.js", bytes: new TextEncoder().encode("exports.handler = 1;\n") }]);

const require = createRequire(import.meta.url);
const { declarationOf } = require("../../serverless-plugin/declaration.cjs") as {
  declarationOf: (serverless: object, options: object) => unknown;
};

/** The target's own endpoint is not what is looked at here; the emulator tells it the time. */
const yamlOf = (endpoint: string) => `version: 1
store: memory
owners: [{ field: user.name }]
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT, credentials: agency, endpoint: "${endpoint}" }
sources:
  jira: { scheme: jira-cloud, secret: env:JIRA_SECRET }
policies:
  idle-gpu: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop, mode: enforce }
`;

describe("curfew doctor --host functiongraph", () => {
  let cloud: RunningFunctionGraph;
  let objects: RunningObjectsEmulator;
  let temp: TempFolder;
  let env: Record<string, string>;
  let client: FunctionGraphClient;
  let transport: NodeTransport;

  beforeEach(async () => {
    transport = createNodeTransport();
    cloud = await startFunctionGraph({ credentials: [KEY], region: "cn-north-4" });
    objects = await startObjectsEmulator({ dialect: "obs", credentials: [KEY], buckets: ["curfew-log"] });
    temp = await makeTempFolder();
    await writeFile(join(temp.path, "curfew.yaml"), yamlOf(cloud.url));
    await writeFile(join(temp.path, "curfew.stack.json"), JSON.stringify(SETTINGS));
    env = {
      ...{ HUAWEICLOUD_SDK_AK: KEY.accessKey, HUAWEICLOUD_SDK_SK: KEY.secretKey, HW_PROJECT: PROJECT },
      ...{ JIRA_SECRET: "a-fake-secret", KAFKA: "not-a-real-one", CURFEW_LOG_KEY: "a-fake-log-key" },
      ...{ CURFEW_FUNCTIONGRAPH_ENDPOINT: cloud.url, CURFEW_STORE_ENDPOINT: objects.url },
    };
    client = createFunctionGraphClient(connection());
  });
  afterEach(async () => {
    await transport.close();
    await cloud.close();
    await objects.close();
    await temp.close();
  });

  function connection() {
    return {
      ...{ endpoint: cloud.url, projectId: PROJECT, credentials: () => KEY, transport },
      ...{ now: () => new Date(), sleep: async () => {}, random: () => 0.5 },
    };
  }

  /** Deploys what the configuration declares, as osls and its plugin would. */
  async function deploy(): Promise<void> {
    const stack = declareStack({ ...SETTINGS, config: await configOf(yamlOf(cloud.url)) });
    const text = JSON.stringify(synthFunctionGraph(stack));
    const service = JSON.parse(
      text.replace(/\$\{env:(\w+), '[^']*'\}/g, (_, name: string) => env[name] ?? ""),
    );
    const declaration = declarationOf({ service }, { stage: "prod" });
    const packages = new Map(Object.keys(service.functions).map((key) => [key, CODE]));
    await openStack({ ...connection(), declaration }).deploy(packages);
  }

  /** Findings about functions and store, by subject. */
  async function look(options: object = {}) {
    const terminal = { ...fakeTerminal({ cwd: temp.path, env }), now: Date.now };
    const args = { args: [], options: { host: "functiongraph", json: true, ...options }, terminal };
    const code = await runDoctor(args);
    const findings = (terminal.json()["findings"] as readonly Finding[]).filter(({ subject }) =>
      /^(function|store|stack|pause)/.test(subject),
    );
    expect(JSON.stringify(terminal.json())).not.toContain(KEY.secretKey);
    const levels = Object.fromEntries(findings.map(({ subject, level }) => [subject, level]));
    return { code, findings, levels };
  }

  const urnOf = (name: string) => `urn:fss:cn-north-4:${PROJECT}:function:default:curfew-prod-${name}`;
  const at = (name: string) => ({ path: { function_urn: urnOf(name) } });

  async function disable(name: string): Promise<void> {
    for (const { trigger_id, trigger_type_code } of await client.call("ListTriggers", at(name))) {
      const path = { ...at(name).path, trigger_type_code, trigger_id };
      await client.call("UpdateTrigger", { path, body: { trigger_status: "DISABLED" } });
    }
  }

  async function setConfig(name: string, change: { readonly timeout?: number; readonly xrole?: string }) {
    const now = await client.call("ShowConfig", at(name));
    const { func_name, runtime, handler, timeout } = now;
    const body = { func_name, runtime, handler, memory_size: 512, timeout, ...change } as const;
    await client.call("UpdateConfig", { ...at(name), body });
  }

  it("finds all well after a deployment, and changes nothing by looking", async () => {
    await deploy();
    const before = cloud.state().functions;
    const { code, levels } = await look();
    expect(levels).toEqual({
      store: "ok",
      pause: "ok",
      "functions, endpoint": "ok",
      "function curfew-prod-webhook": "ok",
      "function curfew-prod-schedule": "ok",
      "function curfew-prod-queue": "ok",
    });
    expect(code).toBe(0);
    expect(cloud.state().functions).toBe(before);
  });

  it("tells everything that was changed behind the deployment's back", async () => {
    await deploy();
    await setConfig("schedule", { timeout: 3 });
    await setConfig("queue", { xrole: "" });
    await client.call("UpdateMaxInstances", { ...at("schedule"), body: { max_instance_num: 400 } });
    await client.call("DeleteAsyncConfig", at("schedule"));
    await client.call("DeleteFunction", at("webhook"));
    await disable("schedule");
    await disable("queue");
    const { code, levels, findings } = await look();
    expect(levels).toEqual({
      store: "ok",
      pause: "ok",
      "functions, endpoint": "ok",
      "function curfew-prod-webhook": "problem",
      "function curfew-prod-schedule, timeout": "problem",
      "function curfew-prod-schedule, instances": "problem",
      "function curfew-prod-schedule, retries": "warning",
      "function curfew-prod-schedule, trigger TIMER curfew-prod-schedule": "problem",
      "function curfew-prod-queue, agency": "problem",
      "function curfew-prod-queue, trigger KAFKA kafka-1": "problem",
    });
    expect(findings.every(({ level, wayOut }) => level === "ok" || wayOut)).toBe(true);
    expect(code).toBe(1);
  });

  it("suspects the project where not one function is found, and names the stages that are", async () => {
    await deploy();
    env["HW_PROJECT"] = "f".repeat(32);
    const wrong = (await look()).findings.find(({ subject }) => subject === "functions");
    expect(wrong).toMatchObject({ level: "problem", text: expect.stringContaining("a wrong project id") });
    expect(wrong?.wayOut).toContain("My Credentials");
    env["HW_PROJECT"] = PROJECT;
    const other = (await look({ stage: "test" })).findings.find(({ subject }) => subject === "functions");
    expect(other).toMatchObject({ text: expect.stringContaining("deployed are the stages prod") });
  });

  it("says it once where nothing can be read: other keys, no keys, no endpoint, no such bucket", async () => {
    const functions = async () => (await look()).findings.filter(({ subject }) => subject === "functions");
    env["HUAWEICLOUD_SDK_SK"] = "another-example-not-real";
    expect(await functions()).toMatchObject([
      { level: "problem", wayOut: expect.stringContaining("check access key") },
    ]);
    env["HUAWEICLOUD_SDK_SK"] = "";
    expect(await functions()).toMatchObject([
      { level: "problem", wayOut: expect.stringContaining("HUAWEICLOUD_SDK_AK") },
    ]);
    env["HUAWEICLOUD_SDK_SK"] = KEY.secretKey;
    env["CURFEW_FUNCTIONGRAPH_ENDPOINT"] = "http://127.0.0.1:1";
    expect((await look()).levels).toEqual({ store: "ok", pause: "ok", "functions, endpoint": "problem" });
    await writeFile(
      join(temp.path, "curfew.stack.json"),
      JSON.stringify({ ...SETTINGS, bucket: "elsewhere" }),
    );
    expect((await look()).levels).toMatchObject({ "store, put": "problem" });
  });

  it("tells settings of which no stack can be declared, and refuses a stage without a host", async () => {
    await writeFile(join(temp.path, "curfew.stack.json"), '{"stages": "prod"}');
    expect((await look()).levels).toMatchObject({ stack: "problem" });
    await expect(look({ host: undefined, stage: "prod" })).rejects.toMatchObject({ code: "usage" });
    await expect(look({ host: "lambda" })).rejects.toMatchObject({ code: "usage" });
  });
});
