import { createHash } from "node:crypto";
import type { WireResponse } from "../../ports/http-transport.ts";
import type { ObjectCall, ObjectDialect } from "./object-call.ts";
import { answerNotUnderstood } from "./object-failure.ts";
import { readXml, textOf } from "./read-xml.ts";
import type { SendCall } from "./send-call.ts";

/** Most keys in one call, on both services. */
const KEYS_MAX = 1000;

const ESCAPED: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

function documentOf(keys: readonly string[]): Uint8Array {
  const objects = keys.map(
    (key) => `<Object><Key>${key.replace(/[&<>]/g, (one) => ESCAPED[one] ?? one)}</Key></Object>`,
  );
  return new TextEncoder().encode(`<Delete><Quiet>true</Quiet>${objects.join("")}</Delete>`);
}

/** The digest that binds a body to a signature which leaves the body out, and that the service checks. */
export function contentMd5(body: Uint8Array): string {
  return createHash("md5").update(body).digest("base64");
}

/** A success of the call may still name keys that could not be removed. */
function problemOf({ body }: WireResponse): string | undefined {
  if (body.length === 0) return undefined;
  const root = readXml(new TextDecoder().decode(body));
  if (root?.name !== "DeleteResult") return "the answer is no result of a deletion";
  const codes = root.children.filter(({ name }) => name === "Error").map((error) => textOf(error, "Code"));
  const refused = codes.filter((code) => code !== "NoSuchKey");
  const [first] = refused;
  if (refused.length === 0) return undefined;
  return `${refused.length} of the objects were not removed (${/^\w{1,64}$/.exec(first ?? "")?.[0] ?? "no code"})`;
}

/** With what objects are removed. */
export interface RemovalMeans {
  readonly dialect: ObjectDialect;
  readonly send: SendCall;
  readonly answerBytesMax: number;
}

/** Removes up to 1,000 objects a call, one call after the other. Whole keys. */
export async function removeObjects(keys: readonly string[], means: RemovalMeans): Promise<void> {
  const { dialect, send, answerBytesMax } = means;
  for (let from = 0; from < keys.length; from += KEYS_MAX) {
    const body = documentOf(keys.slice(from, from + KEYS_MAX));
    const call: ObjectCall = {
      operation: "DeleteObjects",
      effect: "write",
      method: "POST",
      query: "delete",
      headers: { "Content-MD5": contentMd5(body), "Content-Type": "application/xml" },
      body,
      answerBytesMax,
    };
    const response = await send(call);
    const problem = problemOf(response);
    if (problem !== undefined) {
      throw answerNotUnderstood({ call, dialect, nowMs: 0 }, response.status, problem);
    }
  }
}
