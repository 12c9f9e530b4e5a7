import type { Alarm, AuditTrace } from "../../domain/event.ts";
import { sha256 } from "../../signing/sha256.ts";

const ID_CHARS_MAX = 256;

/** An id that fits into an event: one that is too long is replaced by its digest. */
function fitId(id: string): string {
  return id.length <= ID_CHARS_MAX ? id : `sha256:${sha256(id, "hex")}`;
}

/**
 * The id of an alarm: the same however often and by whatever way it is delivered. One rule may watch many machines and
 * tell of several in the same moment, so what it is about belongs to it.
 */
export function alarmId({ alarm, timeMs, status, dimension }: Alarm): string {
  const about = dimension === undefined ? [] : [sha256(dimension, "hex").slice(0, 16)];
  return fitId([alarm, timeMs, status, ...about].join("/"));
}

/** The id of a trace: the cloud gives each one its own. */
export function traceId({ trace }: AuditTrace): string {
  return fitId(trace);
}
