import { FUNCTIONGRAPH_LIMITS } from "./limits.ts";

/** A log record as the platform keeps it: the line break at its end is not part of it, and a long one comes in pieces. */
export function splitRecord(text: string, max: number = FUNCTIONGRAPH_LIMITS.logRecordCharacters): string[] {
  const record = text.replace(/\r?\n$/, "");
  const pieces: string[] = [];
  for (let at = 0; at < record.length; at += max) pieces.push(record.slice(at, at + max));
  return pieces.length > 0 ? pieces : [""];
}
