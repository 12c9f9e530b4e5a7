import type { StatusEntry } from "../../lib/domain/status.ts";

/** What a server was doing when it was killed, as far as can be told from outside. */
export const MOMENTS = ["starting", "sending", "accepting", "deciding", "following", "idle"] as const;
/** See {@link MOMENTS}. */
export type Moment = (typeof MOMENTS)[number];

/** What is known of the moment. */
export interface Traces {
  readonly listening: boolean;
  /** Deliveries without an answer. */
  readonly inFlight: number;
  /** Entries of runs that are open now, written since the server was started. */
  readonly entries: readonly StatusEntry[];
}

/** A call that was announced and of which nothing is said afterwards. */
function isSending(entries: readonly StatusEntry[]): boolean {
  return entries.some(
    ({ phase, call }, index) =>
      phase === "submitting" && !entries.slice(index + 1).some((later) => later.call === call),
  );
}

function isDeciding(entries: readonly StatusEntry[]): boolean {
  const decided = new Set(entries.filter(({ phase }) => phase === "decided").map(({ run }) => run));
  return entries.some(({ phase, run }) => phase === "received" && !decided.has(run));
}

/** Names the moment. A server does several things at once; the one that matters most is named. */
export function momentOf({ listening, inFlight, entries }: Traces): Moment {
  if (!listening) return "starting";
  if (isSending(entries)) return "sending";
  if (inFlight > 0) return "accepting";
  if (isDeciding(entries)) return "deciding";
  return entries.length > 0 ? "following" : "idle";
}
