import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSqsSender } from "../../../../lib/clients/aws/sqs-sender.ts";
import { createNodeTransport, type NodeTransport } from "../../../../lib/clients/transport/node-https.ts";
import type { WireRequest } from "../../../../lib/ports/http-transport.ts";
import { NOW, type Planned, ROLE, startAws } from "./aws-endpoint.ts";

const opened: (() => Promise<void>)[] = [];
let transport: NodeTransport;

beforeEach(() => {
  transport = createNodeTransport();
});

afterEach(async () => {
  await transport.close();
  for (const close of opened.splice(0)) await close();
});

const QUEUE = "https://sqs.eu-central-1.amazonaws.com/123456789012/curfew-inbox";
const SENT: Planned = { status: 200, body: { MessageId: "message-1", MD5OfMessageBody: "x" } };

async function queue(plan: (count: number) => Planned) {
  const aws = await startAws("sqs", (_, count) => plan(count));
  opened.push(aws.close);
  const at = { region: "eu-central-1", endpoint: aws.origin };
  return { aws, send: createSqsSender({ credentials: () => ROLE, transport, now: () => NOW, at }) };
}

describe("a message to a queue", () => {
  it("is sent with a signed call and has an id then", async () => {
    const { aws, send } = await queue(() => SENT);
    expect(await send({ queueUrl: QUEUE, body: '{"continue":"é"}' })).toEqual({ messageId: "message-1" });
    await send({ queueUrl: QUEUE, body: "later", delaySeconds: 900 });
    expect(aws.targets()[0]).toEqual(["AmazonSQS.SendMessage", "application/x-amz-json-1.0"]);
    expect(aws.bodies()).toEqual([
      { QueueUrl: QUEUE, MessageBody: '{"continue":"é"}' },
      { QueueUrl: QUEUE, MessageBody: "later", DelaySeconds: 900 },
    ]);
  });

  it("is sent once more over a new connection when the kept one was dead", async () => {
    const { aws, send } = await queue((count) => (count === 1 ? "break" : SENT));
    await expect(send({ queueUrl: QUEUE, body: "x" })).resolves.toEqual({ messageId: "message-1" });
    expect(aws.seen).toHaveLength(2);
  });

  it("goes to the region and the host that its queue names", async () => {
    const asked: WireRequest[] = [];
    const send = createSqsSender({
      credentials: () => ROLE,
      transport: async (request) => {
        asked.push(request);
        return { status: 200, headers: {}, body: Buffer.from('{"MessageId":"1"}') };
      },
      now: () => NOW,
    });
    await send({ queueUrl: "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/inbox", body: "x" });
    expect(asked[0]?.url).toBe("https://sqs.cn-north-1.amazonaws.com.cn/");
    expect(asked[0]?.headers["Authorization"]).toContain("/cn-north-1/sqs/aws4_request");
  });

  it.each([
    ["another host", { queueUrl: "https://sqs.eu-central-1.amazonaws.com.example.com/123456789012/inbox" }],
    ["an unencrypted one", { queueUrl: QUEUE.replace("https", "http") }],
    ["a FIFO queue", { queueUrl: `${QUEUE}.fifo` }],
    ["no text", { body: "" }],
    ["too long a text", { body: "é".repeat(131_073) }],
    ["too long a delay", { delaySeconds: 901 }],
    ["half a second", { delaySeconds: 0.5 }],
  ])("is not sent with %s", async (_, changed) => {
    const never = () => Promise.reject(new Error("no call is made"));
    const send = createSqsSender({ credentials: () => ROLE, transport: never, now: () => NOW });
    await expect(send({ queueUrl: QUEUE, body: "x", ...changed })).rejects.toMatchObject({
      code: "invalid-request",
    });
  });

  it("that a queue does not take is an error with the queue's word for it and nothing of the message", async () => {
    const type = "com.amazonaws.sqs#QueueDoesNotExist";
    const { send } = await queue(() => ({ status: 400, body: { __type: type, message: "private-body" } }));
    const error: unknown = await send({ queueUrl: QUEUE, body: "private-body" }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: "not-found",
      message: "SQS.SendMessage: not-found (HTTP 400, QueueDoesNotExist)",
      details: { cloudCode: "QueueDoesNotExist", requestId: "aws-request-1", ambiguous: false },
    });
  });

  it("may be in the queue when the queue failed", async () => {
    const { send } = await queue(() => ({ status: 500, body: { __type: "InternalFailure" } }));
    await expect(send({ queueUrl: QUEUE, body: "x" })).rejects.toMatchObject({
      details: { ambiguous: true },
    });
    const odd = await queue(() => ({ status: 200, body: {} }));
    await expect(odd.send({ queueUrl: QUEUE, body: "x" })).rejects.toMatchObject({
      code: "invalid-response",
    });
  });
});
