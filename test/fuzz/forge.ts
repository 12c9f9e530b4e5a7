import type { ReceiveInput } from "../../lib/sources/receive.ts";
import type { Genuine } from "./deliveries.ts";

/** Yields numbers in [0, 1). */
type Random = () => number;

/** A delivery that nobody sent: made of a genuine one by changing something that is proven, or of nothing at all. */
export type Forger = (genuine: Genuine, random: Random) => ReceiveInput | null;

const below = (random: Random, end: number) => Math.floor(random() * end);
const oneOf = <Item>(random: Random, items: readonly Item[]) => items[below(random, items.length)];

function flipped(bytes: Uint8Array, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  const index = below(random, copy.length);
  copy[index] = (copy[index] ?? 0) ^ (1 << below(random, 8));
  return copy;
}

const flippedText = (text: string, random: Random) =>
  flipped(Buffer.from(text, "latin1"), random).toString("latin1");

function garbage(random: Random, lengthMax: number): Buffer {
  return Buffer.from(Array.from({ length: below(random, lengthMax) }, () => below(random, 256)));
}

const XML_PIECES = [
  ...[
    "<xml>",
    "</xml>",
    "<Encrypt>",
    "</Encrypt>",
    "<a>",
    "</a>",
    "<![CDATA[",
    "]]>",
    "<",
    ">",
    "</",
    "<!--",
  ],
  ...["&lt;", "&", ";", "]", "A", "<MsgId>1</MsgId>", "\0", "\ud800", "<Encrypt>AAAA</Encrypt>"],
];

/** A message of WeCom as nobody would write it: pieces of one in any order, now and then the same one for long. */
function brokenXml(random: Random): Buffer {
  const pieces = Array.from({ length: 1 + below(random, 40) }, () => {
    const times = random() < 0.02 ? 2_000 : 1 + below(random, 3);
    return (oneOf(random, XML_PIECES) ?? "").repeat(times);
  });
  return Buffer.from(pieces.join(""));
}

/** A text as a forger would write one: of the alphabet of signatures, with what stands before one. */
function signatureLike(random: Random): string {
  const start = oneOf(random, ["", "v1,", "v1=", "v0=", "sha256=", "sha1=", "HMAC ", "Bearer "]) ?? "";
  return start + garbage(random, 48).toString(random() < 0.5 ? "hex" : "base64");
}

const withHeader = (
  input: ReceiveInput,
  name: string,
  value: string | string[] | undefined,
): ReceiveInput => ({
  ...input,
  headers: { ...input.headers, [name]: value },
});

/** The ways to forge. Each gives `null` where it does not apply. */
export const FORGERS: Readonly<Record<string, Forger>> = {
  "a bit of the body": ({ input, provesBody }, random) =>
    provesBody ? { ...input, body: flipped(input.body, random) } : null,
  "a bit of a proven field": ({ input, fields }, random) => {
    const field = oneOf(random, fields);
    if (field === undefined) return null;
    const body: Record<string, unknown> = JSON.parse(Buffer.from(input.body).toString("utf8"));
    const text = Buffer.from(String(body[field]), "utf8");
    const changed = flipped(text, random).toString("utf8");
    return { ...input, body: Buffer.from(JSON.stringify({ ...body, [field]: changed })) };
  },
  "a bit of a header": ({ input, headers }, random) => {
    const name = oneOf(random, headers);
    return name === undefined
      ? null
      : withHeader(input, name, flippedText(String(input.headers[name]), random));
  },
  "a bit of the query": ({ input, query }, random) => {
    const name = oneOf(random, query);
    if (name === undefined) return null;
    return { ...input, query: { ...input.query, [name]: flippedText(String(input.query[name]), random) } };
  },
  "a bit of the address": ({ input }, random) =>
    input.pathSecret === undefined ? null : { ...input, pathSecret: flippedText(input.pathSecret, random) },
  "an address made up": ({ input }, random) =>
    input.pathSecret === undefined
      ? null
      : { ...input, pathSecret: oneOf(random, [undefined, "", signatureLike(random)]) },
  "a header left out": ({ input, headers }, random) => {
    const name = oneOf(random, headers);
    return name === undefined ? null : withHeader(input, name, undefined);
  },
  "a header made up": ({ input, headers }, random) => {
    const name = oneOf(random, headers);
    return name === undefined ? null : withHeader(input, name, signatureLike(random));
  },
  "another body": ({ input, provesBody }, random) =>
    provesBody ? { ...input, body: garbage(random, 200) } : null,
  "a body cut short": ({ input, provesBody }, random) =>
    provesBody ? { ...input, body: input.body.subarray(0, below(random, input.body.length)) } : null,
  "a body with more behind it": ({ input, provesBody }, random) =>
    provesBody
      ? { ...input, body: Buffer.concat([input.body, garbage(random, 20), Buffer.from(" ")]) }
      : null,
  "a body of broken XML": ({ input, scheme }, random) =>
    scheme === "wecom" ? { ...input, body: brokenXml(random) } : null,
  "another secret": ({ input, scheme }, random) => {
    // Where nothing but certificates proves, there is no secret to be another.
    if (scheme === "smn" || scheme === "sns") return null;
    const secrets = input.secrets.map(({ kind, value }) => ({ kind, value: flippedText(value, random) }));
    return { ...input, secrets };
  },
  "no secret at all": ({ input, scheme }) =>
    scheme === "sns" ? null : { ...input, secrets: input.secrets.map(({ kind }) => ({ kind, value: "" })) },
  "another day": ({ input, headers, scheme }, random) => {
    const isDated =
      /time|jwt|x-lark/.test([scheme, ...headers].join(" ")) || ["smn", "sns", "wecom"].includes(scheme);
    const days = 1 + below(random, 10_000);
    const sign = random() < 0.5 ? -1 : 1;
    return isDated ? { ...input, now: new Date(input.now.getTime() + sign * days * 86_400_000) } : null;
  },
  noise: ({ input }, random) => {
    const names = [
      "authorization",
      "webhook-id",
      "webhook-timestamp",
      "webhook-signature",
      "x-hub-signature",
      "__proto__",
    ];
    const headers = Object.fromEntries(names.map((name) => [name, signatureLike(random)]));
    const query = { msg_signature: signatureLike(random), timestamp: "1736929800", nonce: "1" };
    return { ...input, headers, query, body: garbage(random, 300) };
  },
};
