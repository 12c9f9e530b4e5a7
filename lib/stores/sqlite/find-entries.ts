import { type SelectQueryBuilder, sql } from "kysely";
import type { LogFilter } from "../../ports/log-reader.ts";
import { columnText } from "../kept-entry.ts";
import { isWholeRef } from "../match-filter.ts";
import type { Connection } from "./connection.ts";
import { findResources } from "./find-resources.ts";
import { type Places, placesOf } from "./places.ts";
import { planWalks, RESOURCES_MAX, type Walk } from "./plan-walks.ts";
import { queries } from "./queries.ts";
import type { Tables } from "./tables.ts";

/** A found entry: its place in the log, and its bytes. */
export interface FoundRow {
  readonly id: number;
  readonly bytes: string;
}

/** How many are wanted, behind which place, from which end. */
export interface Wanted {
  readonly limit: number;
  readonly after: number;
  readonly newest: boolean;
}

type Query = SelectQueryBuilder<Tables, "entries", FoundRow>;

/** Finds entries in the order of the log, oldest first. */
export function findEntries(connection: Connection, filter: LogFilter, wanted: Wanted): readonly FoundRow[] {
  const places = placesOf(connection, filter);
  const from = Math.max(places.from, wanted.after + 1);
  if (from > places.to) return [];
  const walks = planWalks(filter, (part) => findResources(connection, part, RESOURCES_MAX));
  const found = walks.flatMap((walk) =>
    connection.all(walkQuery(walk, filter, { from, to: places.to }, wanted)),
  );
  found.sort((a, b) => a.id - b.id);
  return wanted.newest ? found.slice(-wanted.limit) : found.slice(0, wanted.limit);
}

/** The query of one walk. */
export function walkQuery(walk: Walk, filter: LogFilter, places: Places, wanted: Omit<Wanted, "after">) {
  const start: Query = walk.open
    ? // A cross join is SQLite's way to say which table comes first.
      queries
        .selectFrom("runs")
        .crossJoin("entries")
        .whereRef("entries.run", "=", "runs.run")
        .where("runs.finished", "=", sql.lit(0))
        .select(["entries.id", "entries.bytes"])
    : queries.selectFrom("entries").select(["entries.id", "entries.bytes"]);
  return withRest(withLead(start, walk), walk, filter)
    .where("entries.id", ">=", places.from)
    .where("entries.id", "<=", places.to)
    .orderBy("entries.id", wanted.newest ? "desc" : "asc")
    .limit(wanted.limit)
    .compile();
}

function withLead(query: Query, { run, resource, policy, phase }: Walk): Query {
  return query
    .$if(run !== undefined, (part) => part.where("entries.run", "=", run ?? ""))
    .$if(resource !== undefined, (part) => part.where("entries.resource", "=", resource ?? ""))
    .$if(policy !== undefined, (part) => part.where("entries.policy", "=", policy ?? ""))
    .$if(phase !== undefined, (part) => part.where("entries.phase", "=", phase ?? "received"));
}

/** What the walk's index does not answer. The plus sign keeps SQLite from choosing another index for it. */
function withRest(query: Query, walk: Walk, filter: LogFilter): Query {
  let rest = query;
  const { resource, policy, phases, sinceMs, untilMs } = filter;
  if (resource !== undefined && walk.resource === undefined) {
    rest = rest.where(
      isWholeRef(resource)
        ? sql<boolean>`+entries.resource = ${columnText(resource)}`
        : sql<boolean>`instr(entries.resource, ${columnText(resource)}) > 0`,
    );
  }
  if (policy !== undefined && walk.policy === undefined) {
    rest = rest.where(sql<boolean>`+entries.policy = ${columnText(policy)}`);
  }
  if (phases && walk.phase === undefined) {
    rest = rest.where(sql`+entries.phase`, "in", phases);
  }
  if (sinceMs !== undefined) rest = rest.where("entries.at_ms", ">=", sinceMs);
  if (untilMs !== undefined) rest = rest.where("entries.at_ms", "<", untilMs);
  return rest;
}
