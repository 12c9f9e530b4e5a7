import { sha256 } from "../../signing/sha256.ts";

/** W3C Trace Context, `traceparent`: version, trace id, id of the caller's span, flags. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

const NOTHING = /^0+$/;

/** A trace id and its flags, out of a header that is as the standard has it; versions to come may add parts. */
function given(header: string | undefined): readonly [string, string] | undefined {
  const [, version, traceId, spanId, flags, more] = TRACEPARENT.exec(header?.trim() ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (version === "ff" || (version === "00" && more !== undefined)) return undefined;
  if (NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
  // Only the lowest bit is defined: somebody is recording this trace.
  return [traceId, Number.parseInt(flags, 16) % 2 === 1 ? "01" : "00"];
}

/**
 * The `traceparent` to send on: the sender's trace with a span of this call, or a trace of its own. Both come from
 * the request id, so that who has one of them in a log finds the other; a request id that is a UUID is the trace id.
 *
 * @param headers Names in lower case; none where the trigger has no headers.
 */
export function traceParentOf(headers: Readonly<Record<string, string>>, requestId: string): string {
  const hash = sha256(`curfew ${requestId}`, "hex");
  const spanId = hash.slice(32, 48);
  const [traceId, flags] = given(headers["traceparent"]) ?? [
    ownTraceId(requestId) ?? hash.slice(0, 32),
    "01",
  ];
  return `00-${traceId}-${spanId}-${flags}`;
}

function ownTraceId(requestId: string): string | undefined {
  const digits = requestId.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) && !NOTHING.test(digits) ? digits : undefined;
}
