import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runEnforce, runObserve } from "../../../../lib/cli/commands/enforce-command.ts";
import { policyForm } from "../../../../lib/core/trial/policy-form.ts";
import { targetForm } from "../../../../lib/core/trial/target-form.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";
import { entryAt } from "../../../../lib/shell/entry.ts";
import { digest } from "../../../../lib/signing/hash-chain.ts";
import { openSqliteStore } from "../../../../lib/stores/sqlite/open-sqlite-store.ts";
import { load } from "../../config/load.ts";
import { fakeTerminal, NOON_MS } from "../fake-terminal.ts";
import { add, receive } from "../log-fixtures.ts";

const HOUR_MS = 3_600_000;

const YAML = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: "0123", credentials: env:TEST }
store: sqlite:curfew.db
owners:
  - field: user.name
policies:
  # Nobody is there at night.
  nights:
    on: { every: 1h }
    resource: notebook
    then: stop
    mode: observe   # for now
  rebuild:
    on: { every: 1h }
    resource: dev-server
    then: reboot
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "curfew-enforce-"));
  await writeFile(join(folder, "curfew.yaml"), YAML);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const written = (name = "curfew.yaml") => readFile(join(folder, name), "utf8");

async function formOf(name: string): Promise<string> {
  const loaded = await load(YAML);
  const policy = loaded.ok ? loaded.config.policies.find((one) => one.name === name) : undefined;
  return policyForm(policy as NonNullable<typeof policy>, digest);
}

/** What the log says of the fleet behind `prod`. */
const FLEET = targetForm(
  { cloud: "huaweicloud", region: "cn-north-4", project: "0123", endpoint: null },
  { digest, resolve: (reference) => reference },
);

/** Logs that several tests begin with, made once. */
const logs = new Map<number, Promise<string>>();
let shelf: string;

beforeAll(async () => {
  shelf = await mkdtemp(join(tmpdir(), "curfew-enforce-logs-"));
});

afterAll(() => rm(shelf, { recursive: true, force: true }));

/** Puts a log into the folder in which the policy was judged for so many hours. */
async function observed(hours: number): Promise<void> {
  const made = logs.get(hours) ?? makeLog(hours);
  logs.set(hours, made);
  await copyFile(await made, join(folder, "curfew.db"));
}

/** The policy was judged every hour until noon, and would have stopped one machine two hours before. */
async function makeLog(hours: number): Promise<string> {
  const path = join(shelf, `${hours}.db`);
  const store = await openSqliteStore({ path });
  const form = await formOf("nights");
  const counts = [{ policy: "nights", act: 0, observe: 1, skip: 2, notMeant: 0, reasons: {} }];
  const passes = Array.from({ length: hours + 1 }, (_, index) =>
    entryAt(NOON_MS - (hours - index) * HOUR_MS, {
      ...{ phase: "decided", reason: "matched" },
      details: { complete: true, plan: 1, counts, forms: { nights: form }, targets: { prod: FLEET } },
    }),
  );
  const stop = entryAt(NOON_MS - 2 * HOUR_MS, {
    ...{ phase: "planned", reason: "observe", policy: "nights", resource: "prod/notebook/nb-1" },
    ...{ action: "stop", text: "would stop: nobody works here" },
    details: { name: "vision-anna-1", owner: "anna", savesPerHour: { amount: 3.5, currency: "EUR" } },
  });
  await receive(store, "r1");
  await add(store, "r1", [...passes, stop]);
  await store.close();
  return path;
}

async function logged(): Promise<readonly StatusEntry[]> {
  const store = await openSqliteStore({ path: join(folder, "curfew.db") });
  const { entries } = await store.find({ phases: ["received", "finished"] }, { limit: 10 });
  await store.close();
  return entries.filter(({ policy }) => policy !== null);
}

interface Told {
  readonly answer?: string;
  readonly command?: typeof runEnforce;
  readonly cwd?: string;
}

async function enforce(
  args: readonly string[],
  options: Readonly<Record<string, unknown>> = {},
  { answer, command = runEnforce, cwd = folder }: Told = {},
) {
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return answer ?? "";
  };
  const plain = fakeTerminal({ cwd, env: { USER: "olga" } });
  const terminal = answer === undefined ? plain : { ...plain, ask };
  const code = await command({ args, options, terminal });
  return { code, asked, terminal, out: plain.text(), err: plain.errLines.join("\n") };
}

describe("curfew enforce", () => {
  it("shows what would have been stopped, changes one word of the file and writes down who did it", async () => {
    await observed(72);
    const { code, out, err } = await enforce(["nights"], { yes: true, why: "looked at it all week" });
    expect(err).toBe("");
    expect(code).toBe(0);
    expect(out).toMatch(/nights would have asked for stop 1 time on 1 machine\n/);
    expect(out).toMatch(
      /vision-anna-1 +anna +1 +2026-03-14 \d\d:\d\d \(10:00 UTC\) +2\.0 +7\.00 EUR +nobody works here/,
    );
    expect(out).toMatch(
      /observed for 72 h: 73 passes from 2026-03-11 \d\d:00 \(12:00 UTC\) to 2026-03-14 \d\d:00 \(12:00 UTC\)/,
    );
    expect(out).toContain("- 13:     mode: observe   # for now\n  + 13:     mode: enforce   # for now");
    expect(out).toMatch(/A running curfew serve has read the file when it started: start it again/);
    expect(await written()).toBe(YAML.replace("mode: observe", "mode: enforce"));
    const data = { policy: "nights", from: "observe", to: "enforce", by: "olga", trialHours: 72, now: false };
    expect(await logged()).toMatchObject([
      {
        ...{ phase: "received", policy: "nights" },
        text: "nights: mode observe to enforce, by olga: looked at it all week",
        details: { ...data, why: "looked at it all week", type: "policy.mode" },
      },
      { phase: "finished", reason: "done", details: data },
    ]);
  });

  it("refuses under 72 hours, names when there will be enough, and touches nothing", async () => {
    await observed(10);
    const { code, err } = await enforce(["nights"], { yes: true });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^curfew: not enforced: 10 h of 72 h are in the log; there will be enough at 2026-03-17 \d\d:00 \(02:00 UTC\), if it goes on being judged; or, if you know why: curfew enforce nights --now --why "…"$/,
    );
    expect(await written()).toBe(YAML);
    expect(await logged()).toEqual([]);
  });

  it("refuses without any log, and makes none by looking", async () => {
    const { code, out, err } = await enforce(["nights"], { yes: true });
    expect(code).toBe(1);
    expect(err).toMatch(
      /no pass that .* is in the log; let curfew serve run, .*: there will be enough at 2026-03-17 /,
    );
    expect(out).toMatch(/no pass in which it was observed as it is written now/);
    await expect(stat(join(folder, "curfew.db"))).rejects.toThrow("ENOENT");
  });

  it("goes on with --now and a reason, which the log keeps", async () => {
    await observed(10);
    await expect(enforce(["nights"], { now: true })).rejects.toThrow(/^--why: the reason for not waiting/);
    const { code, out } = await enforce(["nights"], { now: true, why: "the budget is gone", yes: true });
    expect(code).toBe(0);
    expect(out).toMatch(/enforced all the same, since --now is given: 10 h of 72 h/);
    expect(await written()).toContain("mode: enforce   # for now");
    expect(await logged()).toMatchObject([
      { details: { why: "the budget is gone", now: true, trialHours: 10 } },
      {},
    ]);
  });

  it("does not count what was judged before the policy was changed", async () => {
    await observed(72);
    await writeFile(join(folder, "curfew.yaml"), YAML.replace("every: 1h", "every: 2h"));
    const { code, out, err } = await enforce(["nights"], { yes: true });
    expect(code).toBe(1);
    expect(out).toMatch(
      /until 2026-03-14 .* it was written otherwise or enforced; the time beside such a pass does not count/,
    );
    expect(err).toContain("0 h of 72 h are in the log");
  });

  it.each([
    ["another region", YAML.replace("cn-north-4", "cn-south-1")],
    ["another project", YAML.replace('"0123"', '"4567"')],
    [
      "the cloud instead of its emulator",
      YAML.replace("project:", 'endpoint: "http://127.0.0.1:9000", project:'),
    ],
    ["another name", YAML.replace("prod:", "lab:")],
  ])("does not count what was seen of other machines: %s", async (_, yaml) => {
    await observed(72);
    await writeFile(join(folder, "curfew.yaml"), yaml);
    const { code, out, err } = await enforce(["nights"], { yes: true });
    expect(code).toBe(1);
    expect(out).not.toContain("vision-anna-1");
    expect(out).toMatch(
      /a target had another cloud, region, project or endpoint than now; that does not count/,
    );
    expect(err).toContain("0 h of 72 h are in the log");
    expect(await written()).toBe(yaml);
  });

  it("counts nothing while it cannot be told which project is meant", async () => {
    await observed(72);
    const yaml = YAML.replace('"0123"', "env:NO_SUCH_PROJECT");
    await writeFile(join(folder, "curfew.yaml"), yaml);
    const { code, err } = await enforce(["nights"], { yes: true });
    expect(code).toBe(1);
    expect(err).toMatch(/not enforced: it cannot be told which project the targets mean: NO_SUCH_PROJECT/);
  });

  it("believes no log that somebody has edited, and goes on with --now alone", async () => {
    await observed(72);
    const database = new Database(join(folder, "curfew.db"));
    database.exec("update entries set bytes = replace(bytes, 'nobody works here', 'all of them rest')");
    database.close();
    const { code, err } = await enforce(["nights"], { yes: true });
    expect(code).toBe(1);
    expect(err).toMatch(
      /not enforced: the log has a problem, so what .*: curfew log --verify; or, if you know/,
    );
    expect(await written()).toBe(YAML);
    expect((await enforce(["nights"], { yes: true, now: true, why: "known" })).code).toBe(0);
  });

  it("asks on a terminal, and takes everything but yes for a no", async () => {
    await observed(72);
    const no = await enforce(["nights"], {}, { answer: "" });
    expect([no.code, no.asked]).toEqual([1, ["Enforce nights? [y/N] "]]);
    expect(await written()).toBe(YAML);
    expect((await enforce(["nights"], {}, { answer: "y" })).code).toBe(0);
    expect(await written()).not.toBe(YAML);
  });

  it("changes nothing where nobody can be asked, and says how", async () => {
    await observed(72);
    await expect(enforce(["nights"])).rejects.toThrow(/^--yes: nobody can be asked here/);
    expect(await written()).toBe(YAML);
    expect(await logged()).toEqual([]);
  });

  it("says that a policy enforces already, and back and forth leaves the file as it was", async () => {
    await observed(72);
    await enforce(["nights"], { yes: true });
    expect(await enforce(["nights"])).toMatchObject({
      code: 0,
      out: "nights enforces already; nothing was changed",
    });
    const back = await enforce(["nights"], { why: "too eager" }, { command: runObserve });
    expect(back.code).toBe(0);
    expect(back.out).toContain("+ 13:     mode: observe   # for now");
    expect(await written()).toBe(YAML);
    expect((await logged()).slice(-2)).toMatchObject([
      { text: "nights: mode enforce to observe, by olga: too eager" },
      { text: expect.stringMatching(/curfew\.yaml says mode: observe$/) },
    ]);
    expect(await enforce(["nights"], {}, { command: runObserve })).toMatchObject({
      code: 0,
      out: "nights only observes already; nothing was changed",
    });
  });

  it("guesses the policy that was meant", async () => {
    await expect(enforce(["night"])).rejects.toThrow(/did you mean "nights"\?/);
    await expect(enforce(["xyz"])).rejects.toThrow(/there is: nights, rebuild/);
  });

  it("refuses a change after which the file would not be valid, and shows why", async () => {
    const terminal = fakeTerminal({ cwd: folder });
    const work = runEnforce({ args: ["rebuild"], options: { yes: true }, terminal });
    await expect(work).rejects.toThrow(/with mode: enforce it would not be valid; nothing was changed/);
    expect(terminal.errLines.join("\n")).toMatch(/allow does not contain|write allow: \[/);
    expect(await written()).toBe(YAML);
  });

  it("refuses where other policies would change with it", async () => {
    const shared = YAML.replace("mode: observe", "mode: &m observe").concat("    mode: *m\n");
    await writeFile(join(folder, "curfew.yaml"), shared.replace("then: reboot", "then: stop"));
    const terminal = fakeTerminal({ cwd: folder });
    const work = runEnforce({ args: ["nights"], options: { yes: true }, terminal });
    await expect(work).rejects.toThrow(
      /in a place that other policies refer to; write mode: enforce by hand/,
    );
  });

  it("keeps the file's rights, and a link to it", async () => {
    await observed(72);
    const elsewhere = join(folder, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "real.yaml"), YAML);
    await chmod(join(elsewhere, "real.yaml"), 0o640);
    await rm(join(folder, "curfew.yaml"));
    await symlink(join(elsewhere, "real.yaml"), join(folder, "curfew.yaml"));
    expect((await enforce(["nights"], { yes: true })).code).toBe(0);
    expect((await lstat(join(folder, "curfew.yaml"))).isSymbolicLink()).toBe(true);
    expect((await stat(join(elsewhere, "real.yaml"))).mode & 0o777).toBe(0o640);
    expect(await written("elsewhere/real.yaml")).toContain("mode: enforce");
  });

  it("answers a program with everything", async () => {
    await observed(72);
    const { code, terminal } = await enforce(["nights"], { yes: true, json: true });
    expect(code).toBe(0);
    expect(JSON.parse(terminal.outLines[0] ?? "")).toMatchObject({
      ...{ policy: "nights", from: "observe", to: "enforce", changed: true },
      history: { passes: 73, coveredMs: 72 * HOUR_MS },
      outcome: { machines: [{ name: "vision-anna-1", hours: 2, saved: { amount: 7, currency: "EUR" } }] },
      change: { line: 13 },
    });
  });
});
