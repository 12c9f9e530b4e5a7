// What a pass over a fleet costs: API calls by the emulator's own count and the bytes of its answers, at any time and at a full hour, when the fleet is
// written down; and the time a function would run per month. Money only from a price file, whose source is named.
import { readFileSync } from "node:fs";
import { openStage } from "./stage.js";

const MINUTE_MS = 60_000;
const MINUTES_PER_MONTH = 43_800;
const EVERY_MINUTES = 10;
/** Round trip to the cloud that every call is charged with; measured times on loopback would flatter. */
const CALL_MS = 120;

const POLICIES = `policies:
  idle-notebooks: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop }
  idle-servers: { on: { every: 10m }, resource: dev-server, idle: 2h, then: stop }
`;
const BUDGET = `budgets:
  all: { amount: 1000000 EUR }
`;

/** Ten past: a slot that no full hour lies in. */
const START = Date.UTC(2026, 4, 12, 9, 10);

const kilobytes = (bytes) => Math.round(bytes / 1_000);

async function rowsOf(size, { title, rest }) {
  const stage = await openStage({ size, rest, startMs: START });
  const runningNotebooks = stage.fleet.machines.filter(
    ({ kind, status = "RUNNING" }) => kind === "notebook" && status === "RUNNING",
  ).length;
  const played = async (name, minutes) => {
    stage.clock.nowMs = START + minutes * MINUTE_MS;
    await stage.calls();
    stage.bytes();
    const started = process.hrtime.bigint();
    await stage.tick();
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    const { all, aom } = stage.bytes();
    const answered = { kB: kilobytes(all), kBOfAom: kilobytes(aom), runningNotebooks };
    const calls = await stage.calls();
    return { bench: "pass", case: `${size} machines, ${title}`, name, calls, ...answered, ms };
  };
  try {
    return [
      await played("first", 0),
      await played("next", 10),
      // The slots of half past to ten to are the same again.
      await played("full hour", 50),
    ];
  } finally {
    await stage.close();
  }
}

function perMonth({ calls, ms }) {
  return Math.round(((ms + calls * CALL_MS) / 1_000) * (MINUTES_PER_MONTH / EVERY_MINUTES));
}

function moneyOf(seconds, prices) {
  if (!prices) return {};
  const list = JSON.parse(readFileSync(prices, "utf8"));
  const cost = seconds * 0.256 * list.gbSecond + (MINUTES_PER_MONTH / EVERY_MINUTES) * list.request;
  return { perMonth: `${cost.toFixed(2)} ${list.currency}`, source: list.source };
}

/** @returns rows; `prices` may name a JSON file { source, currency, gbSecond, request } */
export async function passBench({ prices, sizes = [200, 10_000] } = {}) {
  const rows = [];
  for (const size of sizes) {
    rows.push(...(await rowsOf(size, { title: "every 10 min", rest: POLICIES })));
    rows.push(...(await rowsOf(size, { title: "with a budget", rest: `${BUDGET}${POLICIES}` })));
  }
  return rows.map(({ ms, ...row }) => {
    if (row.name !== "next") return { ...row, ms: Math.round(ms) };
    const seconds = perMonth({ ms, calls: row.calls });
    const assumed = { functionSecondsPerMonth: seconds, assumedMsPerCall: CALL_MS };
    return { ...row, ms: Math.round(ms), ...assumed, ...moneyOf(seconds, prices) };
  });
}
