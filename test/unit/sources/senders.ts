import { createPrivateKey, createPublicKey } from "node:crypto";
import type { ReceiveInput } from "../../../lib/sources/receive.ts";
import { isSchemeId } from "../../../lib/sources/schemes.ts";
import type { SourceSecret } from "../../../lib/sources/secret-kinds.ts";
import { signForTest } from "../../../lib/sources/sign-event.ts";
import {
  SIGNATURE_RECORDS,
  type SignatureRecord,
  signatureRecords,
} from "../../../lib/sources/signature-records.ts";

export const NOW = new Date("2025-01-15T08:30:00Z");

const SEED = Buffer.alloc(32, 7);

/** The public half, derived here without the code under test. */
function publicHalf(seed: Buffer): string {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
  return `whpk_${Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url").toString("base64")}`;
}

/** One record of the table with secrets for both sides of the wire. */
export interface Sender {
  readonly label: string;
  readonly scheme: string;
  readonly record: SignatureRecord;
  readonly sending: SourceSecret;
  readonly receiving: SourceSecret;
}

/** The forms of {@link publicHalf} and of its seed that Discord uses. */
function hexHalf(text: string): string {
  return Buffer.from(text.slice("whpk_".length), "base64").toString("hex");
}

function sharedSecret({ secretForm }: SignatureRecord): string {
  if (secretForm === "text") return "a-fake-secret";
  const bytes = Buffer.from("a-fake-secret-of-24-bytes");
  return secretForm === "hex"
    ? bytes.toString("hex")
    : `${secretForm.base64After}${bytes.toString("base64")}`;
}

function secretsFor(record: SignatureRecord): Pick<Sender, "sending" | "receiving"> {
  if (record.algorithm === "ed25519") {
    const isHex = record.secretForm === "hex";
    const half = publicHalf(SEED);
    return {
      sending: {
        kind: "private-key",
        value: isHex ? SEED.toString("hex") : `whsk_${SEED.toString("base64")}`,
      },
      receiving: { kind: "public-key", value: isHex ? hexHalf(half) : half },
    };
  }
  const secret = { kind: record.secretKind, value: sharedSecret(record) };
  return { sending: secret, receiving: secret };
}

/** Every record of every scheme. */
export const SENDERS: readonly Sender[] = Object.keys(SIGNATURE_RECORDS)
  .filter(isSchemeId)
  .flatMap((scheme) =>
    signatureRecords(scheme).map((record) => ({
      label: `${scheme} with a ${record.secretKind}`,
      scheme,
      record,
      ...secretsFor(record),
    })),
  );

/** The least that a sender's parser makes an event of; an empty object where anything will do. */
const BODIES: Readonly<Record<string, string>> = {
  alertmanager: '{"version":"4","groupKey":"{}","status":"firing","alerts":[]}',
  slack: "command=%2Fcurfew&text=status&user_id=U1&team_id=T1",
  "microsoft-teams": '{"type":"message","text":"status","from":{"id":"29:1"}}',
  dingtalk: '{"msgtype":"text","text":{"content":" status"},"senderId":"u1"}',
  discord: '{"type":2,"data":{"name":"status"},"user":{"id":"5"}}',
};

/** A body that this sender could send. */
export function sampleBody({ scheme }: Pick<Sender, "scheme">): string {
  return BODIES[scheme] ?? "{}";
}

export interface Wish {
  readonly now?: Date;
  readonly deliveryId?: string;
  readonly event?: string;
}

/** A request as the sender would make it, ready to be received under the name `sender`. */
export function signedInput(sender: Sender, body: Uint8Array | string, wish: Wish = {}): ReceiveInput {
  const now = wish.now ?? NOW;
  const signed = signForTest(sender.scheme, {
    body: Buffer.from(body),
    secrets: [sender.sending],
    now,
    deliveryId: wish.deliveryId ?? "delivery-1",
    ...(wish.event !== undefined && { event: wish.event }),
  });
  return { ...signed, name: "sender", query: {}, secrets: [sender.receiving], now };
}

/** The sender with this scheme whose secret is an ordinary one. */
export function senderOf(scheme: string): Sender {
  const found = SENDERS.find((sender) => sender.scheme === scheme && sender.record.secretKind === "hmac");
  if (!found) throw new Error(`no sender ${scheme}`);
  return found;
}
