import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LogFilter } from "../../../../lib/ports/log-reader.ts";
import type { Connection } from "../../../../lib/stores/sqlite/connection.ts";
import { walkQuery } from "../../../../lib/stores/sqlite/find-entries.ts";
import { migrate } from "../../../../lib/stores/sqlite/migrate.ts";
import { openConnection } from "../../../../lib/stores/sqlite/open-connection.ts";
import { planWalks } from "../../../../lib/stores/sqlite/plan-walks.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const file = temporaryFolder();
const NB_1 = "prod/notebook/nb-1";

describe("walkQuery", () => {
  let connection: Connection;

  beforeEach(async () => {
    connection = await openConnection({ path: file("curfew.db"), busyTimeoutMs: 100, pagesMax: undefined });
    migrate(connection);
  });
  afterEach(() => connection.close());

  /** How SQLite would answer each walk of a filter, one line each. */
  function explained(filter: LogFilter): string[] {
    const walks = planWalks(filter, () => undefined);
    return walks.map((walk) => {
      const query = walkQuery(walk, filter, { from: 1, to: 9 }, { limit: 10, newest: true });
      const steps = connection.all<{ detail: string }>({ ...query, sql: `EXPLAIN QUERY PLAN ${query.sql}` });
      return steps.map(({ detail }) => detail).join(", ");
    });
  }

  // No SCAN of the entries and no sorting: then the length of the log does not matter.
  it.each<[string, LogFilter, RegExp]>([
    [
      "a resource",
      { resource: NB_1 },
      /^SEARCH entries USING INDEX entries_resource \(resource=\? AND rowid>/,
    ],
    [
      "a resource, whatever else is asked for",
      { resource: NB_1, policy: "p", phases: ["planned"], sinceMs: 1, untilMs: 2 },
      /^SEARCH entries USING INDEX entries_resource \(resource=\? AND rowid>\? AND rowid<\?\)$/,
    ],
    [
      "a policy",
      { policy: "p", sinceMs: 1 },
      /^SEARCH entries USING INDEX entries_policy \(policy=\? AND rowid>/,
    ],
    [
      "a policy and a phase",
      { policy: "p", phases: ["planned"] },
      /^SEARCH entries USING INDEX entries_policy_phase \(policy=\? AND phase=\? AND rowid>\? AND rowid<\?\)$/,
    ],
    ["a phase", { phases: ["planned"] }, /^SEARCH entries USING INDEX entries_phase \(phase=\? AND rowid>/],
    [
      "a time",
      { sinceMs: 1, untilMs: 2 },
      /^SEARCH entries USING INTEGER PRIMARY KEY \(rowid>\? AND rowid<\?\)$/,
    ],
    ["a part of a resource", { resource: "nb" }, /^SEARCH entries USING INTEGER PRIMARY KEY/],
  ])("is one walk along an index for %s", (_, filter, plan) => {
    expect(explained(filter)).toEqual([expect.stringMatching(plan)]);
  });

  it("begins at the few open runs, and at a run that is named", () => {
    expect(explained({ open: true, policy: "p" })[0]).toMatch(
      /^SCAN runs USING INDEX runs_open, SEARCH entries USING INDEX sqlite_autoindex_entries_1 \(run=\?\)/,
    );
    expect(explained({ run: "r-1", policy: "p" })[0]).toMatch(
      /^SEARCH entries USING INDEX sqlite_autoindex_entries_1 \(run=\?\)/,
    );
  });

  it("is one walk for each phase", () => {
    expect(explained({ phases: ["failed", "unknown", "failed"] })).toHaveLength(2);
  });
});
