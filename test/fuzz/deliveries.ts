import { readFileSync } from "node:fs";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { ReceiveInput } from "../../lib/sources/receive.ts";
import type { SourceSecret } from "../../lib/sources/secret-kinds.ts";
import { signForTest } from "../../lib/sources/sign-event.ts";
import { SENDERS, sampleBody, signedInput } from "../unit/sources/senders.ts";

/** A delivery that is let in, and what of it is proven: changing any of that has to keep it out. */
export interface Genuine {
  readonly label: string;
  readonly scheme: string;
  readonly input: ReceiveInput;
  readonly provesBody: boolean;
  /** Fields of a JSON body that are proof where the rest of it is not. */
  readonly fields: readonly string[];
  /** Headers and query parameters that are proof, in the case in which they stand in the input. */
  readonly headers: readonly string[];
  readonly query: readonly string[];
}

interface Example {
  readonly id: string;
  readonly body: string;
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
}

interface Examples {
  readonly smn: { readonly certificatePem: string; readonly messages: readonly Example[] };
  readonly awsSns: { readonly certificatePem: string; readonly messages: readonly Example[] };
  readonly webhooks: readonly Example[];
}

const AT = new Date("2025-01-15T08:30:10Z");

function recorded(): readonly Genuine[] {
  return SENDERS.map((sender): Genuine => {
    const { record, label, scheme } = sender;
    const input = signedInput(sender, sampleBody(sender));
    const dated = record.timestamp === null ? [] : [record.timestamp.header];
    const named = record.signed?.includes("{id}") === true ? record.idHeaders.slice(0, 1) : [];
    const provesBody = record.signed?.includes("{body}") === true;
    return {
      ...{ label, scheme, input, provesBody, fields: [], query: [] },
      headers: [record.header, ...dated, ...named],
    };
  });
}

function exampleOf(examples: readonly Example[], id: string): Example {
  const found = examples.find((example) => example.id === id);
  if (!found) throw new Error(`there is no example ${id}`);
  return found;
}

function ofTopic(scheme: "smn" | "sns", example: Example, pem: string): Genuine {
  const secrets: SourceSecret[] =
    scheme === "smn" ? [{ kind: "certificate-host", value: "smn.eu-de.example.com" }] : [];
  const input = {
    ...{ name: "topic", method: "POST", query: {}, now: AT, headers: example.headers, secrets },
    ...{ body: Buffer.from(example.body), fetchKey: async () => pem },
  };
  const fields =
    scheme === "smn"
      ? ["message", "message_id", "subject", "timestamp", "topic_urn", "type", "signature"]
      : ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type", "Signature"];
  return { label: example.id, scheme, input, provesBody: false, fields, headers: [], query: [] };
}

function ofWecom(example: Example): Genuine {
  const secrets: SourceSecret[] = [
    { kind: "token", value: "testtoken" },
    { kind: "encoding-aes-key", value: "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY" },
    { kind: "receive-id", value: "wwtestcorp" },
  ];
  const input = {
    ...{ name: "wecom", method: "POST", query: example.query, now: AT, headers: {}, secrets },
    body: Buffer.from(example.body),
  };
  // What stands around the ciphertext is not signed, and not read.
  const query = ["msg_signature", "timestamp", "nonce"];
  return { label: example.id, scheme: "wecom", input, provesBody: false, fields: [], headers: [], query };
}

function ofFeishu(): Genuine {
  const secrets: SourceSecret[] = [{ kind: "encrypt-key", value: "an-encrypt-key-that-opens-nothing" }];
  const message = Buffer.from(JSON.stringify({ header: { event_id: "e1", event_type: "other" }, event: {} }));
  const signed = signForTest("feishu-lark", { body: message, secrets, now: AT, deliveryId: "e1" });
  const input = { ...signed, name: "feishu", query: {}, now: AT, secrets };
  const headers = Object.keys(signed.headers).filter((name) => name.startsWith("x-lark-"));
  return {
    ...{ label: "feishu-lark", scheme: "feishu-lark", input, provesBody: true, fields: [], query: [] },
    headers,
  };
}

async function ofToken(): Promise<Genuine> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: "ES256" }] });
  const iat = AT.getTime() / 1_000;
  const claims = { iss: "i", aud: "a", sub: "s", iat, exp: iat + 600 };
  const token = await new SignJWT(claims).setProtectedHeader({ alg: "ES256" }).sign(privateKey);
  const secrets: SourceSecret[] = [
    { kind: "issuer", value: "i" },
    { kind: "audience", value: "a" },
    { kind: "subject", value: "s" },
    { kind: "jwks", value: jwks },
  ];
  const headers = { authorization: `Bearer ${token}` };
  const input = {
    name: "jwt",
    method: "POST",
    query: {},
    now: AT,
    headers,
    secrets,
    body: Buffer.from("{}"),
  };
  return {
    ...{ label: "jwt", scheme: "jwt", input, provesBody: false, fields: [], query: [] },
    headers: ["authorization"],
  };
}

function ofAddress(): Genuine {
  const secrets: SourceSecret[] = [{ kind: "path", value: "an-address-that-opens-nothing-0123456789" }];
  const signed = signForTest("azure-path", { body: Buffer.from("{}"), secrets, now: AT, deliveryId: "a1" });
  const input = { ...signed, name: "azure", query: {}, now: AT, secrets };
  const proven = { provesBody: false, fields: [], headers: [], query: [] };
  return { label: "azure-path", scheme: "azure-path", input, ...proven };
}

/** One delivery of every kind that is let in. */
export async function genuineDeliveries(examplesFile: string): Promise<readonly Genuine[]> {
  const { smn, awsSns, webhooks } = JSON.parse(readFileSync(examplesFile, "utf8")) as Examples;
  return [
    ...recorded(),
    ofTopic("smn", exampleOf(smn.messages, "smn-notification"), smn.certificatePem),
    ofTopic("sns", exampleOf(awsSns.messages, "sns-notification-v2"), awsSns.certificatePem),
    ofWecom(exampleOf(webhooks, "wecom-message")),
    ofFeishu(),
    await ofToken(),
    ofAddress(),
  ];
}
