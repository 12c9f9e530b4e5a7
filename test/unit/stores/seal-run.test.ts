import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { checkpointHash, checkpointMac, sealRun } from "../../../lib/stores/seal-run.ts";

const end = {
  run: "r-1",
  event: "t-1",
  lastSeq: 5,
  head: "a".repeat(64),
  lastAt: "2026-01-05T00:00:00.040Z",
  lastAtMs: 0,
  finished: true,
};

describe("sealRun", () => {
  it("begins the chain of checkpoints with number 1", () => {
    const checkpoint = sealRun(undefined, end, undefined);
    expect(checkpoint).toMatchObject({ n: 1, run: "r-1", lastSeq: 5, prev: "", at: end.lastAt, mac: null });
  });

  it("goes on with the number and the hash of the checkpoint before", () => {
    expect(sealRun({ n: 7, hash: "b".repeat(64) }, end, undefined)).toMatchObject({
      n: 8,
      prev: "b".repeat(64),
    });
  });

  it("can be computed anew with any tool: SHA-256 and HMAC-SHA-256 over lines", () => {
    const checkpoint = sealRun({ n: 7, hash: "b".repeat(64) }, end, "example-log-key");
    const lines = `8\nr-1\n5\n${"a".repeat(64)}\n2026-01-05T00:00:00.040Z\n${"b".repeat(64)}`;
    const hash = createHash("sha256").update(`curfew checkpoint\n${lines}`).digest("hex");
    const mac = createHmac("sha256", "example-log-key").update(lines).digest("hex");
    expect([checkpoint.hash, checkpoint.mac]).toEqual([hash, mac]);
    expect([checkpointHash(checkpoint), checkpointMac("example-log-key", checkpoint)]).toEqual([hash, mac]);
  });
});
