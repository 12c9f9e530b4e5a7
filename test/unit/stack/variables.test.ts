import { describe, expect, it } from "vitest";
import { composeIntake } from "../../../lib/compose/function-intake.ts";
import { composeWorker } from "../../../lib/compose/function-worker.ts";
import { functionGraphSurroundings } from "../../../lib/compose/functiongraph.ts";
import { declareStack } from "../../../lib/stack/declare-stack.ts";
import { unusableName, variablesOf } from "../../../lib/stack/variables.ts";
import { configOf, HUAWEI, KEYS } from "./configs.ts";

const QUEUES = [{ type: "SMN", eventData: { topic_urn: "urn:smn:cn-north-4:0a:orders" } }];

describe("the variables of a function", () => {
  it("are enough to put each of them together", async () => {
    const config = await configOf(HUAWEI);
    const { functions } = declareStack({ config, bucket: "log", queues: QUEUES });
    expect(functions).toHaveLength(3);
    for (const { name, variables } of functions) {
      const values = new Map(
        variables.map((one) => [
          one.name,
          one.from === "stack" ? one.value : "a-value-that-opens-nothing-at-all",
        ]),
      );
      const around = functionGraphSurroundings({
        ...{ config, projectId: "0a", application: "default", env: (key) => values.get(key) },
        credentials: () => Promise.reject(new Error("unused")),
      });
      const compose = {
        webhook: () => composeIntake(around).sources(),
        schedule: () => composeWorker(around),
        queue: () => composeIntake(around),
      };
      expect(compose[name], name).not.toThrow();
    }
  });

  it("are every reference of the configuration, once, and the key of the log", async () => {
    const found = variablesOf(await configOf(KEYS));
    expect(found.map(({ name, secret }) => `${name}${secret ? " secret" : ""}`)).toEqual([
      "CURFEW_LOG_KEY secret",
      "HW_ACCESS_KEY secret",
      "HW_PROJECT",
      "HW_SECRET_KEY secret",
      "JIRA_SECRET secret",
      "SERVER_PASSWORD secret",
    ]);
  });

  it("are given to what answers and tells, and tokens to nobody else", async () => {
    const told = KEYS.replace(
      "sources:",
      `teams: { ops: { members: [], tell: ["feishu:env:ROBOT", "webhook:env:URL"] } }
sources:
  chat: { scheme: slack, secret: { hmac: env:SIGNING, bot-token: env:BOT } }
  tickets: { scheme: github, secret: env:HUB, comment: { url: "https://api.github.com", token: env:HUB_TOKEN } }`,
    );
    const rolesOf = Object.fromEntries(
      variablesOf(await configOf(told)).map(({ name, roles }) => [name, [...roles].sort().join(" ")]),
    );
    expect(rolesOf).toMatchObject({
      ...{ ROBOT: "acts", URL: "acts", URL_SECRET: "acts", BOT: "acts", HUB_TOKEN: "acts" },
      ...{ SIGNING: "acts checks", HUB: "checks", JIRA_SECRET: "checks" },
    });
  });

  it("have the vendor's names where the configuration names its families", async () => {
    const config = await configOf(HUAWEI.replace("credentials: agency", "credentials: env:HUAWEICLOUD_SDK"));
    const names = variablesOf(config).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK"]));
    expect(names).not.toContain("HUAWEICLOUD_SDK_ACCESS_KEY");
  });

  it("are secret as soon as one use of them is", async () => {
    const config = await configOf(HUAWEI.replace("env:SERVER_PASSWORD", "env:HW_PROJECT"));
    expect(variablesOf(config).find(({ name }) => name === "HW_PROJECT")?.secret).toBe(true);
  });

  it("begin with a letter, because the platform demands it", () => {
    const one = (name: string) => ({ name, from: "deployer", secret: true }) as const;
    expect(unusableName([one("GOOD_1"), one("_BAD")])).toBe("_BAD");
    expect(unusableName([one("GOOD_1")])).toBeUndefined();
  });
});
