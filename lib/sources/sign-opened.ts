import { createHash } from "node:crypto";
import { closeFeishuText, feishuSignature } from "./feishu-cipher.ts";
import { isJsonObject, valueAt } from "./json-path.ts";
import { valuesOf } from "./opener.ts";
import { parseJsonBody } from "./parse-json-body.ts";
import type { OpenedId } from "./signature-records.ts";
import type { SignedEvent, SignOptions } from "./signed-event.ts";
import { closeWecomText, wecomSignature } from "./wecom-cipher.ts";

/** Sixteen bytes that are the same for the same delivery: a test event hides nothing. */
const saltOf = (id: string) => createHash("sha256").update(id).digest().subarray(0, 16);
const secondsOf = (now: Date) => String(Math.floor(now.getTime() / 1_000));

/** The token of an event stands in its header. */
function withToken(body: Uint8Array, token: string | undefined): Uint8Array {
  const parsed = parseJsonBody(body);
  const header = valueAt(parsed, "header");
  if (token === undefined || parsed === null) return body;
  const told = isJsonObject(header) ? { ...parsed, header: { ...header, token } } : { ...parsed, token };
  return Buffer.from(JSON.stringify(told), "utf8");
}

function signFeishu({ body, secrets, now, deliveryId }: SignOptions): SignedEvent | null {
  const [key] = valuesOf(secrets, "encrypt-key");
  const [token] = valuesOf(secrets, "verification-token");
  const clear = withToken(body, token);
  if (key === undefined && token === undefined) return null;
  if (key === undefined)
    return { method: "POST", headers: { "content-type": "application/json" }, body: clear };
  const encrypt = closeFeishuText(clear, key, saltOf(deliveryId));
  const sent = Buffer.from(JSON.stringify({ encrypt }), "utf8");
  const [timestamp, nonce] = [secondsOf(now), "test"];
  return {
    method: "POST",
    body: sent,
    headers: {
      "content-type": "application/json",
      "x-lark-request-timestamp": timestamp,
      "x-lark-request-nonce": nonce,
      "x-lark-signature": feishuSignature("sha256", key, { before: `${timestamp}${nonce}`, body: sent }),
    },
  };
}

function signWecom({ body, secrets, now, deliveryId }: SignOptions): SignedEvent | null {
  const [token, key, receiver] = (["token", "encoding-aes-key", "receive-id"] as const).map(
    (kind) => valuesOf(secrets, kind)[0],
  );
  if (!token || !key || !receiver) return null;
  const message = Buffer.from(body).toString("utf8");
  const cipherText = closeWecomText({ message, receiver }, key, saltOf(deliveryId));
  if (cipherText === null) return null;
  const [timestamp, nonce] = [secondsOf(now), "test"];
  return {
    method: "POST",
    headers: { "content-type": "text/xml" },
    query: { msg_signature: wecomSignature([token, timestamp, nonce, cipherText]), timestamp, nonce },
    body: Buffer.from(`<xml><Encrypt><![CDATA[${cipherText}]]></Encrypt></xml>`, "utf8"),
  };
}

function signAzurePath({ body, secrets }: SignOptions): SignedEvent | null {
  const [pathSecret] = valuesOf(secrets, "path");
  if (pathSecret === undefined) return null;
  return { method: "POST", headers: { "content-type": "application/json" }, pathSecret, body };
}

/** Why nobody but the sender can sign, where that is so. */
export const SIGNED_BY_OTHERS: Readonly<Partial<Record<OpenedId, string>>> = {
  smn: "the cloud signs with the key of its certificate",
  sns: "the cloud signs with the key of its certificate",
  jwt: "the sender's identity provider signs its tokens",
};

const SIGNERS: Readonly<Partial<Record<OpenedId, (options: SignOptions) => SignedEvent | null>>> = {
  "feishu-lark": signFeishu,
  wecom: signWecom,
  "azure-path": signAzurePath,
};

/** Signs a test event where code opens deliveries; `null` when the secrets for it are missing. */
export function signOpened(id: OpenedId, options: SignOptions): SignedEvent | null {
  return SIGNERS[id]?.(options) ?? null;
}
