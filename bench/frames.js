// What the hourly frames of a fleet take in the log: a day of them in the embedded store, reckoned up to a month.
import { statSync } from "node:fs";
import { join } from "node:path";
import { openStage } from "./stage.js";

const HOUR_MS = 3_600_000;
const HOURS_PER_MONTH = 730;

const POLICIES = `policies:
  idle-notebooks: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop, mode: enforce }
  idle-servers: { on: { every: 10m }, resource: dev-server, idle: 2h, then: stop, mode: enforce }
`;

const START = Date.UTC(2026, 4, 12, 0);

async function framesOf(store) {
  const found = await store.find({ policy: "(fleet)", phases: ["seen"] }, { limit: 10_000 });
  return found.entries;
}

async function rowOf(size, hours) {
  const stage = await openStage({
    ...{ size, rest: POLICIES, startMs: START },
    store: (code, folder) => code.openSqliteStore({ path: join(folder, "curfew.db") }),
  });
  try {
    for (let hour = 0; hour < hours; hour += 1) {
      stage.clock.nowMs = START + hour * HOUR_MS;
      await stage.tick(stage.clock.nowMs - HOUR_MS);
    }
    const entries = await framesOf(stage.store);
    const bytes = entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0);
    const month = HOURS_PER_MONTH / hours / size;
    const file =
      statSync(join(stage.folder, "curfew.db")).size + statSync(join(stage.folder, "curfew.db-wal")).size;
    return {
      ...{
        bench: "frames",
        case: `${size} machines, ${hours} hours`,
        name: "curfew",
        entries: entries.length,
      },
      bytesPerMachineMonth: Math.round(bytes * month),
      mbPerMonth: Number(((bytes * month * size) / 1e6).toFixed(1)),
      // The whole log, decisions and verdicts included, with a pass an hour.
      logMb: Number((file / 1e6).toFixed(1)),
    };
  } finally {
    await stage.close();
  }
}

/** @returns one row for each size of the fleet */
export async function framesBench({ sizes = [200, 1_000], hours = 24 } = {}) {
  const rows = [];
  for (const size of sizes) rows.push(await rowOf(size, hours));
  return rows;
}
