import { sql } from "kysely";
import type { LogFilter } from "../../ports/log-reader.ts";
import type { Connection } from "./connection.ts";
import { queries } from "./queries.ts";

/** A stretch of the log by place: `from` and `to` are part of it. */
export interface Places {
  readonly from: number;
  readonly to: number;
}

/** How far an entry's time lies behind that of its place. */
const LATENESS = sql<number>`log_ms - at_ms`;

const NEWEST = queries.selectFrom("entries").select("id").orderBy("id", "desc").limit(1).compile();
const LATEST = queries
  .selectFrom("entries")
  .select(LATENESS.as("late_ms"))
  .where(sql<boolean>`log_ms > at_ms`)
  .orderBy(LATENESS, "desc")
  .limit(1)
  .compile();

/**
 * The places between which everything that a filter's times ask for must stand, and nothing that is written from now
 * on: a search of several walks then sees one and the same log. The times of the entries are still to be compared,
 * because within the stretch late entries stand among later ones.
 */
export function placesOf(connection: Connection, { sinceMs, untilMs }: LogFilter): Places {
  const newest = connection.all(NEWEST)[0]?.id ?? 0;
  const from = sinceMs === undefined ? 1 : (firstPlaceAt(connection, sinceMs) ?? newest + 1);
  if (untilMs === undefined) return { from, to: newest };
  const lateMs = connection.all(LATEST)[0]?.late_ms ?? 0;
  const beyond = firstPlaceAt(connection, untilMs + lateMs);
  return { from, to: beyond === undefined ? newest : Math.min(newest, beyond - 1) };
}

function firstPlaceAt(connection: Connection, ms: number): number | undefined {
  const [first] = connection.all(
    queries
      .selectFrom("entries")
      .select("id")
      .where("log_ms", ">=", ms)
      .orderBy("log_ms")
      .orderBy("id")
      .limit(1)
      .compile(),
  );
  return first?.id;
}
