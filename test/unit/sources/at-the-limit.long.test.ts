import { describe, expect, it } from "vitest";
import { EVENT_BYTES_MAX } from "../../../lib/domain/event.ts";
import { type ReceiveInput, receive } from "../../../lib/sources/receive.ts";
import { type Genuine, genuineDeliveries } from "../../fuzz/deliveries.ts";

const DELIVERIES = await genuineDeliveries("test/vectors/inbound-examples.json");

/** What a search that tries anew at each of its places would stumble over, again and again. */
const PIECES = [
  ...[
    "=",
    "a=",
    " ",
    "\\n",
    "1",
    "1.",
    "a.",
    "ab",
    "&a",
    "&lt;",
    "<",
    "<a>",
    "<a><![CDATA[",
    "]]>",
    "<at>",
    "<@U1",
  ],
  ...[
    "[",
    '{"a":',
    '"',
    "\\\\",
    "%",
    "+",
    "/",
    ":",
    ",",
    "v1,",
    "v1=",
    "sha256=",
    "Bearer ",
    "\\u0000",
    "\\ud800",
  ],
];

/** Tells what hangs, not what is slow: all of one test together takes a hundredth of it. */
const HANGS_MS = 20_000;

const HEADER_CHARS = 8_191;
/** Below the limit by what stands around it. */
const BODY_CHARS = EVENT_BYTES_MAX - 4_096;

const filled = (piece: string, length: number) => `${piece.repeat(Math.floor(length / piece.length))}x`;

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === "object";
  } catch {
    return false;
  }
}

/** The body with one of its fields, each in its turn, as long as it may be. */
function bodiesWith(genuine: Genuine, piece: string): readonly string[] {
  const long = filled(piece, BODY_CHARS);
  const text = Buffer.from(genuine.input.body).toString("utf8");
  const around = [
    long,
    `<xml><Encrypt>${long}</Encrypt></xml>`,
    JSON.stringify({ encrypt: long, payload: long }),
  ];
  if (!isJson(text)) return around;
  const fields: Record<string, unknown> = JSON.parse(text);
  return [...around, ...Object.keys(fields).map((name) => JSON.stringify({ ...fields, [name]: long }))];
}

function inputsWith(genuine: Genuine, piece: string): readonly ReceiveInput[] {
  const { input, headers, query } = genuine;
  const long = filled(piece, HEADER_CHARS);
  return [
    ...bodiesWith(genuine, piece)
      .map((body) => Buffer.from(body))
      .filter((body) => body.length <= EVENT_BYTES_MAX)
      .map((body) => ({ ...input, body })),
    ...headers.map((name) => ({ ...input, headers: { ...input.headers, [name]: long } })),
    ...query.map((name) => ({ ...input, query: { ...input.query, [name]: long } })),
    { ...input, query: { ...input.query, echostr: long }, method: "GET" },
    ...(input.pathSecret === undefined ? [] : [{ ...input, pathSecret: long }]),
  ];
}

describe.each(DELIVERIES)("$label", (genuine) => {
  // Each of them takes milliseconds; one that took time for each pair of its characters would take minutes.
  it.each(PIECES)(
    "answers deliveries that are full of %j",
    async (piece) => {
      for (const input of inputsWith(genuine, piece))
        expect(await receive(genuine.scheme, input)).toHaveProperty("ok");
    },
    HANGS_MS,
  );
});
