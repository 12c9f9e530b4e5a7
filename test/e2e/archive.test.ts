import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runLog } from "../../lib/cli/commands/log.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { closedRun, intake } from "../contract/store-fixtures.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { makeTempFolder } from "./support/temp-folder.ts";

const opened = cleanUpAfterEach();
const ENV = { CURFEW_LOG_KEY: "visibly-fake-log-key", USER: "u-101" };

/** A folder with a log of three runs that ended in the first days of 2026, and one that is open. */
async function logFolder(): Promise<string> {
  const { path } = opened(await makeTempFolder());
  const store = await openSqliteStore({ path: join(path, "curfew.db"), logKey: ENV.CURFEW_LOG_KEY });
  for (const [index, run] of ["r-1", "r-2", "r-3"].entries()) await closedRun(store, run, index * 1_000);
  await store.accept(intake("r-open", 5_000));
  await store.close();
  return path;
}

async function log(cwd: string, options: Record<string, unknown>) {
  const terminal = fakeTerminal({ cwd, env: ENV, now: () => Date.UTC(2026, 2, 14) });
  const code = await runLog({ args: [], options: { ...options, json: true }, terminal });
  return { code, said: JSON.parse(terminal.outLines.join("")) };
}

describe("curfew log --archive", () => {
  it("moves old runs out of the store's file, and both are checked together", async () => {
    const cwd = await logFolder();
    const archived = await log(cwd, { archive: "old.jsonl", keep: "1d" });
    expect(archived.said).toMatchObject({
      archived: true,
      runs: 3,
      entries: 15,
      removed: 15,
      from: 1,
      to: 3,
    });
    const alone = await log(cwd, { verify: true, anchor: archived.said.head });
    expect(alone.said).toMatchObject({ ok: true, runs: 5, entries: 3, checkpoints: 4 });
    expect(alone.said.unknowns).toContain("checkpoints 1 to 3 are in archives: check them with their files");
    const both = await log(cwd, { verify: true, anchor: archived.said.head, with: ["old.jsonl"] });
    expect(both).toMatchObject({
      code: 0,
      said: { ok: true, files: [{ ok: true, digest: archived.said.digest }] },
    });
    expect(both.said.unknowns).toEqual([expect.stringMatching(/^runs still open/)]);

    const again = await log(cwd, { archive: "older.jsonl", keep: "1d" });
    expect(again).toMatchObject({ code: 0, said: { archived: false } });

    const text = await readFile(join(cwd, "old.jsonl"), "utf8");
    await writeFile(join(cwd, "old.jsonl"), text.replace("nb-1", "nb-2"));
    const edited = await log(cwd, { verify: true, with: ["old.jsonl"] });
    expect(edited).toMatchObject({ code: 1, said: { ok: false, files: [{ ok: false }] } });
  });

  it("refuses to keep less than a cooldown of the policies counts", async () => {
    const cwd = await logFolder();
    const policy = "{ on: { every: 10m }, resource: notebook, idle: 2h, then: stop, cooldown: 3d }";
    await writeFile(
      join(cwd, "curfew.yaml"),
      `version: 1\nstore: sqlite:curfew.db\ntargets:\n  prod: { cloud: huaweicloud, region: cn-north-4, project: p, credentials: env:HW }\npolicies:\n  slow: ${policy}\n`,
    );
    await expect(log(cwd, { archive: "old.jsonl", keep: "2d" })).rejects.toThrow(/--keep: at least .* 3d/);
    expect((await log(cwd, { archive: "old.jsonl", keep: "3d" })).said).toMatchObject({ archived: true });
  });
});
