import { describe, expect, it } from "vitest";
import { migrate } from "../../../../lib/stores/sqlite/migrate.ts";
import { openConnection } from "../../../../lib/stores/sqlite/open-connection.ts";
import { placesOf } from "../../../../lib/stores/sqlite/places.ts";
import { writeSqliteLog } from "../../../../lib/stores/sqlite/write-sqlite-log.ts";
import { DAY_MS, entry, intake } from "../../../contract/store-fixtures.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const file = temporaryFolder();

/** A log whose entries happened at these milliseconds of the day, in this order. */
async function logOf(...times: readonly number[]) {
  const connection = await openConnection({
    path: file("curfew.db"),
    busyTimeoutMs: 100,
    pagesMax: undefined,
  });
  migrate(connection);
  const log = writeSqliteLog(connection, {});
  const [first = 0, ...rest] = times;
  await log.accept(intake("r-1", first));
  await log.append(
    "r-1",
    1,
    rest.map((ms) => entry("decided", ms)),
  );
  return {
    between: (since: number, until: number) =>
      placesOf(connection, { sinceMs: DAY_MS + since, untilMs: DAY_MS + until }),
    all: () => placesOf(connection, {}),
    close: () => connection.close(),
  };
}

describe("placesOf", () => {
  it("leads from times to the stretch of the log between them", async () => {
    const log = await logOf(10, 20, 30, 40);
    expect(log.all()).toEqual({ from: 1, to: 4 });
    expect(log.between(20, 40)).toEqual({ from: 2, to: 3 });
    expect(log.between(15, 1_000)).toEqual({ from: 2, to: 4 });
    expect(log.between(1_000, 2_000)).toEqual({ from: 5, to: 4 });
    log.close();
  });

  it("reaches as far behind the end as any entry was ever late", async () => {
    const log = await logOf(10, 30, 15, 40, 50, 60);
    // The third entry is 15 late, so one of before 35 may stand anywhere before the first of 50 or later.
    expect(log.between(0, 35)).toEqual({ from: 1, to: 4 });
    expect(log.between(12, 20)).toEqual({ from: 2, to: 3 });
    log.close();
  });
});
