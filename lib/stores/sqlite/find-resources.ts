import { sql } from "kysely";
import type { Connection } from "./connection.ts";
import { queries } from "./queries.ts";

/**
 * The resources that have a part in their reference, or `undefined` when there are more than `limit`. Leaps through
 * the index from one resource to the next, so the number of entries does not matter.
 */
export function findResources(
  connection: Connection,
  part: string,
  limit: number,
): readonly string[] | undefined {
  const query = sql<{ resource: string }>`
    WITH RECURSIVE leap (resource) AS (
      SELECT (SELECT resource FROM entries WHERE resource IS NOT NULL ORDER BY resource LIMIT 1)
      UNION ALL
      SELECT (SELECT e.resource FROM entries e WHERE e.resource > leap.resource ORDER BY e.resource LIMIT 1)
      FROM leap WHERE leap.resource IS NOT NULL
    )
    SELECT resource FROM leap WHERE instr(resource, ${part}) > 0 LIMIT ${limit + 1}
  `.compile(queries);
  const found = connection.all(query).map((row) => row.resource);
  return found.length > limit ? undefined : found;
}
