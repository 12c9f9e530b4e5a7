import { allOf, anyOf } from "./days-match.ts";
import type { Window } from "./window.ts";
import { type Segment, segmentsOf, type Whereabouts } from "./window-segments.ts";
import type { Known } from "./work-calendar.ts";

const DAY_MS = 86_400_000;

/** Days that a timetable remembers; a year and more. */
const DAYS_MAX = 400;

/** A change of what holds. */
export interface Edge {
  readonly atMs: number;
  /** What holds from then on; `undefined`: it cannot be told. */
  readonly holds: Known;
}

/** Whether something holds, at any instant. */
export interface Timetable {
  at(atMs: number): Known;
  /** The changes after `fromMs` and up to `toMs`, in order. */
  edges(fromMs: number, toMs: number): readonly Edge[];
}

/** What windows mean: open in any of the zones, open in all of them, or closed in any of them. */
export type Meaning = "open-in-any" | "open-in-all" | "closed-in-any";

function isCovered(segments: readonly Segment[], atMs: number): Known {
  const here = segments.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
  return anyOf(here.map(({ certain }) => certain || undefined));
}

function not(known: Known): Known {
  return known === undefined ? undefined : !known;
}

function combined(covered: readonly Known[], meaning: Meaning): Known {
  if (meaning === "open-in-all") return allOf(covered);
  return anyOf(meaning === "open-in-any" ? covered : covered.map(not));
}

/** What holds on one day of UTC: the first entry stands at its very beginning. */
function edgesOfDay(day: number, zones: readonly (readonly Segment[])[], meaning: Meaning): readonly Edge[] {
  const startMs = day * DAY_MS;
  const inside = (ms: number) => ms > startMs && ms < startMs + DAY_MS;
  const times = zones.flatMap((segments) => segments.flatMap(({ fromMs, toMs }) => [fromMs, toMs]));
  const sorted = [startMs, ...new Set(times.filter(inside).toSorted((a, b) => a - b))];
  const all = sorted.map((atMs) => ({
    atMs,
    holds: combined(
      zones.map((segments) => isCovered(segments, atMs)),
      meaning,
    ),
  }));
  return all.filter((edge, index) => index === 0 || edge.holds !== all[index - 1]?.holds);
}

/**
 * Windows made ready to be asked millions of times: what holds on a day is worked out once, at the first question, and
 * remembered. Local days run up to a day ahead of and behind those of UTC, and a window may last until the next one.
 */
export function createTimetable(
  windows: readonly Window[],
  zones: readonly Whereabouts[],
  meaning: Meaning,
): Timetable {
  const days = new Map<number, readonly Edge[]>();
  const ofDay = (day: number): readonly Edge[] => {
    const known = days.get(day);
    if (known) return known;
    if (days.size >= DAYS_MAX) days.clear();
    const around = { first: day - 2, last: day + 1 };
    const edges = edgesOfDay(
      day,
      zones.map((zone) => segmentsOf(windows, zone, around)),
      meaning,
    );
    days.set(day, edges);
    return edges;
  };
  const at = (atMs: number): Known => {
    const edges = ofDay(Math.floor(atMs / DAY_MS));
    let index = edges.length - 1;
    while (index > 0 && (edges[index]?.atMs ?? 0) > atMs) index -= 1;
    return edges[index]?.holds;
  };
  return {
    at,
    edges: (fromMs, toMs) => {
      const found: Edge[] = [];
      let holds = at(fromMs);
      for (let day = Math.floor(fromMs / DAY_MS); day * DAY_MS <= toMs; day += 1) {
        for (const edge of ofDay(day)) {
          if (edge.atMs <= fromMs || edge.atMs > toMs || edge.holds === holds) continue;
          found.push(edge);
          holds = edge.holds;
        }
      }
      return found;
    },
  };
}
