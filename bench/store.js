// How fast the embedded store writes durably beside the bare driver, and how fast it answers over a long log.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { importTypeScript } from "../scripts/bundle-module.js";
import { inTurns, rowsOf } from "./measure.js";

const BATCH = 50;
const START_MS = Date.UTC(2026, 0, 1);
const POLICIES = 20;
const RESOURCES = 2_000;
const ENTRIES_OF_RUN = 50;
const PAGE = 100;
const LEASE_MS = 1_200_000;
const HASH = "0".repeat(64);
const INSERT_RUN =
  "INSERT INTO runs (run, claim, event, source, type, event_text, received_at_ms, last_at_ms, last_seq, head, finished) VALUES (?1, ?2, ?3, 'jira', 'ticket.updated', ?4, ?5, ?5, 1, ?6, ?7)";
const INSERT_ENTRY =
  "INSERT INTO entries (run, seq, at_ms, log_ms, phase, policy, resource, bytes, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

/**
 * @param {{ seconds?: number, rounds?: number, warmUp?: number, entries?: number, queries?: number }} options
 *   `seconds`: time for the writing cases; `warmUp`: appends before the clock starts, since a store runs for weeks and
 *   what counts is its compiled state; `entries`: length of the log that is questioned, 0 leaves the questions out
 * @returns {Promise<object[]>} writing: appends per second; asking: the 99th percentile in milliseconds
 */
export async function storeBench({
  seconds = 10,
  rounds = 31,
  warmUp = 3_000,
  entries = 1_000_000,
  queries = 500,
} = {}) {
  const { openSqliteStore } = await importTypeScript(
    'export { openSqliteStore } from "./lib/stores/sqlite/open-sqlite-store.ts";',
  );
  const folder = mkdtempSync(join(tmpdir(), "curfew-bench-"));
  try {
    const open = (name) => openSqliteStore({ path: join(folder, name), logKey: "example-log-key" });
    const writing = await writeCases(open, folder, { seconds, rounds, warmUp });
    const asking = entries > 0 ? await askCases(open, folder, { entries, queries }) : [];
    return [...writing, ...asking];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeCases(open, folder, { seconds, rounds, warmUp }) {
  const store = await open("curfew.db");
  // The same tables and indexes, made by the store; from then on nothing but the driver touches the file.
  await (await open("bare.db")).close();
  const bare = bareWriter(join(folder, "bare.db"));
  const curfew = await curfewWriter(store);
  const operations = Math.max(5, Math.round(seconds * 20));
  await curfew.append(warmUp, 1);
  await bare.append(warmUp, 1);
  const timed = (perOperation, options) =>
    inTurns(
      {
        curfew: (n) => curfew.append(n, perOperation, options),
        "bare libsql": (n) => bare.append(n, perOperation),
      },
      { rounds, operations: Math.ceil(operations / Math.sqrt(perOperation)) },
    );
  const single = await timed(1);
  const leased = await timed(1, { leases: await curfew.lease() });
  const batch = await timed(BATCH);
  const duplicate = await inTurns(
    { curfew: (n) => curfew.duplicate(n), "bare libsql": (n) => bare.duplicate(n) },
    { rounds, operations: operations * 10 },
  );
  await store.close();
  bare.close();
  return [
    ...rowsOf("store", "durable append, single", single),
    ...rowsOf("store", "durable append, single, while a lease stands", leased),
    ...rowsOf("store", `durable append of ${BATCH}`, batch),
    ...rowsOf("store", "accept a duplicate", duplicate),
  ];
}

async function curfewWriter(store) {
  const intake = intakeOf("run-0", START_MS);
  await store.accept(intake);
  let seq = 1;
  return {
    lease: async () => {
      const times = { nowMs: START_MS, untilMs: START_MS + LEASE_MS };
      const taken = await store.takeLeases({ holder: "run-0", resources: [resourceOf(0)], ...times });
      return taken.map(({ tookOver, ...lease }) => lease);
    },
    append: async (operations, perOperation, options) => {
      for (let done = 0; done < operations; done += 1) {
        const entries = Array.from({ length: perOperation }, (_, index) => entryAt(seq + index));
        const appended = await store.append("run-0", seq, entries, options);
        if (!appended.ok) throw new Error(appended.conflict);
        seq += perOperation;
      }
    },
    duplicate: async (operations) => {
      for (let done = 0; done < operations; done += 1) await store.accept(intake);
    },
  };
}

/** What anybody would write by hand: one transaction, prepared statements, the same rows, the same durability. */
function bareWriter(path) {
  const database = new Database(path);
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000",
  );
  const { key, event } = intakeOf("run-0", START_MS);
  database.prepare(INSERT_RUN).run(["run-0", key, event.id, JSON.stringify(event), START_MS, HASH, 0]);
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const insert = database.prepare(INSERT_ENTRY);
  const move = database.prepare("UPDATE runs SET last_seq = ?, last_at_ms = ?, head = ? WHERE run = ?");
  const find = database.prepare("SELECT run, finished FROM runs WHERE claim = ?");
  let seq = 1;
  return {
    append: async (operations, perOperation) => {
      for (let done = 0; done < operations; done += 1) {
        begin.run([]);
        for (let index = 0; index < perOperation; index += 1) {
          seq += 1;
          insert.run(rowOf("run-0", seq, seq));
        }
        move.run([seq, START_MS + seq, HASH, "run-0"]);
        commit.run([]);
      }
    },
    duplicate: async (operations) => {
      for (let done = 0; done < operations; done += 1) find.get([key]);
    },
    close: () => database.close(),
  };
}

async function askCases(open, folder, { entries, queries }) {
  await (await open("long.db")).close();
  fill(join(folder, "long.db"), entries);
  const store = await open("long.db");
  const random = generator(7);
  const pick = (count) => Math.floor(random() * count);
  const timeOf = () => START_MS + pick(entries);
  const filters = {
    run: () => ({ run: `run-${pick(Math.floor(entries / ENTRIES_OF_RUN))}` }),
    resource: () => ({ resource: resourceOf(pick(RESOURCES)) }),
    "resource and time": () => ({ resource: resourceOf(pick(RESOURCES)), sinceMs: timeOf() }),
    "part of a resource": () => ({ resource: `nb-${pick(RESOURCES)}` }),
    policy: () => ({ policy: policyOf(pick(POLICIES)) }),
    "policy, phases and time": () => ({
      policy: policyOf(pick(POLICIES)),
      phases: ["failed", "unknown"],
      sinceMs: timeOf(),
    }),
    phase: () => ({ phases: ["failed"] }),
    time: () => time(timeOf()),
    "open runs": () => ({ open: true }),
  };
  const rows = [];
  for (const [name, filterOf] of Object.entries(filters)) {
    const title = `find by ${name} in ${entries.toLocaleString("en")} entries`;
    rows.push(await ask(store, title, { filterOf, queries }));
  }
  await store.close();
  return rows;
}

function time(sinceMs) {
  return { sinceMs, untilMs: sinceMs + 3_600_000 };
}

async function ask(store, name, { filterOf, queries }) {
  const took = [];
  for (let query = 0; query < queries; query += 1) {
    const started = process.hrtime.bigint();
    await store.find(filterOf(), { limit: PAGE, newest: query % 2 === 0 });
    took.push(Number(process.hrtime.bigint() - started) / 1e6);
  }
  took.sort((a, b) => a - b);
  const at = (share) => Number(took[Math.floor(took.length * share)].toFixed(2));
  return { bench: "store", case: name, name: "curfew", medianMs: at(0.5), p99Ms: at(0.99) };
}

/**
 * Runs of 50 entries; all but the newest few have ended. Asking is what is measured, so the driver alone writes the
 * rows, without waiting for the disk and without the chain of hashes.
 */
function fill(path, entries) {
  const database = new Database(path);
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -256000");
  const insertRun = database.prepare(INSERT_RUN);
  const insert = database.prepare(INSERT_ENTRY);
  const runs = Math.floor(entries / ENTRIES_OF_RUN);
  for (let index = 0; index < runs; index += 1) {
    if (index % 500 === 0) database.exec("BEGIN");
    const run = `run-${index}`;
    const first = index * ENTRIES_OF_RUN;
    const { key, event } = intakeOf(run, START_MS + first);
    const finished = index < runs - 20 ? 1 : 0;
    insertRun.run([run, key, event.id, JSON.stringify(event), START_MS + first, HASH, finished]);
    for (let seq = 1; seq <= ENTRIES_OF_RUN; seq += 1) insert.run(rowOf(run, seq, first + seq));
    if (index % 500 === 499 || index === runs - 1) database.exec("COMMIT");
  }
  database.close();
}

/** One entry as its row; `index` counts through the log and is its millisecond. */
function rowOf(run, seq, index) {
  const entry = entryAt(index);
  const bytes = JSON.stringify({ v: 1, run, seq, event: `ticket-${run}`, ...entry });
  const ms = START_MS + index;
  return [run, seq, ms, ms, entry.phase, entry.policy, entry.resource, bytes, HASH];
}

function intakeOf(run, ms) {
  const at = new Date(ms).toISOString();
  const event = {
    specversion: "1.0",
    id: `ticket-${run}`,
    source: "jira",
    time: at,
    trigger: "webhook",
    type: "ticket.updated",
    data: { key: run, status: "Approved" },
  };
  const entry = { ...entryAt(0), at, phase: "received", policy: null, resource: null, reason: "received" };
  return { key: `jira\nticket-${run}`, run, event, entry };
}

const resourceOf = (index) => `prod/notebook/nb-${index}`;
const policyOf = (index) => `policy-${index}`;

/** One failure in a thousand entries, so that a search for it has to be a search. */
function phaseOf(index) {
  if (index % 1_000 === 999) return "failed";
  return index % 2 === 0 ? "accepted" : "succeeded";
}

function entryAt(index) {
  return {
    at: new Date(START_MS + index).toISOString(),
    policy: policyOf(index % POLICIES),
    resource: resourceOf((index * 7) % RESOURCES),
    action: "stop",
    phase: phaseOf(index),
    reason: "accepted",
    text: "the cloud accepted the call to stop this notebook",
    step: "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    call: null,
    request: "616fb98f46ca475e917e2563e5a8cd19",
    durationMs: 120,
    details: { owner: "u-101", status: "STOPPING" },
  };
}

/** Random numbers that are the same in every run (xorshift). */
function generator(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}
