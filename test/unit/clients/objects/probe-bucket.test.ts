import { describe, expect, it } from "vitest";
import { probeBucket } from "../../../../lib/clients/objects/probe-bucket.ts";
import { createS3Bucket } from "../../../../lib/clients/objects/s3-bucket.ts";
import type { Bucket } from "../../../../lib/ports/bucket.ts";
import { bucketOptions, objectsWorld } from "../../../fixtures/object-storage.ts";

async function levels(bucket: Bucket) {
  const findings = await probeBucket(bucket, { id: "x1" });
  return Object.fromEntries(findings.map(({ check, level }) => [check, level]));
}

const ALL_WELL = {
  put: "ok",
  get: "ok",
  missing: "ok",
  list: "ok",
  "create-only": "ok",
  append: "ok",
  remove: "ok",
};

describe("the probe of a bucket", () => {
  it.each(["obs", "s3"] as const)(
    "finds all well with %s, in few requests, and leaves nothing",
    async (dialect) => {
      const { bucket, emulator } = objectsWorld(dialect);
      expect(await levels(bucket)).toEqual(ALL_WELL);
      expect((await bucket.list("", { limit: 9 })).objects).toEqual([]);
      expect(emulator.journal().length).toBeLessThanOrEqual(13);
    },
  );

  it("finds a condition that is ignored in silence", async () => {
    const { bucket } = objectsWorld("s3", { emulator: { behaviour: { conditionalWrites: false } } });
    expect(await levels(bucket)).toEqual({ ...ALL_WELL, "create-only": "problem" });
  });

  it("finds appends that are not there", async () => {
    const { bucket } = objectsWorld("obs", { emulator: { behaviour: { append: false } } });
    expect(await levels(bucket)).toEqual({ ...ALL_WELL, append: "problem" });
  });

  it("weighs late listings by what is promised", async () => {
    const behaviour = { listingDelayMs: 5000 };
    expect(await levels(objectsWorld("obs", { emulator: { behaviour } }).bucket)).toEqual({
      ...ALL_WELL,
      list: "warning",
    });
    expect(await levels(objectsWorld("s3", { emulator: { behaviour } }).bucket)).toEqual({
      ...ALL_WELL,
      list: "problem",
    });
  });

  it("ends where nothing can be written", async () => {
    const { bucket, emulator } = objectsWorld("s3", { emulator: { buckets: [] } });
    expect(await levels(bucket)).toEqual({ put: "problem" });
    expect(emulator.journal()).toHaveLength(1);
  });

  it("names the way out when the key is wrong, and no secret", async () => {
    const credentials = () => ({ accessKey: "EXAMPLE-OTHER-KEY", secretKey: "example-other-secret" });
    const { bucket } = objectsWorld("obs", { client: { credentials } });
    const [finding] = await probeBucket(bucket, { id: "x1" });
    expect(finding?.text).toMatch(/InvalidAccessKeyId.*check access key/);
    expect(finding?.text).not.toMatch(/EXAMPLE-OTHER-KEY|example-other-secret/);
  });

  it("finds a bucket that changes bytes, loses order, and keeps what is removed", async () => {
    const { bucket } = objectsWorld("obs");
    const broken: Bucket = {
      ...bucket,
      capabilities: { ...bucket.capabilities, createOnly: true },
      get: async () => Uint8Array.of(9),
      list: async (prefix) => ({ objects: [{ key: `${prefix}a b+c%2F&é.bin`, size: 1 }], more: false }),
      put: async () => ({ outcome: "written" }),
      append: async (_, position, bytes) => ({ outcome: "written", next: position + bytes.length }),
      remove: async () => undefined,
    };
    expect(await levels(broken)).toEqual({
      put: "ok",
      get: "problem",
      missing: "problem",
      list: "problem",
      "create-only": "problem",
      append: "problem",
      remove: "problem",
    });
  });

  it("lets a bug escape as what it is", async () => {
    const bucket = createS3Bucket(bucketOptions());
    await expect(probeBucket(bucket, { id: "x1" })).rejects.toThrow("nothing is to be sent");
  });
});
