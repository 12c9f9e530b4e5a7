import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { declareStack, type StackOptions } from "../../../../lib/stack/declare-stack.ts";
import { STAGE_OF_OSLS } from "../../../../lib/stack/stack-settings.ts";
import { synthTerraform } from "../../../../lib/stack/terraform/synth-terraform.ts";
import { configOf, HUAWEI, KEYS, OTC } from "../configs.ts";

const SNAPSHOTS = "../../../fixtures/snapshots";

const { arguments: KNOWN } = JSON.parse(
  readFileSync(new URL("../../../fixtures/terraform-arguments.json", import.meta.url), "utf8"),
) as { arguments: Readonly<Record<string, readonly string[]>> };

const SETTINGS: Omit<StackOptions, "config"> = {
  stage: "prod",
  heartbeat: true,
  queues: [
    { type: "SMN", eventData: { topic_urn: "urn:smn:cn-north-4:0a:orders" } },
    {
      type: "KAFKA",
      eventData: { instance_id: "kafka-1", topic_ids: ["orders"], kafka_password: "env:KAFKA_PASSWORD" },
    },
  ],
};

const onHuawei = async () => declareStack({ config: await configOf(HUAWEI), ...SETTINGS });
const onOtc = async () =>
  declareStack({
    config: await configOf(OTC),
    ...SETTINGS,
    bucket: "curfew-log",
    gateway: { instance: "gw-1" },
  });

interface File {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly variable: Readonly<Record<string, { readonly sensitive?: boolean }>>;
}

const fileOf = (text: string) => JSON.parse(text) as File;

/** Names of all arguments, those of nested blocks behind a period. */
function argumentNames(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((part) => argumentNames(part, path));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const name = path === "" ? key : `${path}.${key}`;
    return [name, ...argumentNames(part, name)];
  });
}

/** Every `provider_type.name` that expressions mention. */
function mentioned(text: string): readonly string[] {
  return [...text.matchAll(/\b((?:huaweicloud|opentelekomcloud)_\w+)\.(\w+)\.\w+/g)].map(
    ([, type, name]) => `${type}.${name}`,
  );
}

describe.each([
  ["huaweicloud", onHuawei],
  ["opentelekomcloud", onOtc],
] as const)("main.tf.json for %s", (provider, declare) => {
  it("is the same text for the same stack", async () => {
    await expect(synthTerraform(await declare())).toMatchFileSnapshot(
      `${SNAPSHOTS}/${provider}.main.tf.json`,
    );
  });

  it("has no argument that the provider does not know", async () => {
    const { resource } = fileOf(synthTerraform(await declare()));
    for (const [type, named] of Object.entries(resource)) {
      const known = KNOWN[type];
      expect(known, type).toBeDefined();
      for (const args of Object.values(named)) {
        expect(
          argumentNames(args).filter((name) => !known?.includes(name)),
          type,
        ).toEqual([]);
      }
    }
  });

  it("mentions only resources and variables that it declares", async () => {
    const text = synthTerraform(await declare());
    const { resource, variable } = fileOf(text);
    const declared = Object.entries(resource).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${type}.${name}`),
    );
    expect(mentioned(text).filter((one) => !declared.includes(one))).toEqual([]);
    const used = new Set([...text.matchAll(/var\.(\w+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(variable).sort());
  });

  it("caps the function that writes at one instance, in the form of a text that the argument has", async () => {
    const { resource } = fileOf(synthTerraform(await declare()));
    const functions =
      resource[provider === "huaweicloud" ? "huaweicloud_fgs_function" : "opentelekomcloud_fgs_function_v2"];
    expect(functions?.["schedule"]).toMatchObject({
      max_instance_num: "1",
      handler: "index.handler",
      timeout: expect.any(Number),
    });
  });
});

describe("variables of main.tf.json", () => {
  it("are sensitive where they hold a secret, those of triggers included", async () => {
    const { variable } = fileOf(synthTerraform(await onHuawei()));
    const sensitive = Object.keys(variable).filter((name) => variable[name]?.sensitive);
    expect(sensitive).toEqual([
      ...["curfew_heartbeat_url", "curfew_log_key", "jira_secret", "kafka_password", "server_password"],
    ]);
  });

  it("reach the function as encrypted data, and the rest as plain data", async () => {
    const { resource } = fileOf(synthTerraform(await onHuawei()));
    const webhook = resource["huaweicloud_fgs_function"]?.["webhook"];
    expect(webhook?.["encrypted_user_data"]).toContain(`"JIRA_SECRET":"$\{var.jira_secret}"`);
    expect(webhook?.["user_data"]).toContain(`"CURFEW_STORE":"obs://$\{var.curfew_bucket}"`);
    expect(webhook?.["user_data"]).not.toContain("JIRA_SECRET");
  });
});

describe("Terraform", () => {
  it("is not written for Lambda", async () => {
    const config = await configOf(KEYS);
    expect(() => synthTerraform(declareStack({ config, host: "lambda" }))).toThrow("on Lambda use osls");
  });

  it("needs a stage that it can write down", async () => {
    const config = await configOf(HUAWEI);
    expect(() => synthTerraform(declareStack({ config, stage: STAGE_OF_OSLS }))).toThrow("--stage");
  });

  it("finds the code from the folder it is written to", async () => {
    const text = synthTerraform(await onHuawei(), { projectFolder: "../.." });
    expect(text).toContain(`"source_dir": "$\{path.module}/../../dist/functions/functiongraph/webhook"`);
  });
});
