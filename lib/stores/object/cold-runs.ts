import * as z from "zod";
import type { Bucket } from "../../ports/bucket.ts";
import { columnText } from "../kept-entry.ts";
import type { KeptRun } from "../kept-run.ts";
import { storeFailed } from "../store-failed.ts";
import { ColdRun, type Segment } from "./kept-shapes.ts";
import { coldClaimKey, coldPermitKey, coldRunKey } from "./layout.ts";
import type { ObjectState } from "./object-state.ts";
import { eachOf, readObject } from "./read-object.ts";

/** What a claim or the name of a run leads to. */
export const ColdPlace = z.object({ run: z.string(), n: z.number().int().positive() });
export type ColdPlace = z.infer<typeof ColdPlace>;

const ColdRuns = z.array(ColdRun);

/** The runs of a segment, by checkpoint; `undefined` when the object is gone. */
export function readSegment(bucket: Bucket, { key }: Segment): Promise<ColdRun[] | undefined> {
  return readObject(bucket, key, ColdRuns);
}

/** The runs of a segment that has to be there. */
export async function segmentRuns(bucket: Bucket, segment: Segment): Promise<ColdRun[]> {
  const runs = await readSegment(bucket, segment);
  if (runs) return runs;
  throw storeFailed(`the object ${segment.key} with closed runs is gone; check the log with verify`);
}

/** What a closed run looks like to a write: all that is asked of it is that it has ended. */
function endedRun({ run }: ColdPlace): KeptRun {
  return {
    ...{ run, claim: "", event: "", source: "", type: "", eventText: "", receivedAtMs: 0, lastAtMs: 0 },
    ...{ lastSeq: 0, head: "", finished: true, archived: false },
  };
}

/** The run that a claim started, hot or cold. */
export async function runOfClaim(
  bucket: Bucket,
  state: ObjectState,
  key: string,
): Promise<KeptRun | undefined> {
  const claim = columnText(key);
  const run = state.claims.get(claim);
  if (run !== undefined) return state.runs.get(run);
  if (state.coldTo === 0) return undefined;
  const place = await readObject(bucket, coldClaimKey(claim), ColdPlace);
  return place && endedRun(place);
}

/** A run by its name, hot or cold. */
export async function runOfName(
  bucket: Bucket,
  state: ObjectState,
  run: string,
): Promise<KeptRun | undefined> {
  const hot = state.runs.get(run);
  if (hot || state.coldTo === 0) return hot;
  const place = await readObject(bucket, coldRunKey(run), ColdPlace);
  return place && endedRun(place);
}

/** The permits that are taken, of these. */
export async function takenPermits(
  bucket: Bucket,
  state: ObjectState,
  permits: readonly string[],
): Promise<readonly string[]> {
  const taken = await eachOf(permits, async (permit) => {
    if (state.permits.has(permit)) return true;
    return state.coldTo > 0 && (await bucket.get(coldPermitKey(permit))) !== undefined;
  });
  return permits.filter((_, index) => taken[index]);
}

/** A closed run with its entries; `undefined` when there is none of this name. */
export async function readColdRun(
  bucket: Bucket,
  state: ObjectState,
  run: string,
): Promise<ColdRun | undefined> {
  if (state.coldTo === 0) return undefined;
  const place = await readObject(bucket, coldRunKey(run), ColdPlace);
  const segment = place && state.segments.find(({ from, to }) => from <= place.n && place.n <= to);
  if (!segment) return undefined;
  return (await segmentRuns(bucket, segment)).find((cold) => cold.run.run === run);
}
