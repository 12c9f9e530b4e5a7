import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runReport } from "../../../../lib/cli/commands/report.ts";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: 0123456789abcdef0123456789abcdef }
store: sqlite:curfew.db
policies: {}
`;

/** A folder with a configuration and a log in which nothing has happened yet. */
let cwd = "";

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "curfew-report-"));
  await writeFile(join(cwd, "curfew.yaml"), CONFIG);
  await (await openSqliteStore({ path: join(cwd, "curfew.db") })).close();
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function printed(options: Record<string, unknown>) {
  const terminal = fakeTerminal({ cwd });
  const code = await runReport({ args: [], options, terminal });
  return { code, terminal };
}

describe("curfew report", () => {
  it("is a table of this month unless it is told otherwise, and says what was not seen", async () => {
    const { code, terminal } = await printed({});
    expect(code).toBe(0);
    expect(terminal.outLines).toEqual([
      "2026-03 (UTC), 0 hours seen",
      "324 of 324 hours were not seen: nothing is counted before the first, and what ran before and after a gap counts as having run",
      "no machine was seen running",
    ]);
  });

  it("is comma-separated values or JSON where that was asked", async () => {
    const csv = await printed({ format: "csv", month: "2026-02" });
    expect(csv.terminal.outLines[0]).toMatch(/^section,owner,team,/);
    expect(csv.terminal.outLines[1]).toBe("note,,,,,,,,,,,,,0 of 672 hours were seen");
    for (const options of [{ format: "json" }, { json: true }]) {
      const { terminal } = await printed(options);
      expect(terminal.json()).toMatchObject({
        ...{ month: "2026-03", spent: [], saved: [], disks: [], advice: [], hoursExpected: 324 },
        counterfactual: expect.stringContaining("until anybody starts the machine again"),
      });
    }
  });

  it("refuses a month and a format that do not exist", async () => {
    await expect(printed({ month: "2026-13" })).rejects.toThrow("--month");
    await expect(printed({ format: "xml" })).rejects.toThrow("--format");
  });
});
