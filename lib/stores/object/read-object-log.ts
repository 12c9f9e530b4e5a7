import type { Bucket } from "../../ports/bucket.ts";
import type { LogReader } from "../../ports/log-reader.ts";
import { checkLimit } from "../check-page.ts";
import { columnText } from "../kept-entry.ts";
import { openRunOf } from "../kept-run.ts";
import { readEntry } from "../read-entry.ts";
import { newestFirst, recentActionOf } from "../recent-action.ts";
import { verifyLog } from "../verify-log.ts";
import { segmentRuns } from "./cold-runs.ts";
import { findEntries } from "./find-entries.ts";
import type { Journal } from "./journal.ts";
import type { JournaledState } from "./journaled-state.ts";
import type { PlacedEntry } from "./kept-shapes.ts";
import { objectLogSource } from "./object-log-source.ts";
import type { ObjectState } from "./object-state.ts";

/** The asking half of a store in a bucket. */
export function readObjectLog(bucket: Bucket, journal: Journal, journaled: JournaledState): LogReader {
  return {
    find: (filter, options) => journaled.read((state) => findEntries(bucket, state, filter, options)),
    openRuns: ({ limit }) =>
      journaled.read(async ({ runs }) => {
        const open = [...runs.values()].filter((run) => !run.finished);
        open.sort((a, b) => a.receivedAtMs - b.receivedAtMs);
        return open.slice(0, checkLimit(limit)).map(openRunOf);
      }),
    recentActions: (sinceMs) =>
      journaled.read(async (state) => {
        const placed = await submittedSince(bucket, state, sinceMs);
        return newestFirst(placed.flatMap(({ kept }) => recentActionOf(readEntry(kept.bytes)) ?? []));
      }),
    lastVerdicts: (policy) =>
      journaled.read(async ({ lastVerdicts }) => new Map(lastVerdicts.get(columnText(policy)))),
    verify: async (proofs) => {
      const state = await journaled.fresh();
      const { late, strange } = await journal.foreign(state);
      const verification = await verifyLog(objectLogSource(bucket, state, strange), proofs);
      if (late.length === 0) return verification;
      const sentence = `records that arrived after another writer had followed: ${late.length}; nobody was told that they were written, and they do not count`;
      return { ...verification, unknowns: [...verification.unknowns, sentence] };
    },
  };
}

/** In the order of the log. Segments are looked at only where they are young enough, which is rare. */
async function submittedSince(
  bucket: Bucket,
  state: ObjectState,
  sinceMs: number,
): Promise<readonly PlacedEntry[]> {
  const isWanted = ({ kept }: PlacedEntry) => kept.phase === "submitting" && kept.atMs >= sinceMs;
  const found = state.log.filter(isWanted);
  for (const segment of state.segments) {
    if (segment.span === null || segment.span.untilMs < sinceMs) continue;
    for (const { entries } of await segmentRuns(bucket, segment)) found.push(...entries.filter(isWanted));
  }
  return found.sort((a, b) => a.place - b.place);
}
