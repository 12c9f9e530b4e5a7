import { sha256 } from "../../signing/sha256.ts";

/** Where a trace may come from, the first that holds one wins. */
export interface TraceOrigin {
  /** Header `traceparent` of the request. */
  readonly traceparent: string | undefined;
  /** Headers and variables in the form of `X-Amzn-Trace-Id`, the nearest first. */
  readonly amazon: readonly (string | undefined)[];
  /** Stands in for the caller's span where Amazon's header names none. */
  readonly requestId: string;
}

const W3C = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Of a later version only what version 00 knows is kept, as the recommendation asks (section 3.2.3, 4.3). */
function fromW3c(text: string): string | undefined {
  const [, version, trace, span, flags, more] = W3C.exec(text.trim()) ?? [];
  if (trace === undefined || span === undefined || flags === undefined) return undefined;
  if (version === "00" && more !== undefined) return undefined;
  return `00-${trace}-${span}-${sampledFlag((Number.parseInt(flags, 16) & 1) === 1)}`;
}

function sampledFlag(isSampled: boolean): string {
  return isSampled ? "01" : "00";
}

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1` (X-Ray Developer Guide, "Concepts"). */
function fromAmazon(text: string, requestId: string): string | undefined {
  const parts = new Map(
    text.split(";").map((part) => [part.split("=")[0]?.trim(), part.split("=")[1]?.trim()]),
  );
  const [, seconds, rest] = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(parts.get("Root") ?? "") ?? [];
  if (seconds === undefined || rest === undefined) return undefined;
  const parent = parts.get("Parent")?.toLowerCase() ?? "";
  // API Gateway names the trace and no span; the form of the W3C cannot do without, so the invocation stands for it.
  const span = /^(?!0{16})[0-9a-f]{16}$/.test(parent) ? parent : sha256(requestId, "hex").slice(0, 16);
  const whole = `00-${seconds}${rest}-${span}-${sampledFlag(parts.get("Sampled") === "1")}`;
  return fromW3c(whole.toLowerCase());
}

/** The W3C `traceparent` of an invocation, or `null` when nobody traces. Never throws. */
export function traceParent({ traceparent, amazon, requestId }: TraceOrigin): string | null {
  const own = traceparent === undefined ? undefined : fromW3c(traceparent);
  if (own !== undefined) return own;
  for (const text of amazon) {
    const found = text === undefined ? undefined : fromAmazon(text, requestId);
    if (found !== undefined) return found;
  }
  return null;
}
