import { beforeAll, describe, expect, it } from "vitest";
import type { Config } from "../../../lib/domain/config.ts";
import { SourceConfig } from "../../../lib/domain/policy.ts";
import { declareStack, type StackOptions } from "../../../lib/stack/declare-stack.ts";
import { functionOf, type Stack } from "../../../lib/stack/stack.ts";
import { configOf, HUAWEI, KEYS, OTC } from "./configs.ts";

const configs = { huawei: {} as Config, otc: {} as Config, keys: {} as Config };

beforeAll(async () => {
  configs.huawei = await configOf(HUAWEI);
  configs.otc = await configOf(OTC);
  configs.keys = await configOf(KEYS);
});

const huawei = (options: Partial<StackOptions> = {}) => declareStack({ config: configs.huawei, ...options });
const lambda = (options: Partial<StackOptions> = {}) =>
  declareStack({ config: configs.keys, host: "lambda", ...options });

const names = (stack: Stack, name: "webhook" | "schedule" | "queue") =>
  functionOf(stack, name).variables.map((one) => one.name);

const SMN = { type: "SMN", eventData: { topic_urn: "urn:smn:cn-north-4:0a:orders" } };

describe("a stack on FunctionGraph", () => {
  it("has one instance of the function that writes, whatever else runs", () => {
    const stack = huawei({ queues: [SMN] });
    expect(stack.functions.map(({ name, instancesMax }) => [name, instancesMax])).toEqual([
      ["webhook", 10],
      ["schedule", 1],
      ["queue", 10],
    ]);
  });

  it("gives every function more than the three seconds of the platform, and ends a pass before the next tick", () => {
    for (const { timeoutS } of huawei({ queues: [SMN] }).functions) expect(timeoutS).toBeGreaterThan(10);
    const { timeoutS, triggers } = functionOf(huawei(), "schedule");
    expect(triggers).toEqual([{ kind: "timer", everyMs: 600_000 }]);
    expect(timeoutS).toBe(570);
  });

  it("writes the number of retries out, and keeps a message that could not be taken in", () => {
    const stack = huawei({ queues: [SMN] });
    expect(functionOf(stack, "schedule").async).toEqual({ retriesMax: 1, ageMaxS: 600, undelivered: null });
    expect(functionOf(stack, "queue").async).toMatchObject({ retriesMax: 3, undelivered: "undelivered/" });
    expect(functionOf(stack, "webhook").async).toBeNull();
  });

  it("gives each function only what it reads: senders' secrets to one, keys and passwords to the other", () => {
    const stack = huawei({ queues: [SMN] });
    const place = ["CURFEW_CLOUD", "CURFEW_EXECUTOR", "CURFEW_REGION", "CURFEW_STORE"];
    expect(names(stack, "webhook")).toEqual([...place, "JIRA_SECRET"]);
    expect(names(stack, "schedule")).toEqual([...place, "CURFEW_LOG_KEY", "HW_PROJECT", "SERVER_PASSWORD"]);
    expect(names(stack, "queue")).toEqual(place);
    const project = functionOf(stack, "schedule").variables.find(({ name }) => name === "HW_PROJECT");
    expect(project).toEqual({ name: "HW_PROJECT", from: "deployer", secret: false });
  });

  it("asks for a heartbeat address only where one is wanted", () => {
    expect(names(huawei(), "schedule")).not.toContain("CURFEW_HEARTBEAT_URL");
    expect(names(huawei({ heartbeat: true }), "schedule")).toContain("CURFEW_HEARTBEAT_URL");
  });

  it("lets HTTP in by the shared gateway, and by a dedicated one where there is no other", () => {
    const gateway = (stack: Stack) => functionOf(stack, "webhook").triggers[0];
    expect(gateway(huawei())).toMatchObject({ gateway: { kind: "shared", group: "env:CURFEW_APIG_GROUP" } });
    expect(gateway(huawei({ gateway: { instance: "gw-1" } }))).toMatchObject({
      gateway: { kind: "dedicated", instance: "gw-1" },
    });
    expect(gateway(declareStack({ config: configs.otc }))).toMatchObject({
      gateway: { kind: "dedicated", instance: "env:CURFEW_APIG_INSTANCE" },
    });
  });

  it("takes cloud and region from the first target", () => {
    expect(declareStack({ config: configs.otc })).toMatchObject({ cloud: "otc", region: "eu-de" });
  });

  it("takes the bucket from the store of the configuration", () => {
    const stack = huawei({ config: { ...configs.huawei, store: "obs://my-log/curfew" } });
    expect(stack.bucket).toMatchObject({ name: "my-log", folder: "/curfew" });
    expect(functionOf(stack, "schedule").variables).toContainEqual({
      ...{ name: "CURFEW_STORE", from: "stack", value: "obs://my-log/curfew" },
    });
    expect(huawei().bucket.name).toBe("env:CURFEW_BUCKET");
  });

  it("says when there is no queue and when a policy is late", () => {
    const [policy] = configs.huawei.policies;
    if (!policy) throw new Error("the configuration has a policy");
    const eager = { ...policy, name: "eager", on: { kind: "every", everyMs: 60_000 } as const };
    const { notes } = huawei({ config: { ...configs.huawei, policies: [eager] } });
    expect(notes).toContain(
      "policies.eager: the clock of the functions ticks every 5 minutes, and no oftener",
    );
    expect(notes).toContain("no queue is configured, so there is no function queue");
  });

  it("has an alarm on failures of each function, and on silence of the clock", () => {
    expect(huawei().alarms.map(({ name }) => name)).toEqual([
      "curfew-dev-webhook-failures",
      "curfew-dev-schedule-failures",
      "curfew-dev-schedule-silence",
    ]);
  });
});

describe("a stack on Lambda", () => {
  it("works runs off from a queue of its own and reserves no concurrency", () => {
    const stack = lambda();
    expect(stack).toMatchObject({ cloud: null, region: "eu-central-1", bucket: { name: null } });
    expect(functionOf(stack, "queue").triggers).toEqual([{ kind: "work-queue", batchSize: 10 }]);
    expect(stack.functions.every(({ instancesMax }) => instancesMax === null)).toBe(true);
    expect(functionOf(stack, "schedule").runtime).toBe("nodejs22.x");
  });

  it("gives the keys of the cloud to those that send", () => {
    expect(names(lambda(), "queue")).toEqual(
      expect.arrayContaining(["HW_ACCESS_KEY", "HW_SECRET_KEY", "SERVER_PASSWORD"]),
    );
    expect(names(lambda(), "webhook")).toEqual(["JIRA_SECRET"]);
  });
});

describe("what cannot work", () => {
  it.each([
    [
      "an agency on Lambda",
      () => lambda({ config: configs.huawei }),
      "targets.prod.credentials: an agency exists on",
    ],
    [
      "an agency of another cloud",
      () => huawei({ cloud: "otc", region: "eu-de" }),
      "opens nothing on huaweicloud",
    ],
    ["a stage that is no name", () => huawei({ stage: "Prod_1" }), "stack: stage"],
    ["a bucket with a period", () => huawei({ bucket: "my.log" }), "stack: bucket"],
    [
      "a trigger that nobody knows",
      () => huawei({ queues: [{ type: "KAFKAESQUE", eventData: {} }] }),
      "queues.0",
    ],
    [
      "a trigger without what it needs",
      () => huawei({ queues: [{ type: "KAFKA", eventData: { topic_ids: ["a"] } }] }),
      "queues.0.eventData.instance_id",
    ],
    [
      "a secret in the open",
      () =>
        huawei({
          queues: [
            { type: "KAFKA", eventData: { instance_id: "k", topic_ids: ["a"], kafka_password: "hunter" } },
          ],
        }),
      "kafka_password: a reference such as env:NAME",
    ],
    [
      "a trigger that the cloud does not have",
      () =>
        declareStack({
          config: configs.otc,
          queues: [
            {
              type: "RABBITMQ",
              eventData: { instance_id: "r", exchange_name: "x", access_password: "env:RABBIT" },
            },
          ],
        }),
      "otc has no trigger RABBITMQ",
    ],
    ["a second clock", () => huawei({ queues: [timer] }), "declares clock and gateway itself"],
    ["a queue of FunctionGraph on Lambda", () => lambda({ queues: [SMN] }), "on Lambda there is one queue"],
    [
      "a cloud without a target and no region",
      () => declareStack({ config: configs.keys, cloud: "otc" }),
      "region must",
    ],
  ])("is refused: %s", (_what, declare, text) => {
    expect(declare).toThrow(expect.objectContaining({ code: "invalid-config" }));
    expect(declare).toThrow(text);
  });

  it("is refused: more variables than a function takes", () => {
    const secrets = Array.from({ length: 20 }, (_, index) => `env:SECRET_${index}`);
    const sources = [SourceConfig.parse({ name: "many", scheme: "jira-cloud", secrets })];
    expect(() => huawei({ config: { ...configs.huawei, sources } })).toThrow("at most 17 variables");
  });

  it("never shows a secret that somebody wrote in the place of a reference", () => {
    const eventData = { instance_id: "k", topic_ids: ["a"], kafka_password: "hunter-two" };
    try {
      huawei({ queues: [{ type: "KAFKA", eventData }] });
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error) + String(error)).not.toContain("hunter-two");
    }
  });
});

const timer = { type: "TIMER", eventData: { name: "a", schedule_type: "Rate", schedule: "5m" } };
