import { isPathSecret, PATH_SECRET_BITS_MIN } from "./open-azure-path.ts";
import { schemeOf } from "./schemes.ts";
import { base64Bytes, secretKey } from "./secret-key.ts";
import type { SecretKind, SourceSecret } from "./secret-kinds.ts";
import { isRecordId, type SchemeId, type SignatureRecord, signatureRecords } from "./signature-records.ts";

/** What senders write before a secret, and what it then is. */
const PREFIXES: readonly (readonly [string, SecretKind])[] = [
  ["whsec_", "hmac"],
  ["whpk_", "public-key"],
];

/**
 * What kind of secret a configured value is for this scheme: told by its prefix where the scheme knows several
 * kinds (`whsec_`, `whpk_`), else the scheme's first kind.
 */
export function secretKindOf(id: SchemeId, value: string): SecretKind {
  const kinds = schemeOf(id).secretKinds;
  const told = PREFIXES.find(([prefix]) => value.startsWith(prefix))?.[1];
  return told !== undefined && kinds.includes(told) ? told : (kinds[0] ?? "hmac");
}

/** How a secret of a record is written, in words. */
function formOf(form: SignatureRecord["secretForm"]): string {
  if (form === "text") return "text";
  if (form === "hex") return "hexadecimal digits in small letters";
  return form.base64After === "" ? "base64" : `${form.base64After} followed by base64`;
}

const HOST = /^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;

/** Where Feishu and Lark take what an app says. */
const FEISHU_HOSTS: readonly string[] = ["open.feishu.cn", "open.larksuite.com"];

/** What a kind of secret has to look like where code opens the delivery; every other one is any text. */
const FORMS: Partial<Readonly<Record<SecretKind, readonly [(value: string) => boolean, string]>>> = {
  "encoding-aes-key": [
    (value) => value.length === 43 && base64Bytes(value)?.length === 32,
    "43 characters of base64",
  ],
  topic: [(value) => /^(?:urn|arn):/.test(value), "a topic's URN or ARN"],
  "certificate-host": [(value) => HOST.test(value), "the name of a host"],
  "confirm-host": [(value) => HOST.test(value), "the name of a host"],
  "api-host": [(value) => FEISHU_HOSTS.includes(value), FEISHU_HOSTS.join(" or ")],
  "bot-open-id": [(value) => /^ou_[\w-]{1,100}$/.test(value), "an open_id, which begins with ou_"],
  path: [
    isPathSecret,
    `random and of at least ${PATH_SECRET_BITS_MIN} bits: 22 characters of base64url or 32 hexadecimal digits, as openssl rand -hex 32 prints them`,
  ],
  "jwks-url": [
    (value) => URL.canParse(value) && new URL(value).protocol === "https:",
    "an address with https",
  ],
};

/**
 * What is wrong with a configured secret, in words that follow the secret's name and never hold its value;
 * `null` when it can be used.
 */
export function secretProblem(id: SchemeId, secret: SourceSecret): string | null {
  const { kind, value } = secret;
  if (value === "") return "is empty";
  if (!schemeOf(id).secretKinds.includes(kind)) return `is a ${kind}, which ${id} does not use`;
  const records = isRecordId(id) ? signatureRecords(id).filter((record) => record.secretKind === kind) : [];
  if (records.length === 0) {
    const [fits, form] = FORMS[kind] ?? [];
    return fits === undefined || fits(value) ? null : `must be ${form}`;
  }
  const fitting = records.some((record) => secretKey(record, secret) !== null);
  return fitting ? null : `must be ${formOf(records[0]?.secretForm ?? "text")}`;
}
