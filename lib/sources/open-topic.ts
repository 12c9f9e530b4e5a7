import { verify, X509Certificate } from "node:crypto";
import { eventTimeMs } from "./event-time.ts";
import { type JsonObject, textAt } from "./json-path.ts";
import { type Opened, type Opener, type OpenInput, replyOf, type Unproven, valuesOf } from "./opener.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import { base64Bytes } from "./secret-key.ts";

/** How a notification service names and signs its messages. SMN and SNS do the same under different names. */
export interface TopicService {
  readonly type: string;
  readonly id: string;
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
  readonly time: string;
  readonly signature: string;
  readonly certificateUrl: string;
  readonly subscribeUrl: string;
  /** Fields that are signed, in order, for a notification and for everything else; an absent or empty one is left out. */
  readonly signed: { readonly notification: readonly string[]; readonly other: readonly string[] };
  /** Hash under RSA PKCS#1 v1.5; `null` for a version nobody knows. */
  readonly hash: (message: JsonObject) => "sha256" | "sha1" | null;
  /** Hosts of this message's certificate and of its confirmation, unless the source names its own. */
  readonly certificateHosts: (message: JsonObject) => readonly string[];
  readonly confirmHosts: (message: JsonObject) => readonly string[];
  /** Form of a certificate's path: nothing else of the host is ever read. */
  readonly certificatePath: RegExp;
}

/** The time is that of the first try, and the services try again for minutes. */
const PAST_MS = 3_600_000;
const FUTURE_MS = 300_000;
const RSA_BITS_MIN = 2_048;

/**
 * Where a message's certificate lies, in one spelling. A query or a fragment would make a new address of the same
 * certificate each time, and with a query the host may do something else than to hand out a file.
 */
function certificateAddress(service: TopicService, message: JsonObject, input: OpenInput): string | null {
  const own = valuesOf(input.secrets, "certificate-host");
  const hosts = own.length > 0 ? own : service.certificateHosts(message);
  const text = textAt(message, service.certificateUrl);
  const url = addressOn(hosts, text);
  const isFile = url !== null && service.certificatePath.test(url.pathname) && !/[?#]/.test(text ?? "");
  return isFile ? `${url.origin}${url.pathname}` : null;
}

/** An HTTPS address on one of the hosts, on the usual port, with nobody's name in it; `null` for any other. */
function addressOn(hosts: readonly string[], address: string | null): URL | null {
  if (address === null || !URL.canParse(address)) return null;
  const url = new URL(address);
  const isPlain = url.protocol === "https:" && url.port === "" && url.username === "" && url.password === "";
  return isPlain && hosts.includes(url.hostname) ? url : null;
}

function isNotification(service: TopicService, message: JsonObject): boolean {
  return textAt(message, service.type) === "Notification";
}

/** Name, newline, value, newline; the last newline is part of it. */
function signedFields(service: TopicService, message: JsonObject): Buffer {
  const { notification, other } = service.signed;
  const fields = isNotification(service, message) ? notification : other;
  const lines = fields.flatMap((field) => {
    const value = textAt(message, field);
    return value === null ? [] : [`${field}\n${value}\n`];
  });
  return Buffer.from(lines.join(""), "utf8");
}

type Key = Parameters<typeof verify>[2];

/**
 * The RSA key of a certificate that is not over. It is trusted for the host it was read from; one that begins later
 * than our clock says is taken, since a clock that is behind must not lose events.
 */
function keyOf(pem: string, now: Date): Key | null {
  try {
    const certificate = new X509Certificate(pem);
    const key = certificate.publicKey;
    const isOver = Date.parse(certificate.validTo) <= now.getTime();
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return !isOver && key.asymmetricKeyType === "rsa" && bits >= RSA_BITS_MIN ? key : null;
  } catch {
    return null;
  }
}

/** What can be told before anything is read from anywhere. */
function refusalBefore(service: TopicService, message: JsonObject, input: OpenInput): Unproven | null {
  const topics = valuesOf(input.secrets, "topic");
  const topic = textAt(message, service.topic);
  const needed = [service.type, service.id, service.topic, service.signature];
  if (needed.some((field) => textAt(message, field) === null))
    return { ok: false, code: "missing-signature" };
  if (topics.length > 0 && !topics.includes(topic ?? "")) return { ok: false, code: "bad-signature" };
  const sentAtMs = eventTimeMs(message[service.time]);
  if (sentAtMs === null) return { ok: false, code: "missing-signature" };
  const ageMs = input.now.getTime() - sentAtMs;
  return ageMs > PAST_MS || -ageMs > FUTURE_MS ? { ok: false, code: "stale" } : null;
}

async function refusalOf(
  service: TopicService,
  message: JsonObject,
  input: OpenInput,
): Promise<Unproven | null> {
  const early = refusalBefore(service, message, input);
  if (early !== null) return early;
  const address = certificateAddress(service, message, input);
  const hash = service.hash(message);
  const signature = base64Bytes(textAt(message, service.signature) ?? "");
  if (address === null || hash === null || signature === null) return { ok: false, code: "bad-signature" };
  if (input.fetchKey === undefined) return { ok: false, code: "key-unavailable" };
  const pem = await input.fetchKey(address).catch(() => null);
  if (pem === null) return { ok: false, code: "key-unavailable" };
  const key = keyOf(pem, input.now);
  const isRight = key !== null && verify(hash, signedFields(service, message), key, signature);
  return isRight ? null : { ok: false, code: "bad-signature" };
}

/** Only a topic that was named is confirmed: anybody can make one, and would be let in by it. */
function confirmed(service: TopicService, message: JsonObject, input: OpenInput): Opened {
  const reply = replyOf('{"ok":true}');
  const topic = textAt(message, service.topic);
  if (valuesOf(input.secrets, "topic").length === 0) {
    return { ok: true, reply, notice: `not confirmed: name ${topic} as a topic of this source first` };
  }
  const own = valuesOf(input.secrets, "confirm-host");
  const hosts = own.length > 0 ? own : service.confirmHosts(message);
  const url = addressOn(hosts, textAt(message, service.subscribeUrl));
  return url === null
    ? { ok: true, reply, notice: `not confirmed: its address is on none of ${hosts.join(", ")}` }
    : { ok: true, reply, visit: url.href, notice: `the subscription to ${topic} is being confirmed` };
}

/**
 * Whether the body speaks of a topic of this source at all. Reading it is the greater part of the work, so the time of an
 * answer would tell everybody that there is such a source; like this it tells those who know the name of the topic.
 */
function namesTopic({ body, secrets }: OpenInput): boolean {
  const topics = valuesOf(secrets, "topic");
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return topics.length === 0 || topics.some((topic) => bytes.includes(topic));
}

/** Proves a message of a notification service by the certificate it names, which has to lie on a known host. */
export function openTopic(service: TopicService): Opener {
  return async (input) => {
    if (!namesTopic(input)) return { ok: false, code: "bad-signature" };
    const message = parseJsonBody(input.body);
    // Nothing is proven yet, so no more is said than of a message without a signature.
    if (message === null) return { ok: false, code: "missing-signature" };
    const refusal = await refusalOf(service, message, input);
    if (refusal !== null) return refusal;
    const type = textAt(message, service.type);
    if (type === "SubscriptionConfirmation") return confirmed(service, message, input);
    if (type !== "Notification") {
      const notice = `${type}: nothing is done about it`;
      return { ok: true, reply: replyOf('{"ok":true}'), notice };
    }
    const eventId = textAt(message, service.id) ?? "";
    const sentAtMs = eventTimeMs(message[service.time]);
    return { ok: true, body: message, deliveryId: null, eventId, sentAtMs };
  };
}
