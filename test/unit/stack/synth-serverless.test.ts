import { describe, expect, it } from "vitest";
import { checkTrigger } from "../../../lib/domain/functiongraph/check-body.ts";
import { declareStack } from "../../../lib/stack/declare-stack.ts";
import type { Stack } from "../../../lib/stack/stack.ts";
import { STAGE_OF_OSLS } from "../../../lib/stack/stack-settings.ts";
import { stackFile, synthServerless } from "../../../lib/stack/synth-serverless.ts";
import { configOf, HUAWEI, KEYS, OTC } from "./configs.ts";

const SNAPSHOTS = "../../fixtures/snapshots";

const QUEUES = [
  { type: "SMN", eventData: { topic_urn: "urn:smn:cn-north-4:0a:orders" } },
  {
    type: "KAFKA",
    eventData: { instance_id: "kafka-1", topic_ids: ["orders"], kafka_password: "env:KAFKA_PASSWORD" },
  },
];

const onHuawei = async (stage: string = STAGE_OF_OSLS) =>
  declareStack({
    config: await configOf(HUAWEI),
    stage,
    bucket: "curfew-log",
    queues: QUEUES,
  });
const onLambda = async () =>
  declareStack({ config: await configOf(KEYS), host: "lambda", stage: STAGE_OF_OSLS });

interface Model {
  readonly functions: Readonly<
    Record<string, { readonly triggers: readonly { type: string; eventData: unknown; status: string }[] }>
  >;
}
const modelOf = (stack: Stack) => JSON.parse(synthServerless(stack)) as Model;

describe("the model that serverless.yml reads", () => {
  it("is the same text for the same stack on FunctionGraph", async () => {
    await expect(synthServerless(await onHuawei())).toMatchFileSnapshot(
      `${SNAPSHOTS}/stack-functiongraph.json`,
    );
  });

  it("is the same text for the same stack on Lambda", async () => {
    await expect(synthServerless(await onLambda())).toMatchFileSnapshot(`${SNAPSHOTS}/stack-lambda.json`);
  });

  it("has triggers that the API of FunctionGraph takes, on both clouds", async () => {
    const otc = declareStack({ config: await configOf(OTC), bucket: "curfew-log" });
    const triggers = [await onHuawei("prod"), otc].flatMap((stack) =>
      Object.values(modelOf(stack).functions).flatMap((entry) => entry.triggers),
    );
    expect(triggers.map(({ type }) => type)).toEqual([
      ...["APIG", "TIMER", "SMN", "KAFKA"],
      ...["DEDICATEDGATEWAY", "TIMER"],
    ]);
    for (const trigger of triggers) {
      expect(() => checkTrigger(trigger, { where: "trigger", code: "invalid-config" })).not.toThrow();
    }
  });

  it("leaves what only the deployer knows to osls, so that no value stands in the file", async () => {
    const text = synthServerless(await onHuawei());
    expect(text).toContain(`"group_id": "$\{env:CURFEW_APIG_GROUP, 'unset(env:CURFEW_APIG_GROUP)'}"`);
    expect(text).toContain(`"kafka_password": "$\{env:KAFKA_PASSWORD, 'unset(env:KAFKA_PASSWORD)'}"`);
    expect(text).toContain(`"JIRA_SECRET": "$\{env:JIRA_SECRET, 'unset(env:JIRA_SECRET)'}"`);
  });

  it("leaves a mark for a variable that is not set where the plugin refuses marks, and nowhere else", async () => {
    const plain = /\$\{env:\w+\}/;
    expect(synthServerless(await onHuawei())).not.toMatch(plain);
    const config = await configOf(KEYS);
    const lambda = declareStack({ config, host: "lambda", bucket: "env:CURFEW_BUCKET" });
    expect(synthServerless(lambda)).toContain(`"BucketName": "$\{env:CURFEW_BUCKET}"`);
    expect(synthServerless(lambda)).not.toContain("unset(");
  });

  it("gives functions on Lambda references, which they resolve themselves", async () => {
    const { functions } = JSON.parse(synthServerless(await onLambda())) as {
      functions: Record<string, { environment: Record<string, unknown> }>;
    };
    expect(functions["webhook"]?.environment["JIRA_SECRET"]).toBe(`ssm:/curfew/$\{sls:stage}/JIRA_SECRET`);
    expect(functions["webhook"]?.environment).not.toHaveProperty("HW_SECRET_KEY");
  });
});

describe("dist/stack.json", () => {
  it("holds both hosts, and null for one that does not fit", async () => {
    const file = JSON.parse(stackFile({ functiongraph: await onHuawei(), lambda: null })) as Record<
      string,
      unknown
    >;
    expect(file["functiongraph"]).toMatchObject({ service: "curfew", provider: { name: "huawei" } });
    expect(file["lambda"]).toBeNull();
  });

  it("says of each host what the model of that host alone says", async () => {
    const [functiongraph, lambda] = [await onHuawei(), await onLambda()];
    expect(JSON.parse(stackFile({ functiongraph, lambda }))).toEqual({
      functiongraph: JSON.parse(synthServerless(functiongraph)),
      lambda: JSON.parse(synthServerless(lambda)),
    });
  });
});
