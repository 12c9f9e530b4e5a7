import type { Bucket } from "../../ports/bucket.ts";
import type { ForeignRecords } from "./journal.ts";
import { JournalRecord } from "./journal-record.ts";
import { beforeRecord, JOURNAL, recordNumber } from "./layout.ts";
import type { ObjectState } from "./object-state.ts";
import { eachOf, keysOf, readObject } from "./read-object.ts";
import { keysOfWriters, type Registration, writersOf } from "./registration.ts";

/** Most records looked at. */
const LOOKED_AT_MAX = 5_000;

/**
 * Records behind the snapshot that are not among those that count. A late listing may leave some out: this is a belt,
 * nothing rests on it.
 */
export async function foreignRecords(
  bucket: Bucket,
  registration: Registration,
  state: ObjectState,
): Promise<ForeignRecords> {
  const keyOf = keysOfWriters(registration);
  const after = beforeRecord((registration.snapshot?.n ?? 0) + 1);
  const listed = await keysOf(bucket, JOURNAL, { after, limit: LOOKED_AT_MAX });
  const known = new Set(writersOf(registration).map(({ fence, nonce }) => `${fence}-${nonce}`));
  const late: string[] = [];
  const strange: string[] = [];
  for (const key of listed) {
    const n = recordNumber(key);
    // A reader may see the newest writer's next record before it has played it.
    if (key === keyOf(n) || state.strays.includes(key)) continue;
    const mark = key.slice(JOURNAL.length + 17, -".json".length);
    (known.has(mark) ? late : strange).push(key);
  }
  return { late, strange };
}

/** What strange records had reserved: their writer may have sent the calls. */
export async function straysOf(
  bucket: Bucket,
  keys: readonly string[],
): Promise<{ key: string; permits: string[] }[]> {
  const strays = await eachOf(keys, async (key) => {
    const record = await readObject(bucket, key, JournalRecord);
    return { key, permits: record?.permits ?? [] };
  });
  return [...strays];
}
