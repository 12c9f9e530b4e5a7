// A process that uses a store together with others. It waits for a line on its standard input before it begins, so
// that all of them begin at once, and answers with JSON lines.

import { once } from "node:events";
import { rmSync, writeFileSync, writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { isAutomationError } from "../../lib/domain/errors.ts";
import type { Store } from "../../lib/ports/store.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { entry, intake } from "./store-fixtures.ts";

const [task, path = "", name = "", count = "0"] = process.argv.slice(2);

/** Synchronous, so that what was said is out of the process before it can be killed. */
function say(answer: unknown): void {
  writeSync(1, `${JSON.stringify(answer)}\n`);
}

/** Appends to a run that others append to as well, until it has succeeded so many times. */
async function contend(store: Store): Promise<void> {
  for (let won = 0; won < Number(count); ) {
    const kept = await store.read("shared");
    const seq = kept?.entries.length ?? 0;
    const appended = await orBusy(
      store.append("shared", seq, [entry("decided", won, { text: `${name} ${won}` })]),
    );
    if (appended === "busy") continue;
    if (appended.ok) won += 1;
    else if (appended.conflict !== "sequence") throw new Error(appended.conflict);
  }
}

/** SQLite queues nobody up: on a slow disk one of several that never rest may wait for too long, and is told so. */
async function orBusy<T>(write: Promise<T>): Promise<T | "busy"> {
  try {
    return await write;
  } catch (error) {
    if (isAutomationError(error) && error.details.retryable === true) return "busy";
    throw error;
  }
}

/** Tries to get every one of so many permits, each for a run of its own, and tells which it got. */
async function reserve(store: Store): Promise<void> {
  const run = `run-${name}`;
  await store.accept(intake(run));
  let seq = 1;
  for (let permit = 0; permit < Number(count); permit += 1) {
    const appended = await store.append(run, seq, [entry("submitting", permit)], {
      permits: [`p-${permit}`],
    });
    if (appended.ok) {
      seq += 1;
      say({ permit });
    }
  }
  await store.append(run, seq, [entry("finished", 0)]);
}

/** Appends for ever and tells of every entry once it was acknowledged. */
async function endless(store: Store): Promise<void> {
  await store.accept(intake(name));
  for (let seq = 1; ; seq += 1) {
    const appended = await store.append(name, seq, [entry("decided", seq)], { permits: [`${name}-${seq}`] });
    if (!appended.ok) throw new Error(appended.conflict);
    say({ seq: seq + 1 });
  }
}

/**
 * Asks for the same leases as others do, and between taking and giving back stands at a place where only one may be:
 * a file that is made with a call that fails when it is there.
 */
async function lease(store: Store): Promise<void> {
  const resources = ["prod/notebook/nb-1", "prod/notebook/nb-2"];
  for (let won = 0; won < Number(count); ) {
    const nowMs = Date.now();
    const leases = await store.takeLeases({ holder: name, resources, nowMs, untilMs: nowMs + 60_000 });
    for (const { resource, fence } of leases) {
      const place = `${path}.${resource.replaceAll("/", "-")}`;
      writeFileSync(place, name, { flag: "wx" });
      say({ resource, fence });
      rmSync(place);
      won += 1;
    }
    await store.releaseLeases(leases);
    // Gives the write lock to those who wait for it.
    if (leases.length === 0) await pause(1);
  }
}

const TASKS: Readonly<Record<string, (store: Store) => Promise<void>>> = {
  contend,
  reserve,
  endless,
  lease,
  open: async (store) => {
    await store.accept(intake(name));
  },
};

say({ ready: true });
await once(process.stdin, "data");
try {
  const store = await openSqliteStore({ path });
  await TASKS[task ?? ""]?.(store);
  await store.close();
  say({ done: true });
} catch (error) {
  say({
    failed: error instanceof Error ? error.message : "unknown",
    code: Reflect.get(Object(error), "code"),
  });
}
process.exit(0);
