import { expect, it, vi } from "vitest";
import { type ReceiveInput, receive } from "../../../lib/sources/receive.ts";

const NOW = new Date("2025-01-15T08:30:00Z");
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alerts";
const HOST = "https://sns.us-east-1.amazonaws.com";

function asked(message: object) {
  const read: string[] = [];
  const body = {
    ...{ Type: "Notification", MessageId: "m", TopicArn: TOPIC, Timestamp: NOW.toISOString() },
    ...{ Signature: "AAAA", SignatureVersion: "2", Message: "x" },
    ...{ SigningCertURL: `${HOST}/SimpleNotificationService-0a1b.pem`, ...message },
  };
  const input: ReceiveInput = {
    ...{ method: "POST", query: {}, headers: {}, now: NOW, body: Buffer.from(JSON.stringify(body)) },
    secrets: [{ kind: "topic", value: TOPIC }],
    fetchKey: async (url) => String(read.push(url)),
  };
  return { read, received: receive("sns", input) };
}

it("a certificate is read from the address that its message names", async () => {
  const { read, received } = asked({});
  expect(await received).toMatchObject({ code: "bad-signature" });
  expect(read).toEqual([`${HOST}/SimpleNotificationService-0a1b.pem`]);
});

it.each([
  ...["?", "#", "?Action=ListTopics", "?Action=ListTopics#y", "#y", "/", ".pem?x", "/../x", "%2e"].map(
    (end) => `${HOST}/SimpleNotificationService-0a1b.pem${end}`,
  ),
  ...["http://sns.us-east-1.amazonaws.com", `${HOST}:8443`, `${HOST}.evil.example`, `${HOST}.`].map(
    (origin) => `${origin}/SimpleNotificationService-0a1b.pem`,
  ),
  "https://a@sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
])("nothing is read from %s", async (SigningCertURL) => {
  const { read, received } = asked({ SigningCertURL });
  expect([await received, read]).toMatchObject([{ code: "bad-signature" }, []]);
});

it("a body that does not name the topic is not read at all", async () => {
  const parse = vi.spyOn(JSON, "parse");
  expect(await asked({ TopicArn: `${TOPIC.slice(0, -1)}x` }).received).toMatchObject({
    code: "bad-signature",
  });
  expect(parse).not.toHaveBeenCalled();
  await asked({}).received;
  expect(parse).toHaveBeenCalled();
  parse.mockRestore();
});
