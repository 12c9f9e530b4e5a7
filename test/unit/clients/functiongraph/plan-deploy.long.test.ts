import { describe, expect, it } from "vitest";
import { applyDeploy } from "../../../../lib/clients/functiongraph/apply-deploy.ts";
import {
  type DeployOptions,
  planDeploy,
  planRemove,
} from "../../../../lib/clients/functiongraph/plan-deploy.ts";
import { readFoundStack } from "../../../../lib/clients/functiongraph/read-found-stack.ts";
import type { WantedStack } from "../../../../lib/clients/functiongraph/wanted-stack.ts";
import { TRIGGER_TYPES, type TriggerTypeCode } from "../../../../lib/domain/functiongraph/trigger-types.ts";
import { codeOf, type EmulatedApi, emulatedApi, KAFKA, TIMER, wanted } from "./emulated-api.ts";

async function plan(api: EmulatedApi, stack: WantedStack, options: DeployOptions = {}) {
  return planDeploy(stack, await readFoundStack(api.client, stack), options);
}

async function deploy(api: EmulatedApi, stack: WantedStack, options: DeployOptions = {}) {
  const planned = await plan(api, stack, options);
  await applyDeploy(planned, api.client);
  return planned.calls.map(({ operation }) => operation);
}

const API = {
  ...{ name: "hooks", type: 1, path: "/hooks", protocol: "HTTPS", req_method: "POST", group_id: "g" },
  ...{ match_mode: "SWA", env_name: "RELEASE", env_id: "e", auth: "NONE" },
};

/** One trigger of every type of the table. */
const DATA: Readonly<Record<TriggerTypeCode, Readonly<Record<string, unknown>>>> = {
  TIMER: TIMER.eventData,
  APIG: API,
  DEDICATEDGATEWAY: { ...API, instance_id: "i" },
  APIC: { name: "api", instance_id: "i" },
  CTS: { name: "traces", operations: ["ModelArts:notebook:createNotebook"] },
  SMN: { topic_urn: "urn:smn:eu-west-101:p:alarms" },
  OBS: { bucket: "b", events: ["s3:ObjectCreated:*"], prefix: "in/" },
  LTS: { log_group_id: "g", log_topic_id: "t" },
  KAFKA: KAFKA.eventData,
  OPENSOURCEKAFKA: { kafka_connect_address: "10.0.0.1:9092", topic_ids: ["a"] },
  RABBITMQ: { instance_id: "i", access_password: "not-a-real-one", exchange_name: "x" },
  ROCKETMQ: { instance_id: "i", topic: "t", secret_key: "not-a-real-one" },
  DMS: { queue_id: "q" },
  DDS: { instance_id: "i", db_name: "d", collection_name: "c", db_password: "not-a-real-one" },
  GAUSSMONGO: { instance_id: "i", db_password: "not-a-real-one" },
  DIS: { stream_name: "s", polling_interval: 30, polling_unit: "s", is_serial: true },
  EVENTGRID: {
    ...{ channel_id: "c", channel_name: "n", source_name: "s", trigger_name: "t", agency: "a" },
    event_types: ["OBS:DWR:ObjectCreated:PUT"],
  },
  IOTDA: { name: "rule" },
};

describe("a deployment", () => {
  it("makes what is not there: function, cap, policy, version, alias, logs, triggers last", async () => {
    const api = emulatedApi();
    const stack = wanted({
      schedule: { maxInstances: 1, asyncPolicy: {}, lts: true, triggers: [TIMER, KAFKA] },
    });
    expect(await deploy(api, stack)).toEqual([
      ...["EnableLtsLogs", "CreateFunction", "UpdateMaxInstances", "PutAsyncConfig", "PublishVersion"],
      ...["CreateAlias", "CreateTrigger", "CreateTrigger"],
    ]);
    const [made] = [...api.state().functions.values()];
    expect(made).toMatchObject({ maxInstances: 1, code: codeOf("1"), log: { groupId: "log-group" } });
    expect(made?.aliases).toEqual([
      expect.objectContaining({ name: "live", version: made?.versions[0]?.name }),
    ]);
    // The API makes Kafka triggers disabled; the deployment switches them on.
    expect(made?.triggers.map(({ type, status }) => `${type} ${status}`)).toEqual([
      "TIMER ACTIVE",
      "KAFKA ACTIVE",
    ]);
  });

  it.each(["huaweicloud", "otc"] as const)(
    "can be repeated without a write, with every trigger type of %s",
    async (cloud) => {
      const region = cloud === "otc" ? "eu-de" : "eu-west-101";
      const api = emulatedApi({ cloud, region });
      const types = Object.entries(TRIGGER_TYPES).filter(([, { clouds }]) =>
        (clouds as readonly string[]).includes(cloud),
      );
      const functions = types.map(([type]) => [
        type.toLowerCase(),
        {
          triggers: [{ type, eventData: DATA[type as TriggerTypeCode] }],
          asyncPolicy: { onFailure: { destination: "SMN", param: { topic_urn: "urn:smn:x" } } },
        },
      ]);
      const stack = wanted(Object.fromEntries(functions), "1", { cloud, region });
      await deploy(api, stack);
      expect(
        [...api.state().functions.values()]
          .flatMap(({ triggers }) => triggers.map(({ type }) => type))
          .sort(),
      ).toEqual(types.map(([type]) => type).sort());
      expect((await plan(api, stack)).calls).toEqual([]);
    },
  );

  it("uploads changed code before the settings that hold its digest, and points the alias to a new version", async () => {
    const api = emulatedApi();
    await deploy(api, wanted({ webhook: { triggers: [TIMER] } }, "1"));
    const changed = wanted({ webhook: { triggers: [TIMER] } }, "2");
    expect(await deploy(api, changed)).toEqual([
      "UpdateCode",
      "UpdateConfig",
      "PublishVersion",
      "UpdateAlias",
    ]);
    expect([...api.state().functions.values()][0]?.code).toEqual(codeOf("2"));
    // Going back finds the version that is there already.
    expect(await deploy(api, wanted({ webhook: { triggers: [TIMER] } }, "1"))).toEqual([
      ...["UpdateCode", "UpdateConfig", "UpdateAlias"],
    ]);
  });

  it("sends settings alone when only they changed, and tells which, without values of the environment", async () => {
    const api = emulatedApi();
    await deploy(api, wanted({ webhook: { environment: { TOKEN: "first-secret" }, agency: "a" } }));
    const stack = wanted({ webhook: { environment: { TOKEN: "second-secret" }, timeout: 60 } });
    const { calls } = await plan(api, stack);
    expect(calls.map(({ operation }) => operation)).toEqual([
      "UpdateConfig",
      "PublishVersion",
      "UpdateAlias",
    ]);
    expect(calls[0]?.why).toBe('timeout 30 to 60; xrole "a" to ""; environment (TOKEN)');
    await applyDeploy({ calls }, api.client);
    expect([...api.state().functions.values()][0]?.config).toMatchObject({ timeout: 60, xrole: "" });
    expect((await plan(api, stack)).calls).toEqual([]);
  });

  it("sees that an encrypted variable changed, though nobody can read it", async () => {
    const api = emulatedApi();
    const stack = (secret: string) => wanted({ webhook: { encryptedEnvironment: { TOKEN: secret } } });
    await deploy(api, stack("one-secret"));
    expect((await plan(api, stack("one-secret"))).calls).toEqual([]);
    expect(await deploy(api, stack("two-secret"))).toEqual(["UpdateConfig", "PublishVersion", "UpdateAlias"]);
    await deploy(api, wanted({ webhook: {} }));
    expect([...api.state().functions.values()][0]?.config.encrypted_user_data).toBe("{}");
  });

  it("caps instances before it touches code, and takes a policy away that is declared no more", async () => {
    const api = emulatedApi();
    await deploy(api, wanted({ queue: { asyncPolicy: { maxRetries: 3 } } }));
    expect(await deploy(api, wanted({ queue: { maxInstances: 1 } }, "2"))).toEqual([
      ...[
        "UpdateMaxInstances",
        "UpdateCode",
        "UpdateConfig",
        "DeleteAsyncConfig",
        "PublishVersion",
        "UpdateAlias",
      ],
    ]);
  });

  it("removes triggers that are gone, replaces changed ones, and changes a mere status", async () => {
    const api = emulatedApi();
    const smn = { type: "SMN", eventData: { topic_urn: "urn:smn:x" } };
    await deploy(api, wanted({ schedule: { triggers: [TIMER, smn] } }));
    const slower = { ...TIMER, eventData: { ...TIMER.eventData, schedule: "5m" } };
    expect(await deploy(api, wanted({ schedule: { triggers: [slower] } }))).toEqual([
      ...["DeleteTrigger", "DeleteTrigger", "CreateTrigger"],
    ]);
    expect(
      await deploy(api, wanted({ schedule: { triggers: [{ ...slower, status: "DISABLED" }] } })),
    ).toEqual(["UpdateTrigger"]);
    const [made] = [...api.state().functions.values()];
    expect(made?.triggers).toEqual([
      expect.objectContaining({ status: "DISABLED", data: expect.objectContaining({ schedule: "5m" }) }),
    ]);
  });

  it("moves a trigger between functions by removing it first: OBS takes no rule twice", async () => {
    const api = emulatedApi();
    const obs = { type: "OBS", eventData: DATA.OBS };
    await deploy(api, wanted({ a: {}, b: { triggers: [obs] } }));
    expect(await deploy(api, wanted({ a: { triggers: [obs] }, b: {} }))).toEqual([
      "DeleteTrigger",
      "CreateTrigger",
    ]);
  });

  it("cannot see a changed password and makes the trigger anew when asked to", async () => {
    const api = emulatedApi();
    const renewed = { ...KAFKA, eventData: { ...KAFKA.eventData, kafka_password: "another-one" } };
    await deploy(api, wanted({ queue: { triggers: [KAFKA] } }));
    const stack = wanted({ queue: { triggers: [renewed] } });
    expect((await plan(api, stack)).calls).toEqual([]);
    expect(await deploy(api, stack, { renewSecrets: true })).toEqual(["DeleteTrigger", "CreateTrigger"]);
  });

  it("deletes its own functions that are declared no more, and nobody else's", async () => {
    const api = emulatedApi();
    await deploy(api, wanted({ a: { triggers: [TIMER] }, b: {} }));
    await deploy(api, wanted({ theirs: { name: "curfew-test-theirs" } }, "1", { stage: "other" }));
    expect(await deploy(api, wanted({ b: {} }))).toEqual(["DeleteTrigger", "DeleteFunction"]);
    const names = [...api.state().functions.values()].map(({ config }) => config.func_name);
    expect(names).toEqual(["curfew-test-b", "curfew-test-theirs"]);
  });

  it("refuses a function of the same name that is somebody else's, unless it may take it over", async () => {
    const api = emulatedApi();
    await deploy(api, wanted({ a: { name: "shared-name" } }, "1", { stage: "other" }));
    const mine = wanted({ a: { name: "shared-name" } });
    await expect(plan(api, mine)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/belongs to curfew\/other.*--adopt/),
    });
    expect(await deploy(api, mine, { adopt: true })).toContain("UpdateConfig");
    expect((await plan(api, mine)).calls).toEqual([]);
  });

  it("keeps a few old versions and never runs into the limit of 20", async () => {
    const api = emulatedApi();
    for (let release = 0; release < 24; release += 1) {
      await deploy(api, wanted({ a: {} }, String(release), { versionsKept: 3 }));
    }
    const [made] = [...api.state().functions.values()];
    expect(made?.versions.length).toBe(4);
    expect(made?.aliases[0]?.version).toBe(made?.versions.at(-1)?.name);
  });

  it("is taken away whole: triggers first, then functions, and a second time there is nothing to do", async () => {
    const api = emulatedApi();
    const stack = wanted({ a: { triggers: [TIMER] }, b: {} });
    await deploy(api, stack);
    const removal = planRemove(stack.stack, await readFoundStack(api.client, stack));
    expect(removal.calls.map(({ operation }) => operation)).toEqual([
      "DeleteTrigger",
      "DeleteFunction",
      "DeleteFunction",
    ]);
    await applyDeploy(removal, api.client);
    expect(api.state().functions.size).toBe(0);
    expect(planRemove(stack.stack, await readFoundStack(api.client, stack)).calls).toEqual([]);
  });
});
