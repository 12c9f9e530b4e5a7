import { type JsonObject, textAt } from "./json-path.ts";
import type { TopicService } from "./open-topic.ts";

/** The region in a URN or ARN; what is no region becomes a label that no host has. */
function regionOf(message: JsonObject, field: string): string {
  const region = textAt(message, field)?.split(":")[field === "TopicArn" ? 3 : 2] ?? "";
  return /^[a-z0-9-]{3,32}$/.test(region) ? region : "invalid";
}

/** No list of SMN's hosts is published: these are the forms of captured messages and of each cloud's other hosts. */
const SMN_SUFFIXES = ["myhuaweicloud.com", "myhuaweicloud.eu", "otc.t-systems.com"];

/**
 * Huawei SMN over HTTP and HTTPS (user guide, "HTTP or HTTPS Message Format" and "Message Signature Verification"). The
 * vendor's samples take the certificate from wherever a message says; the host is checked here.
 */
export const SMN: TopicService = {
  type: "type",
  id: "message_id",
  topic: "topic_urn",
  subject: "subject",
  message: "message",
  time: "timestamp",
  signature: "signature",
  certificateUrl: "signing_cert_url",
  subscribeUrl: "subscribe_url",
  signed: {
    notification: ["message", "message_id", "subject", "timestamp", "topic_urn", "type"],
    other: ["message", "message_id", "subscribe_url", "timestamp", "topic_urn", "type"],
  },
  // Messages say v1 where the tables print V1.
  hash: (message) => (textAt(message, "signature_version")?.toLowerCase() === "v1" ? "sha256" : null),
  certificateHosts: (message) => {
    const region = regionOf(message, "topic_urn");
    return SMN_SUFFIXES.map((suffix) => `smn.${region}.${suffix}`);
  },
  confirmHosts: (message) => {
    const region = regionOf(message, "topic_urn");
    return [
      ...[`${region}-console.huaweicloud.com`, "console.huaweicloud.com", "console-intl.huaweicloud.com"],
      ...["console.otc.t-systems.com", ...SMN_SUFFIXES.map((suffix) => `smn.${region}.${suffix}`)],
    ];
  },
  certificatePath: /^\/smn\/[A-Za-z0-9_-]+\.pem$/,
};

const SNS_HASHES: Readonly<Record<string, "sha1" | "sha256">> = { "1": "sha1", "2": "sha256" };

function snsHosts(message: JsonObject): readonly string[] {
  const region = regionOf(message, "TopicArn");
  return [`sns.${region}.amazonaws.com`, `sns.${region}.amazonaws.com.cn`];
}

/** AWS SNS over HTTPS (SNS developer guide, "Verifying the signatures of Amazon SNS messages"). */
export const SNS: TopicService = {
  type: "Type",
  id: "MessageId",
  topic: "TopicArn",
  subject: "Subject",
  message: "Message",
  time: "Timestamp",
  signature: "Signature",
  certificateUrl: "SigningCertURL",
  subscribeUrl: "SubscribeURL",
  signed: {
    notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
    other: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
  },
  hash: (message) => SNS_HASHES[textAt(message, "SignatureVersion") ?? ""] ?? null,
  certificateHosts: snsHosts,
  confirmHosts: snsHosts,
  certificatePath: /^\/SimpleNotificationService-[A-Za-z0-9]+\.pem$/,
};
