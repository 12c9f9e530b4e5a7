import { sql } from "kysely";
import { Hold } from "../../domain/hold.ts";
import { NOT_PAUSED, Pause } from "../../domain/pause.ts";
import type { HoldStore, PauseSwitch } from "../../ports/store.ts";
import { columnText } from "../kept-entry.ts";
import { readKept, writeKept } from "../kept-json.ts";
import type { Connection } from "./connection.ts";
import { bind, queries } from "./queries.ts";
import type { Tables } from "./tables.ts";

/** People's exceptions and the kill switch. Each write is one statement, so it needs no transaction of its own. */
export function holdAndPause(connection: Connection): HoldStore & PauseSwitch {
  const putHold = connection.prepare<Tables["holds"], never>(PUT_HOLD);
  const putPause = connection.prepare<Tables["pause"], never>(PUT_PAUSE);
  return {
    putHold: async (hold) => {
      putHold.run({
        resource: columnText(hold.resource),
        until_ms: Date.parse(hold.until),
        hold: writeKept("a hold", Hold, hold),
      });
    },
    listHolds: async (nowMs) =>
      connection
        .all(
          queries
            .selectFrom("holds")
            .select("hold")
            .where("until_ms", ">", nowMs)
            .orderBy("resource")
            .compile(),
        )
        .map((row) => readKept("a hold", Hold, row.hold)),
    readPause: async () => {
      const [row] = connection.all(queries.selectFrom("pause").select("pause").where("id", "=", 1).compile());
      return row ? readKept("the kill switch", Pause, row.pause) : NOT_PAUSED;
    },
    writePause: async (pause) => {
      putPause.run({ id: 1, pause: writeKept("the kill switch", Pause, pause) });
    },
  };
}

/** Both were written by Curfew, in one form, so that their order as text is their order in time. */
function createdAt(table: "holds" | "excluded") {
  return sql`json_extract(${sql.ref(`${table}.hold`)}, '$.createdAt')`;
}

const PUT_HOLD = queries
  .insertInto("holds")
  .values({ resource: bind("resource"), until_ms: bind("until_ms"), hold: bind("hold") })
  .onConflict((conflict) =>
    conflict
      .column("resource")
      .doUpdateSet((row) => ({ until_ms: row.ref("excluded.until_ms"), hold: row.ref("excluded.hold") }))
      .where(createdAt("holds"), "<=", createdAt("excluded")),
  )
  .compile();

const PUT_PAUSE = queries
  .insertInto("pause")
  .values({ id: bind("id"), pause: bind("pause") })
  .onConflict((conflict) =>
    conflict.column("id").doUpdateSet((row) => ({ pause: row.ref("excluded.pause") })),
  )
  .compile();
