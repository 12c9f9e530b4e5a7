import type { Bucket } from "../../ports/bucket.ts";
import type { LogFilter, LogReader } from "../../ports/log-reader.ts";
import { checkLimit, readCursor } from "../check-page.ts";
import { matchesFilter } from "../match-filter.ts";
import { readEntry } from "../read-entry.ts";
import { ColdPlace, segmentRuns } from "./cold-runs.ts";
import type { PlacedEntry, Segment } from "./kept-shapes.ts";
import { coldRunKey } from "./layout.ts";
import type { ObjectState } from "./object-state.ts";
import { readObject } from "./read-object.ts";

type FindOptions = Parameters<LogReader["find"]>[1];

/** Searches the hot part, and of the segments those that can hold an answer, one at a time. */
export async function findEntries(
  bucket: Bucket,
  state: ObjectState,
  filter: LogFilter,
  { limit, after, newest = false }: FindOptions,
): ReturnType<LogReader["find"]> {
  const start = readCursor(after);
  const best = bestPlaces(checkLimit(limit), newest);
  const isOpen = (run: string) => state.runs.get(run)?.finished === false;
  const take = ({ place, kept }: PlacedEntry) => {
    if (place >= start && matchesFilter(kept, filter, isOpen(kept.run))) best.add({ place, kept });
  };
  for (const entry of state.log) take(entry);
  const segments = await segmentsFor(bucket, state, filter);
  // The nearest first: the others then often have nothing better to offer.
  const sorted = [...segments].sort((a, b) =>
    newest ? b.span.last - a.span.last : a.span.first - b.span.first,
  );
  for (const segment of sorted) {
    const nearest = newest ? segment.span.last : segment.span.first;
    if (segment.span.last < start || !best.wants(nearest)) continue;
    for (const run of await segmentRuns(bucket, segment)) run.entries.forEach(take);
  }
  const found = best.list();
  const last = found.at(-1);
  return {
    entries: found.map(({ kept }) => readEntry(kept.bytes)),
    cursor: last === undefined ? (after ?? null) : String(last.place + 1),
  };
}

type Spanned = Segment & { readonly span: NonNullable<Segment["span"]> };

/** A segment without entries has none to be found. */
function hasSpan(segment: Segment): segment is Spanned {
  return segment.span !== null;
}

async function segmentsFor(
  bucket: Bucket,
  state: ObjectState,
  { run, open, sinceMs, untilMs }: LogFilter,
): Promise<readonly Spanned[]> {
  // What is cold has ended.
  if (open === true || state.coldTo === 0) return [];
  const all = state.segments.filter(hasSpan);
  const within = all.filter(
    ({ span }) =>
      (sinceMs === undefined || span.untilMs >= sinceMs) && (untilMs === undefined || span.sinceMs < untilMs),
  );
  if (run === undefined) return within;
  if (state.runs.has(run)) return [];
  const place = await readObject(bucket, coldRunKey(run), ColdPlace);
  return within.filter(({ from, to }) => place !== undefined && from <= place.n && place.n <= to);
}

/** Keeps so many of the first or of the last places, and never many more. */
function bestPlaces(limit: number, newest: boolean) {
  let kept: PlacedEntry[] = [];
  const nearer = (a: number, b: number) => (newest ? a > b : a < b);
  const shrink = () => {
    kept.sort((a, b) => (newest ? b.place - a.place : a.place - b.place));
    kept = kept.slice(0, limit);
  };
  return {
    add: (entry: PlacedEntry): void => {
      kept.push(entry);
      if (kept.length >= 2 * limit + 1_000) shrink();
    },
    /** Whether an entry at this place could still be among them. */
    wants: (place: number): boolean => {
      shrink();
      const worst = kept.at(-1);
      return kept.length < limit || worst === undefined || nearer(place, worst.place);
    },
    list: (): readonly PlacedEntry[] => {
      shrink();
      return [...kept].sort((a, b) => a.place - b.place);
    },
  };
}
