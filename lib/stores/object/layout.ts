import { digest } from "../../signing/hash-chain.ts";
import type { WriterMark } from "./writer-mark.ts";

/** Where everything lies in the bucket. Numbers are padded, so that a listing gives them in their order. */
const padded = (n: number) => String(n).padStart(16, "0");

/** Says how the bucket is used. */
export const LAYOUT_KEY = "layout.json";
/** Says where to begin looking for the newest writer; it may be old. */
export const HINT_KEY = "writers/hint.json";
export const PAUSE_KEY = "pause.json";
export const JOURNAL = "journal/";
export const SNAPSHOTS = "snapshot/";
export const HOLDS = "holds/";

/** A record where the bucket itself lets only one writer have a number. */
export const lockedRecordKey = (n: number) => `${JOURNAL}${padded(n)}.json`;

/** A record where it does not: two writers of one number do not overwrite each other. */
export const markedRecordKey = (n: number, { fence, nonce }: WriterMark) =>
  `${JOURNAL}${padded(n)}-${fence}-${nonce}.json`;

/** A prefix behind which the records from `n` on lie. */
export const beforeRecord = (n: number) => `${JOURNAL}${padded(n - 1)}~`;

/** The number that a record's key names. */
export function recordNumber(key: string): number {
  return Number(key.slice(JOURNAL.length, JOURNAL.length + 16));
}

export const lockedSnapshotKey = (n: number) => `${SNAPSHOTS}${padded(n)}.json`;
export const markedSnapshotKey = (n: number, { fence, nonce }: WriterMark) =>
  `${SNAPSHOTS}${padded(n)}-${fence}-${nonce}.json`;

/** The number that a snapshot's key names. */
export function snapshotNumber(key: string): number {
  return Number(key.slice(SNAPSHOTS.length, SNAPSHOTS.length + 16));
}

/** The registration that follows a writer's; `undefined` for the first of all. */
export const registrationKey = (after: WriterMark | null) =>
  `writers/${after === null ? "first" : `${padded(after.fence)}-${after.nonce}`}.json`;

/** Records are removed in blocks; the mark of a block stays for ever. */
export const BLOCK_RECORDS = 64;
export const removedKey = (n: number) => `removed/${padded(Math.floor(n / BLOCK_RECORDS))}.json`;

export const segmentKey = (from: number, to: number, archivedTo: number) =>
  `cold/log/${padded(from)}-${padded(to)}-${archivedTo}.json`;
export const coldClaimKey = (claim: string) => `cold/claims/${digest(claim)}.json`;
export const coldRunKey = (run: string) => `cold/runs/${digest(run)}.json`;
export const coldPermitKey = (permit: string) => `cold/permits/${digest(permit)}.json`;
export const holdKey = (resource: string) => `${HOLDS}${digest(resource)}.json`;
