import { describe, expect, it } from "vitest";
import { BUCKET_LIMITS, type BucketOptions } from "../../../../lib/clients/objects/bucket-options.ts";
import type { ObjectCall, ObjectDialect } from "../../../../lib/clients/objects/object-call.ts";
import { callSender } from "../../../../lib/clients/objects/send-call.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import type { WireRequest, WireResponse } from "../../../../lib/ports/http-transport.ts";
import { answering, bucketOptions, refusal, xml } from "../../../fixtures/object-storage.ts";

const dialect: ObjectDialect = {
  name: "S3",
  sign: (_, { url, resource, date }) => ({ url, resource, date: String(date.getTime()) }),
  listingQuery: () => [],
};
const read: ObjectCall = {
  operation: "GetObject",
  effect: "read",
  method: "GET",
  key: "a b",
  answerBytesMax: 9,
};
const write: ObjectCall = { ...read, operation: "PutObject", effect: "write", method: "PUT" };
const lost = new AutomationError("connection", "lost", { details: { ambiguous: true, retryable: true } });
const fine = xml(200, "");

function sender(answers: readonly (WireResponse | AutomationError)[], over: Partial<BucketOptions> = {}) {
  const pauses: number[] = [];
  const sent: WireRequest[] = [];
  const answer = answering(...answers);
  const options = bucketOptions({
    transport: (request) => {
      sent.push(request);
      return answer(request);
    },
    sleep: async (ms) => void pauses.push(ms),
    ...over,
  });
  const send = callSender({ ...options, limits: { ...BUCKET_LIMITS, ...over.limits } }, dialect);
  return { send, pauses, sent };
}

describe("a call to a bucket", () => {
  it("goes to the bucket's own host, signed for bucket and key", async () => {
    const { send, sent } = sender([fine]);
    await send({ ...write, query: "append&position=0", body: Uint8Array.of(1, 2) });
    expect(sent[0]).toEqual({
      method: "PUT",
      url: "https://example-bucket.objects.example.test/a%20b?append&position=0",
      headers: {
        url: "https://example-bucket.objects.example.test/a%20b",
        resource: "/example-bucket/a%20b",
        date: expect.any(String),
        "Content-Length": "2",
      },
      body: Uint8Array.of(1, 2),
      timeoutMs: 10_000,
      responseBytesMax: 9,
    });
  });

  it("has the bucket in the path of a loopback host", async () => {
    const { send, sent } = sender([fine], { endpoint: "http://127.0.0.1:1" });
    await send(read);
    expect(sent[0]?.url).toBe("http://127.0.0.1:1/example-bucket/a%20b");
  });

  it.each([lost, refusal(503, "SlowDown"), refusal(500, "InternalError"), xml(502, "<html></html>")])(
    "is repeated when it is a read that failed for now",
    async (failure) => {
      const { send, sent, pauses } = sender([failure, failure, fine]);
      expect((await send(read)).status).toBe(200);
      expect(sent).toHaveLength(3);
      expect(pauses).toEqual([100, 200]);
    },
  );

  it.each([lost, refusal(503, "SlowDown"), refusal(500, "InternalError"), refusal(409, "OperationAborted")])(
    "is never repeated when it is a write",
    async (failure) => {
      const { send, sent } = sender([failure, fine]);
      await expect(send(write)).rejects.toMatchObject({ name: "AutomationError" });
      expect(sent).toHaveLength(1);
    },
  );

  it.each([refusal(403, "AccessDenied"), refusal(404, "NoSuchKey"), refusal(409, "OperationAborted")])(
    "is not repeated when an answer will not change",
    async (failure) => {
      const { send, sent } = sender([failure, fine]);
      await expect(send(read)).rejects.toMatchObject({ name: "AutomationError" });
      expect(sent).toHaveLength(1);
    },
  );

  it("is given up after as many attempts as allowed, with the last failure", async () => {
    const { send, sent } = sender([lost, lost, refusal(503, "SlowDown")]);
    await expect(send(read)).rejects.toMatchObject({ code: "throttled" });
    expect(sent).toHaveLength(3);
    const single = sender([lost], { limits: { attemptsMax: 1 } });
    await expect(single.send(read)).rejects.toMatchObject({ code: "connection" });
    expect(single.sent).toHaveLength(1);
  });

  it("waits at least as long as it is told to, and not at all for longer than it may", async () => {
    const patient = sender([refusal(503, "SlowDown", { "x-obs-qos-delay-time": "3000" }), fine]);
    await patient.send(read);
    expect(patient.pauses).toEqual([3000]);
    const hasty = sender([refusal(503, "SlowDown", { "retry-after": "6" }), fine]);
    await expect(hasty.send(read)).rejects.toMatchObject({ details: { retryAfterMs: 6000 } });
    expect(hasty.pauses).toEqual([]);
  });

  it("is signed anew, with what the provider gives then and the time it is then", async () => {
    let count = 0;
    const { send, sent } = sender([lost, fine], {
      credentials: async () => {
        count += 1;
        return { accessKey: `key-${count}`, secretKey: "example" };
      },
      now: () => new Date(count * 1000),
    });
    await send(read);
    expect(sent.map(({ headers }) => headers["date"])).toEqual(["1000", "2000"]);
  });

  it("lets a bug escape as what it is", async () => {
    const { send } = sender([], { transport: () => Promise.reject(new RangeError("a bug")) });
    await expect(send(read)).rejects.toThrow(RangeError);
  });
});
