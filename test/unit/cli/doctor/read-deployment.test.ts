import { beforeAll, describe, expect, it } from "vitest";
import { readDeployment } from "../../../../lib/cli/doctor/read-deployment.ts";
import type { LoadedConfig } from "../../../../lib/cli/open-session.ts";
import { configOf, HUAWEI, KEYS, OTC } from "../../stack/configs.ts";

let configs: Readonly<Record<"agency" | "keys" | "otc", LoadedConfig["config"]>>;
beforeAll(async () => {
  configs = { agency: await configOf(HUAWEI), keys: await configOf(KEYS), otc: await configOf(OTC) };
});

interface Given {
  readonly config?: "agency" | "keys" | "otc";
  readonly stage?: string;
  readonly settings?: string | Error;
  readonly env?: Readonly<Record<string, string>>;
  readonly path?: string | null;
}

const ABSENT = Object.assign(new Error("no such file"), { code: "ENOENT" });

function read({ config = "agency", stage, settings = ABSENT, env = {}, path = "/srv/curfew.yaml" }: Given) {
  return readDeployment({ config: configs[config], path, folder: "/srv" }, stage, {
    env: (name) => env[name],
    readFile: async (file) => {
      expect(file).toBe("/srv/curfew.stack.json");
      if (settings instanceof Error) throw settings;
      return settings;
    },
  });
}

describe("readDeployment", () => {
  it("declares the stage of the command line, over the one in the settings, over dev", async () => {
    expect((await read({})).stack.stage).toBe("dev");
    const settings = '{"stage": "test", "host": "lambda"}';
    expect((await read({ settings })).stack).toMatchObject({ stage: "test", host: "functiongraph" });
    expect((await read({ settings, stage: "prod" })).stack.stage).toBe("prod");
  });

  it("signs with the keys of whoever deploys, else with those of a target in the same project", async () => {
    const credentials = async (given: Given) => (await read(given)).target.credentials;
    expect(await credentials({})).toBe("env:HUAWEICLOUD_SDK");
    expect(await credentials({ config: "otc" })).toBe("env:OTC_SDK");
    expect(await credentials({ config: "keys" })).toBe("env:HW");
    expect(await credentials({ config: "keys", env: { HUAWEICLOUD_SDK_AK: "EXAMPLE" } })).toBe(
      "env:HUAWEICLOUD_SDK",
    );
    expect(await credentials({ config: "keys", settings: '{"project": "env:OTHER"}' })).toBe(
      "env:HUAWEICLOUD_SDK",
    );
  });

  it("refuses settings that cannot be read, are no JSON or no object, and a configuration that is not there", async () => {
    await expect(read({ settings: new Error("EACCES") })).rejects.toThrow("cannot be read");
    await expect(read({ settings: "{" })).rejects.toThrow("not JSON");
    await expect(read({ settings: "[]" })).rejects.toThrow("an object of settings");
    await expect(read({ stage: "Not A Stage" })).rejects.toMatchObject({ code: "invalid-config" });
    await expect(read({ path: null })).rejects.toThrow("no curfew.yaml here");
  });
});
