import { describe, expect, it } from "vitest";
import { openStore } from "../../lib/compose/open-store.ts";
import { startObjectsEmulator } from "../../lib/emulator/objects/start-objects-emulator.ts";
import { acceptEvent } from "../../lib/shell/accept-event.ts";
import { target, ticket } from "../fixtures/policies.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_ENV, TEST_KEY } from "./support/emulated-cloud.ts";

const opened = cleanUpAfterEach();

const AWS = { AWS_ACCESS_KEY_ID: TEST_KEY.accessKey, AWS_SECRET_ACCESS_KEY: TEST_KEY.secretKey };

async function places(service: "obs" | "s3") {
  const objects = opened(
    await startObjectsEmulator({
      dialect: service,
      credentials: [TEST_KEY],
      buckets: ["curfew-log"],
      behaviour: { region: "eu-central-1" },
    }),
  );
  const env: Readonly<Record<string, string>> = {
    ...TEST_ENV,
    ...AWS,
    AWS_REGION: "eu-central-1",
    CURFEW_STORE_ENDPOINT: objects.url,
  };
  const config = { targets: [target({ credentials: "env:TEST" })] };
  const open = (more: Readonly<Record<string, string>> = {}) =>
    openStore(`${service}://curfew-log/prod`, {
      ...{ config, folder: ".", logKey: undefined },
      env: (name) => ({ ...env, ...more })[name],
    });
  return { objects, open };
}

const ids = { run: () => "run-1", call: () => "call-1" };
const clock = { now: () => Date.UTC(2026, 0, 15, 12) };

describe.each(["obs", "s3"] as const)("a log in a bucket of %s, opened from plain Node", (service) => {
  it("is the same one from wherever it is opened, under its prefix", async () => {
    const { objects, open } = await places(service);
    const writer = opened(await open());
    await acceptEvent(ticket(), { store: writer, ids, clock });
    const reader = opened(await open());
    expect((await reader.openRuns({ limit: 10 })).map(({ run }) => run)).toEqual(["run-1"]);
    const keys = objects.emulator.journal().flatMap(({ key }) => (key === "" ? [] : [key]));
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.every((key) => key.startsWith("prod/"))).toBe(true);
  });

  it("says what it can promise there", async () => {
    const { open } = await places(service);
    const store = opened(await open());
    expect(store.capabilities).toEqual({ exclusiveAppend: service === "s3", durable: true });
  });

  it("fails with the reason when the keys are wrong, and loses nothing silently", async () => {
    const { open } = await places(service);
    const wrong = { TEST_SECRET_KEY: "another-secret-key", AWS_SECRET_ACCESS_KEY: "another-secret-key" };
    const store = opened(await open(wrong));
    await expect(acceptEvent(ticket(), { store, ids, clock })).rejects.toMatchObject({
      code: "store-failed",
    });
  });
});
