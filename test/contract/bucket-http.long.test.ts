import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createObsBucket } from "../../lib/clients/objects/obs-bucket.ts";
import { createS3Bucket } from "../../lib/clients/objects/s3-bucket.ts";
import { createNodeTransport, type NodeTransport } from "../../lib/clients/transport/node-https.ts";
import { createUndiciTransport } from "../../lib/clients/transport/undici.ts";
import {
  type RunningObjectsEmulator,
  startObjectsEmulator,
} from "../../lib/emulator/objects/start-objects-emulator.ts";
import type { Bucket } from "../../lib/ports/bucket.ts";
import { FAKE_CREDENTIALS } from "../fixtures/fake-credentials.ts";
import { bucketOptions } from "../fixtures/object-storage.ts";
import { bucketContract } from "./bucket-contract.ts";

const dialects = ["obs", "s3"] as const;
const transports = [
  { name: "node", create: createNodeTransport },
  { name: "undici", create: createUndiciTransport },
] as const;

describe.each(dialects)("over real HTTP, in the %s dialect", (dialect) => {
  describe.each(transports)("through the $name transport", ({ name, create }) => {
    let running: RunningObjectsEmulator;
    let transport: NodeTransport;
    let folders = 0;

    const open = async (over: Partial<Parameters<typeof createObsBucket>[0]> = {}): Promise<Bucket> => {
      folders += 1;
      const options = bucketOptions({
        endpoint: running.url,
        prefix: `test/${folders}`,
        transport,
        now: () => new Date(),
        ...over,
      });
      return dialect === "obs" ? createObsBucket({ append: true, ...options }) : createS3Bucket(options);
    };

    beforeAll(async () => {
      running = await startObjectsEmulator({
        dialect,
        credentials: [FAKE_CREDENTIALS],
        buckets: ["example-bucket"],
      });
      transport = create();
    });
    afterAll(async () => {
      await transport.close();
      await running.close();
    });
    afterEach(() => {
      running.emulator.behave({ skewMs: 0, pageKeysMax: 1000 });
    });

    bucketContract(`${dialect} through ${name}`, () => open());

    it("is refused with a wrong secret, and the secret is nowhere in the error", async () => {
      const bucket = await open({
        credentials: () => ({ ...FAKE_CREDENTIALS, secretKey: "another-example-key" }),
      });
      const error: unknown = await bucket.put("a", Uint8Array.of(1)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: "unauthorized",
        details: { cloudCode: "SignatureDoesNotMatch", ambiguous: false },
      });
      expect(JSON.stringify(error) + String(error)).not.toMatch(
        /another-example-key|EXAMPLE-ACCESS|Signature=/,
      );
    });

    it("says how far the clocks are apart when that is why it is refused", async () => {
      const bucket = await open();
      running.emulator.behave({ skewMs: 3_600_000 });
      const error: unknown = await bucket.get("a").catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: "unauthorized",
        details: { cloudCode: "RequestTimeTooSkewed", clockAheadMs: expect.any(Number) },
      });
      const { details } = error as { details: { clockAheadMs: number } };
      expect(Math.round(details.clockAheadMs / 60_000)).toBe(-60);
    });

    it("signs with the token of temporary credentials", async () => {
      const bucket = await open({
        credentials: () => ({ ...FAKE_CREDENTIALS, securityToken: "example/token+abc==" }),
      });
      await bucket.put("a b", Uint8Array.of(1));
      expect((await bucket.list("a ", { limit: 1 })).objects).toHaveLength(1);
    });

    it("sends a lost write once, says that it may have happened, and it has", async () => {
      const bucket = await open();
      const before = running.emulator.journal().length;
      running.emulator.addFault({ fault: "lost-after", operation: "PutObject" });
      await expect(bucket.put("lost", Uint8Array.of(1))).rejects.toMatchObject({
        code: "connection",
        details: { ambiguous: true },
      });
      running.emulator.addFault({ fault: "lost-before", operation: "PutObject" });
      await expect(bucket.put("never", Uint8Array.of(1))).rejects.toMatchObject({
        code: "connection",
        details: { ambiguous: true },
      });
      expect(running.emulator.journal().slice(before)).toHaveLength(2);
      expect(await bucket.get("lost")).toEqual(Buffer.of(1));
      expect(await bucket.get("never")).toBeUndefined();
    });

    it("repeats a read whose answer was lost", async () => {
      const bucket = await open();
      await bucket.put("a", Uint8Array.of(1));
      running.emulator.addFault({ fault: "lost-before", operation: "GetObject", times: 2 });
      expect(await bucket.get("a")).toEqual(Buffer.of(1));
    });

    it("fills a listing from pages that are shorter than asked for", async () => {
      const bucket = await open();
      const keys = ["a+1", "a 2", "a%3", "b", "c"];
      for (const key of keys) await bucket.put(key, Uint8Array.of(1));
      running.emulator.behave({ pageKeysMax: 2 });
      const { objects, more } = await bucket.list("", { limit: 4 });
      expect([objects.map(({ key }) => key), more]).toEqual([["a 2", "a%3", "a+1", "b"], true]);
      expect((await bucket.list("", { limit: 5 })).more).toBe(false);
    });
  });
});
