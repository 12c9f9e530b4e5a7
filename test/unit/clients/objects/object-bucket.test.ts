import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createObsBucket } from "../../../../lib/clients/objects/obs-bucket.ts";
import { createS3Bucket } from "../../../../lib/clients/objects/s3-bucket.ts";
import type { WireResponse } from "../../../../lib/ports/http-transport.ts";
import { bucketContract } from "../../../contract/bucket-contract.ts";
import {
  answering,
  bucketOptions,
  emulatorTransport,
  objectsWorld,
  refusal,
} from "../../../fixtures/object-storage.ts";

const ONE = Uint8Array.of(1);

const obsWith = (...answers: readonly WireResponse[]) =>
  createObsBucket({ ...bucketOptions({ transport: answering(...answers) }), append: true });
const s3With = (...answers: readonly WireResponse[]) =>
  createS3Bucket(bucketOptions({ transport: answering(...answers) }));
const success = (headers: Record<string, string> = {}): WireResponse => ({
  status: 200,
  headers,
  body: new Uint8Array(),
});

bucketContract("obs without a socket, by virtual host", async () => objectsWorld("obs").bucket);
bucketContract("s3 without a socket, by virtual host", async () => objectsWorld("s3").bucket);
bucketContract("obs without appends", async () => objectsWorld("obs", { append: false }).bucket);

describe("what buckets say they can do", () => {
  it.each([
    ["obs", objectsWorld("obs").bucket, { createOnly: false, append: true, freshListings: false }],
    [
      "obs on OTC",
      objectsWorld("obs", { append: false }).bucket,
      { createOnly: false, append: false, freshListings: false },
    ],
    ["s3", objectsWorld("s3").bucket, { createOnly: true, append: false, freshListings: true }],
  ])("%s", (_, { capabilities }, expected) => {
    expect(capabilities).toEqual(expected);
  });
});

describe("a write that the bucket cannot carry", () => {
  it("is refused before anything is sent", async () => {
    const { bucket, sent } = objectsWorld("obs", { client: { limits: { objectBytesMax: 2 } } });
    const refused = [
      bucket.put("a", ONE, { createOnly: true }),
      bucket.put("a", new Uint8Array(3)),
      bucket.put("", ONE),
      bucket.put("../a", ONE),
      bucket.append("a", -1, ONE),
      bucket.append("a", 0.5, ONE),
      bucket.append("a", 0, new Uint8Array()),
      bucket.append("a", 0, new Uint8Array(3)),
      bucket.get("a\nb"),
      bucket.list("", { limit: 0 }),
      bucket.list("", { limit: 1001 }),
      bucket.list("", { limit: 1.5 }),
      bucket.remove(["a", ""]),
    ];
    for (const [index, promise] of refused.entries()) {
      await expect(promise).rejects.toMatchObject({
        code: index === 0 ? "not-supported" : "invalid-request",
        details: { ambiguous: false },
      });
    }
    expect(sent).toHaveLength(0);
  });

  it("is refused at once for an endpoint or prefix that cannot be", () => {
    expect(() => createS3Bucket(bucketOptions({ endpoint: "http://example.test" }))).toThrow(
      expect.objectContaining({ code: "invalid-config" }),
    );
    expect(() => createS3Bucket(bucketOptions({ prefix: "/a" }))).toThrow();
  });
});

describe("a prefix", () => {
  it("keeps two users of one bucket apart", async () => {
    const one = objectsWorld("s3");
    const other = createS3Bucket(
      bucketOptions({ transport: emulatorTransport(one.emulator), prefix: "curfew2" }),
    );
    await one.bucket.put("a", ONE);
    await other.put("b", ONE);
    expect((await one.bucket.list("", { limit: 9 })).objects).toEqual([{ key: "a", size: 1 }]);
    expect((await other.list("", { limit: 9 })).objects).toEqual([{ key: "b", size: 1 }]);
    expect(await other.get("a")).toBeUndefined();
  });
});

describe("a body", () => {
  it.each(["obs", "s3"] as const)("carries its digest and its length in %s", async (dialect) => {
    const { bucket, sent } = objectsWorld(dialect);
    await bucket.put("a", ONE);
    if (bucket.capabilities.append) await bucket.append("b", 0, ONE);
    expect(sent.length).toBeGreaterThan(0);
    for (const { headers } of sent) {
      const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      expect(Object.fromEntries(named)).toMatchObject({
        "content-md5": createHash("md5").update(ONE).digest("base64"),
        "content-type": "application/octet-stream",
        "content-length": "1",
      });
    }
  });
});

describe("creating only", () => {
  it("says that there was one on 412 alone", async () => {
    const create = (answer: WireResponse) => s3With(answer).put("a", ONE, { createOnly: true });
    expect(await create(refusal(412, "PreconditionFailed"))).toEqual({ outcome: "exists" });
    await expect(create(refusal(409, "ConditionalRequestConflict"))).rejects.toMatchObject({
      code: "conflict",
      details: { retryable: true, ambiguous: false },
    });
    await expect(create(refusal(500, "InternalError"))).rejects.toMatchObject({
      details: { ambiguous: true },
    });
    await expect(s3With(refusal(412, "PreconditionFailed")).put("a", ONE)).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("sends the condition only then", async () => {
    const { bucket, sent } = objectsWorld("s3");
    await bucket.put("a", ONE);
    await bucket.put("b", ONE, { createOnly: true });
    expect(sent.map(({ headers }) => headers["if-none-match"])).toEqual([undefined, "*"]);
  });
});

describe("reading", () => {
  it("takes only the service's own word that there is no such object", async () => {
    expect(await obsWith(refusal(404, "NoSuchKey")).get("a")).toBeUndefined();
    await expect(obsWith(refusal(404, "NoSuchBucket")).get("a")).rejects.toMatchObject({ code: "not-found" });
    const bare = { status: 404, headers: {}, body: new Uint8Array() };
    await expect(obsWith(bare).get("a")).rejects.toMatchObject({ code: "not-found" });
    await expect(s3With(refusal(403, "AccessDenied")).get("a")).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("appending", () => {
  const append = (answer: WireResponse, position = 5) => obsWith(answer).append("a", position, ONE);

  it("goes on where the service says, which must be behind what was written", async () => {
    expect(await append(success({ "x-obs-next-append-position": "6" }))).toEqual({
      outcome: "written",
      next: 6,
    });
    expect(await append(success())).toEqual({ outcome: "written", next: 6 });
    await expect(append(success({ "x-obs-next-append-position": "9" }))).rejects.toMatchObject({
      code: "invalid-response",
      details: { ambiguous: true },
    });
  });

  it("tells a wrong position from everything else", async () => {
    expect(await append(refusal(409, "PositionNotEqualToLength"))).toEqual({ outcome: "position" });
    expect(await append(refusal(404, "NoSuchKey"))).toEqual({ outcome: "position" });
    await expect(append(refusal(404, "NoSuchKey"), 0)).rejects.toMatchObject({ code: "not-found" });
    await expect(append(refusal(409, "OperationAborted"))).rejects.toMatchObject({ code: "conflict" });
    await expect(append(refusal(405, "MethodNotAllowed"))).rejects.toMatchObject({
      code: "not-supported",
      details: { ambiguous: false },
    });
  });
});

describe("removing", () => {
  it("costs one request for one object, and one for many", async () => {
    const { bucket, emulator } = objectsWorld("obs");
    await bucket.remove(["a"]);
    await bucket.remove(["a", "b", "c"]);
    expect(emulator.journal().map(({ operation, status }) => [operation, status])).toEqual([
      ["DeleteObject", 204],
      ["DeleteObjects", 200],
    ]);
  });

  it("does not mind a service that says that one is gone, and minds everything else", async () => {
    await expect(obsWith(refusal(404, "NoSuchKey")).remove(["a"])).resolves.toBeUndefined();
    await expect(obsWith(refusal(404, "NoSuchBucket")).remove(["a"])).rejects.toMatchObject({
      code: "not-found",
    });
  });
});
