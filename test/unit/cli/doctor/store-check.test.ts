import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readDeployment } from "../../../../lib/cli/doctor/read-deployment.ts";
import { storeCheck } from "../../../../lib/cli/doctor/store-check.ts";
import type { LoadedConfig } from "../../../../lib/cli/open-session.ts";
import { openNodeBucket } from "../../../../lib/compose/open-node-bucket.ts";
import {
  type RunningObjectsEmulator,
  startObjectsEmulator,
} from "../../../../lib/emulator/objects/start-objects-emulator.ts";
import { createBucketPause } from "../../../../lib/stores/object/holds-and-pause.ts";
import { configOf, HUAWEI, KEYS } from "../../stack/configs.ts";

const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" } as const;

describe("storeCheck", () => {
  let objects: RunningObjectsEmulator;
  let env: Record<string, string>;
  beforeAll(async () => {
    objects = await startObjectsEmulator({ dialect: "obs", credentials: [KEY], buckets: ["curfew-log"] });
  });
  afterAll(() => objects.close());
  beforeEach(() => {
    env = {
      ...{ HW_ACCESS_KEY: KEY.accessKey, HW_SECRET_KEY: KEY.secretKey },
      CURFEW_STORE_ENDPOINT: objects.url,
    };
  });

  async function check(text: string, bucket?: string) {
    const loaded: LoadedConfig = {
      config: await configOf(text),
      path: "/srv/curfew.yaml",
      folder: "/srv",
    };
    const read = (name: string) => env[name];
    const readFile = async () => JSON.stringify({ bucket });
    const deployment =
      bucket === undefined ? undefined : await readDeployment(loaded, "prod", { env: read, readFile });
    const parts = { loaded, deployment, platform: "linux", env: read, now: Date.now } as const;
    return storeCheck(parts).run();
  }
  const inBucket = (name: string, text = KEYS) => text.replace("store: memory", `store: obs://${name}/log`);

  it("tries a log in a bucket, and leaves nothing behind", async () => {
    expect(await check(inBucket("curfew-log"))).toMatchObject([
      {
        subject: "store",
        level: "ok",
        text: "obs://curfew-log/log opens and can be written: 7 of 7 checks pass",
      },
      { subject: "pause", level: "ok" },
    ]);
    expect(objects.emulator.state().buckets.get("curfew-log")?.size).toBe(0);
  });

  it("tells a bucket that is not there, or that other keys open", async () => {
    expect(await check(inBucket("elsewhere"))).toMatchObject([{ subject: "store, put", level: "problem" }]);
    env["HW_SECRET_KEY"] = "another-example-not-real";
    const findings = await check(inBucket("curfew-log"));
    expect(findings).toMatchObject([{ subject: "store, put", level: "problem" }]);
    expect(JSON.stringify(findings)).not.toContain("another-example-not-real");
  });

  it("cannot try a bucket whose keys are an agency's, and says with which it could", async () => {
    expect(await check(inBucket("curfew-log", HUAWEI))).toMatchObject([
      {
        subject: "store",
        level: "warning",
        wayOut: expect.stringContaining("CURFEW_STORE_CREDENTIALS=env:PREFIX"),
      },
    ]);
    env["CURFEW_STORE_CREDENTIALS"] = "env:HW";
    const [store] = await check(inBucket("curfew-log", HUAWEI));
    expect(store).toMatchObject({ subject: "store", level: "ok" });
  });

  it("tries the bucket of the deployed functions, not the store of this computer", async () => {
    env["HUAWEICLOUD_SDK_AK"] = KEY.accessKey;
    env["HUAWEICLOUD_SDK_SK"] = KEY.secretKey;
    const [store] = await check(HUAWEI, "curfew-log");
    expect(store).toMatchObject({ level: "ok", text: expect.stringContaining("obs://curfew-log opens") });
    expect(await check(HUAWEI, "env:CURFEW_BUCKET")).toMatchObject([
      { subject: "store", level: "problem", text: expect.stringContaining("CURFEW_BUCKET") },
    ]);
  });

  it("warns of a pause that lies in the bucket", async () => {
    const config = await configOf(inBucket("curfew-log"));
    const { bucket, close } = openNodeBucket(config.store, { config, env: (name) => env[name] });
    const pause = { paused: true, why: "drill", by: "anna", at: null };
    await createBucketPause(bucket).writePause(pause);
    const [, found] = await check(inBucket("curfew-log"));
    await createBucketPause(bucket).writePause({ ...pause, paused: false });
    await close();
    expect(found).toMatchObject({ subject: "pause", level: "warning", text: "PAUSED by anna: drill" });
  });

  it("warns of memory", async () => {
    expect(await check(HUAWEI)).toMatchObject([{ subject: "store", level: "warning" }]);
  });
});
