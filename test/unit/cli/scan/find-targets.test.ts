import { describe, expect, it } from "vitest";
import { findTargets, type TargetWishes } from "../../../../lib/cli/scan/find-targets.ts";
import { isAutomationError } from "../../../../lib/domain/errors.ts";

const HUAWEI = {
  HUAWEICLOUD_SDK_AK: "EXAMPLE-AK",
  HUAWEICLOUD_SDK_SK: "example-sk",
  HUAWEICLOUD_SDK_PROJECT_ID: "p1",
  HUAWEICLOUD_SDK_REGION: "cn-north-4",
};
const OTC = { OTC_SDK_AK: "EXAMPLE-AK", OTC_SDK_SK: "example-sk", OTC_SDK_PROJECT_ID: "p2" };

function find(env: Readonly<Record<string, string>>, wishes: TargetWishes = {}) {
  return findTargets(wishes, (name) => env[name]);
}

async function refusal(env: Readonly<Record<string, string>>, wishes: TargetWishes = {}) {
  const error = await find(env, wishes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!isAutomationError(error)) throw new Error("an AutomationError was expected");
  return { code: error.code, text: error.message };
}

describe("findTargets", () => {
  it("takes everything from the environment, as references", async () => {
    expect(await find(HUAWEI)).toEqual([
      {
        name: "huaweicloud",
        cloud: "huaweicloud",
        region: "cn-north-4",
        project: "env:HUAWEICLOUD_SDK_PROJECT_ID",
        credentials: "env:HUAWEICLOUD_SDK",
        endpoint: null,
        prices: null,
      },
    ]);
  });

  it("looks at both clouds when both have credentials", async () => {
    expect((await find({ ...HUAWEI, ...OTC })).map(({ name, region }) => `${name} ${region}`)).toEqual([
      "huaweicloud cn-north-4",
      "otc eu-de",
    ]);
  });

  it("looks at the one that is asked for", async () => {
    expect((await find({ ...HUAWEI, ...OTC }, { cloud: "otc" })).map(({ name }) => name)).toEqual(["otc"]);
  });

  it("takes a region for the name of the cloud that has it", async () => {
    const targets = await find({ ...HUAWEI, ...OTC }, { region: "eu-de" });
    expect(targets.map(({ name }) => name)).toEqual(["otc"]);
  });

  it("reads the OS_ names of Open Telekom Cloud", async () => {
    const env = { OS_ACCESS_KEY: "a", OS_SECRET_KEY: "s", OS_PROJECT_ID: "p", OS_REGION_NAME: "eu-de" };
    expect(await find(env)).toMatchObject([{ cloud: "otc", region: "eu-de", project: "env:OS_PROJECT_ID" }]);
  });

  it("prefers what the command line says", async () => {
    const targets = await find(HUAWEI, { region: "cn-east-3", project: "p9" });
    expect(targets).toMatchObject([{ region: "cn-east-3", project: "p9" }]);
  });

  it("takes an endpoint as an origin, and asks for no region then", async () => {
    const { HUAWEICLOUD_SDK_REGION: _region, ...env } = HUAWEI;
    expect(await find(env, { endpoint: "http://127.0.0.1:9000/" })).toMatchObject([
      { endpoint: "http://127.0.0.1:9000" },
    ]);
  });

  it("names every variable when there are no credentials", async () => {
    const { code, text } = await refusal({});
    expect(code).toBe("missing-credentials");
    for (const name of ["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "OTC_SDK_AK", "OS_ACCESS_KEY"]) {
      expect(text).toContain(name);
    }
  });

  it("names the variable of a project or region that is missing", async () => {
    const { HUAWEICLOUD_SDK_REGION: _region, ...noRegion } = HUAWEI;
    const { HUAWEICLOUD_SDK_PROJECT_ID: _project, ...noProject } = HUAWEI;
    expect((await refusal(noRegion)).text).toContain("--region or set HUAWEICLOUD_SDK_REGION");
    expect((await refusal(noProject)).text).toContain("--project or set HUAWEICLOUD_SDK_PROJECT_ID");
  });

  it("says how to leave out a cloud that is only half set up", async () => {
    const { HUAWEICLOUD_SDK_PROJECT_ID: _project, ...half } = { ...HUAWEI, ...OTC };
    expect((await refusal(half)).text).toContain("--cloud otc");
  });

  it("refuses a project that could be meant for either cloud", async () => {
    expect(await refusal({ ...HUAWEI, ...OTC }, { project: "p9" })).toMatchObject({ code: "usage" });
  });

  it("refuses an unknown region with a guess, before anything is sent", async () => {
    const { code, text } = await refusal(HUAWEI, { region: "cn-nort-4" });
    expect(code).toBe("usage");
    expect(text).toContain('did you mean "cn-north-4"?');
  });

  it.each(["ftp://host", "http://host/path", "http://user@host", "host", "http://host?x=1"])(
    "refuses the endpoint %s",
    async (endpoint) => {
      expect(await refusal(HUAWEI, { endpoint })).toMatchObject({ code: "usage" });
    },
  );

  it("refuses what is no project id, wherever it stands", async () => {
    expect(await refusal(HUAWEI, { project: "my project" })).toMatchObject({
      code: "usage",
      text: expect.stringContaining("--project"),
    });
    const env = { ...HUAWEI, HUAWEICLOUD_SDK_PROJECT_ID: "a/b" };
    expect((await refusal(env)).text).toContain("HUAWEICLOUD_SDK_PROJECT_ID:");
  });

  it("never shows a key", async () => {
    const { text } = await refusal({ HUAWEICLOUD_SDK_AK: "EXAMPLE-AK", OTC_SDK_SK: "example-sk" });
    expect(text).not.toMatch(/EXAMPLE-AK|example-sk/);
  });
});
