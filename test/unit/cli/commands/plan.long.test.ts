import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPlan } from "../../../../lib/cli/commands/plan.ts";
import { entryAt } from "../../../../lib/shell/entry.ts";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";
import { fakeTerminal } from "../fake-terminal.ts";
import { add, receive, sent, stepOf } from "../log-fixtures.ts";

const NOW_MS = Date.now();
const MINUTE_MS = 60_000;

const CONFIG = `
version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: "0123", credentials: env:NOT_SET }
store: sqlite:curfew.db
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
limits: { percent: 100 }
policies:
  nights:
    { on: { every: 10m }, resource: notebook, where: flavor.gpu > 0, then: stop, mode: enforce, warn: [30m] }
`;

/** Machines of the emulator's sample fleet. */
const [HELD, WARNED, STOPPED, FRESH] = [4, 5, 6, 7].map(
  (number) => `prod/notebook/c0ffee00-0000-4000-8000-${String(100 + number).padStart(12, "0")}`,
) as [string, string, string, string];

let folder = "";
const file = () => join(folder, "curfew.db");

/** One machine is held, one was warned half an hour ago, one was stopped ten minutes ago. */
async function writeLog(): Promise<void> {
  const store = await openSqliteStore({ path: file() });
  await store.putHold({
    ...{ resource: HELD, owner: "david", reason: "data arrives tonight" },
    createdAt: new Date(NOW_MS - MINUTE_MS).toISOString(),
    until: new Date(NOW_MS + 60 * MINUTE_MS).toISOString(),
  });
  await receive(store, "r1");
  const pending = { warnedAtMs: NOW_MS - 31 * MINUTE_MS, stopAtMs: NOW_MS - MINUTE_MS, levelMs: 1_800_000 };
  const warned = entryAt(pending.warnedAtMs, {
    ...{ phase: "skipped", reason: "warned", policy: "nights", resource: WARNED, action: "stop" },
    details: { memory: { pending } },
  });
  const stop = sent(stepOf("s1", { resource: STOPPED, verb: "stop" }), 0);
  await add(store, "r1", [warned, { ...stop, at: new Date(NOW_MS - 10 * MINUTE_MS).toISOString() }]);
  await store.close();
}

async function plan(options: Readonly<Record<string, unknown>> = {}) {
  const terminal = fakeTerminal({ cwd: folder, nowMs: NOW_MS });
  const code = await runPlan({ args: [], options: { json: true, ...options }, terminal });
  const { rows } = JSON.parse(terminal.outLines[0] ?? "") as {
    rows: readonly { resource: string | null; what: string; reason: string }[];
  };
  const said = (ref: string) =>
    rows.flatMap((row) => (row.resource === ref ? [`${row.what} ${row.reason}`] : []));
  return { code, said, rows, err: terminal.errLines.join("\n") };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "curfew-plan-"));
  await writeFile(join(folder, "curfew.yaml"), CONFIG);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("curfew plan", () => {
  it("says that there is no log yet, and makes none", async () => {
    const { err, said } = await plan();
    expect(err).toMatch(/curfew\.db is not there yet, so this plan knows of no holds, warnings or earlier/);
    expect(said(HELD)).toEqual(["skip warned"]);
    await expect(stat(file())).rejects.toThrow("ENOENT");
  });

  it("knows what the log holds, tells what it knows already, and leaves every byte of it as it was", async () => {
    await writeLog();
    const before = await readFile(file());
    const { said, err } = await plan();
    expect(err).not.toContain("knows of no holds");
    expect(said(HELD)).toEqual(["skip held"]);
    expect(said(WARNED)).toEqual(["would act matched"]);
    expect(said(STOPPED)).toEqual(["skip cooldown"]);
    expect(said(FRESH)).toEqual(["skip warned"]);
    expect(before.equals(await readFile(file()))).toBe(true);
  });

  it("leaves the log aside when asked to", async () => {
    const { said, err } = await plan({ withoutLog: true });
    expect([HELD, WARNED, STOPPED].flatMap(said)).toEqual(["skip warned", "skip warned", "skip warned"]);
    expect(err).not.toContain("knows of no holds");
  });
});
