import type { Bucket } from "../../ports/bucket.ts";
import { RECORD_TYPE } from "../archive-record.ts";
import { certainPut } from "./certain-put.ts";
import type { ColdPlace } from "./cold-runs.ts";
import { type Effects, NO_EFFECTS } from "./journal-record.ts";
import type { ColdRun, Segment } from "./kept-shapes.ts";
import { coldClaimKey, coldPermitKey, coldRunKey, segmentKey } from "./layout.ts";
import type { ObjectState } from "./object-state.ts";
import { eachOf } from "./read-object.ts";

/** Most runs of one segment: it is read whole by whoever looks for one of them. */
const RUNS_MAX = 256;
/** Most characters of one segment, about. */
const CHARACTERS_MAX = 4_000_000;

/** When closed runs leave the hot part. */
export interface Cooling {
  /** How long before the newest entry a run must have ended, milliseconds. */
  readonly hotMs: number;
  /** Fewer are not worth an object. */
  readonly runsMin: number;
}

/**
 * Writes the oldest closed runs into a segment, and for each of them what leads there: its claim, its name, its permits.
 * All that comes before the record which makes the hot part forget them, so a crash in between does no harm: nobody
 * looks at what was written, and it is written again.
 *
 * @returns what the record says; `undefined` when too few runs are old enough
 */
export async function coolRuns(
  bucket: Bucket,
  state: ObjectState,
  cooling: Cooling,
): Promise<Effects | undefined> {
  const runs = coolable(state, cooling);
  if (runs.length < Math.max(1, cooling.runsMin)) return undefined;
  const names = new Set(runs.map(({ run }) => run.run));
  const places = runs.flatMap(({ run, checkpoint: { n } }) => {
    const place: ColdPlace = { run: run.run, n };
    return [
      { key: coldClaimKey(run.claim), place },
      { key: coldRunKey(run.run), place },
    ];
  });
  const permits = [...state.permits].filter(([, run]) => names.has(run));
  await eachOf(places, ({ key, place }) => certainPut(bucket, key, JSON.stringify(place), "over"));
  await eachOf(permits, ([permit, run]) =>
    certainPut(bucket, coldPermitKey(permit), JSON.stringify({ run }), "over"),
  );
  return { ...NO_EFFECTS, cold: await writeSegment(bucket, runs, 0) };
}

/** Writes runs that follow each other, and says what is in them. */
export async function writeSegment(
  bucket: Bucket,
  runs: readonly ColdRun[],
  archivedTo: number,
): Promise<Segment> {
  const numbers = runs.map(({ checkpoint }) => checkpoint.n);
  const from = Math.min(...numbers);
  const to = Math.max(...numbers);
  const key = segmentKey(from, to, archivedTo);
  await certainPut(bucket, key, JSON.stringify(runs), "over");
  const records = runs.filter(({ run }) => run.type === RECORD_TYPE).length;
  return { from, to, key, records, span: spanOf(runs) };
}

function spanOf(runs: readonly ColdRun[]): Segment["span"] {
  const entries = runs.flatMap((run) => run.entries);
  if (entries.length === 0) return null;
  const places = entries.map(({ place }) => place);
  const times = entries.map(({ kept }) => kept.atMs);
  const smallest = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b));
  const largest = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b));
  return {
    first: smallest(places),
    last: largest(places),
    sinceMs: smallest(times),
    untilMs: largest(times),
  };
}

/** In the order of their checkpoints, up to the first that is too young; a damaged one stays, to be found. */
function coolable(state: ObjectState, { hotMs }: Cooling): readonly ColdRun[] {
  const runs: ColdRun[] = [];
  let characters = 0;
  for (const checkpoint of state.checkpoints) {
    const run = state.runs.get(checkpoint.run);
    const young = Date.parse(checkpoint.at) > state.latestMs - hotMs;
    if (!run?.finished || young || runs.length >= RUNS_MAX || characters > CHARACTERS_MAX) break;
    const entries = state.entries.get(run.run) ?? [];
    runs.push({ checkpoint, run, entries });
    characters += run.eventText.length + entries.reduce((sum, { kept }) => sum + kept.bytes.length, 0);
  }
  return runs;
}
