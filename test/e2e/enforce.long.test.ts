import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runEnforce } from "../../lib/cli/commands/enforce-command.ts";
import { runRehearse } from "../../lib/cli/commands/rehearse.ts";
import { runRun } from "../../lib/cli/commands/run.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { startCloud, TEST_ENV } from "./support/emulated-cloud.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { createTestClock, HOUR_MS, MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const DAY_MINUTES = 1_440;
const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
const notebook = (number: number, name: string, pattern: "forgotten" | "busy" | "think-time") => ({
  ...{ kind: "notebook" as const, id: id(number), name: `vision-${name}-1` },
  ...{ flavor: "modelarts.bm.gpu.v100NV32", createdMinutesAgo: 30 * DAY_MINUTES },
  startedMinutesAgo: 20 * DAY_MINUTES,
  truth: { pattern, ...(pattern === "forgotten" ? { idleSinceHours: 40 } : {}) },
});

const FLEET = {
  projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" as const } },
  machines: [
    notebook(1, "anna", "forgotten"),
    notebook(2, "bruno", "busy"),
    notebook(3, "carla", "think-time"),
  ],
};

const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}", prices: prices.yaml }
store: sqlite:curfew.db
limits: { percent: 100 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
policies:
  idle: { on: { every: 1h }, resource: notebook, idle: 2h, then: stop } # on trial
`;

const PRICES = `version: 1
currency: EUR
source: invented example figures
flavors: { modelarts.bm.gpu.v100NV32: 4 }
`;

type Command = typeof runEnforce;

/** A cloud, a folder with a config, and commands in it; the clock of the test is everybody's. */
async function openFolder() {
  const clock = createTestClock();
  const cloud = opened(await startCloud(clock, { fleet: FLEET }));
  const { path: cwd } = opened(await makeTempFolder());
  await writeFile(join(cwd, "curfew.yaml"), yaml(cloud.url));
  await writeFile(join(cwd, "prices.yaml"), PRICES);
  const play = async (command: Command, args: readonly string[], options: Record<string, unknown> = {}) => {
    const terminal = fakeTerminal({ cwd, now: clock.now, env: { ...TEST_ENV, USER: "olga" } });
    const code = await command({ args, options, terminal });
    return { code, out: terminal.outLines.join("\n"), err: terminal.errLines.join("\n") };
  };
  return { clock, cloud, cwd, play };
}

describe("turning a policy from observing to enforcing", () => {
  it("is refused after ten hours, with the time at which there is enough, and nothing is stopped", async () => {
    const { clock, cloud, cwd, play } = await openFolder();
    for (let hour = 0; hour <= 10; hour += 1) {
      await play(runRun, []);
      clock.advance(HOUR_MS);
    }
    clock.advance(-50 * MINUTE_MS);
    const { code, err } = await play(runEnforce, ["idle"], { yes: true, json: true });
    expect(code).toBe(1);
    expect(err).toMatch(
      /10 h of 72 h are in the log; there will be enough at 2026-05-15 \d\d:00 \(\d\d:00 UTC\), if it goes on/,
    );
    expect(await cloud.writes()).toEqual([]);
    expect(await readFile(join(cwd, "curfew.yaml"), "utf8")).toBe(yaml(cloud.url));
  });

  it("is done after three days, shows what would have been stopped, and then stops just that", async () => {
    const { clock, cloud, cwd, play } = await openFolder();
    const rehearsed = await play(runRehearse, [], { days: "4" });
    expect(rehearsed).toMatchObject({ code: 0, err: "" });
    expect(rehearsed.out).toMatch(/^lived through 4 days up to 2026-05-12 .*: 97 passes are in the log\n/);
    expect(await cloud.writes()).toEqual([]);

    const enforced = await play(runEnforce, ["idle"], { yes: true, why: "four quiet days" });
    expect(enforced.err).toBe("");
    expect(enforced.code).toBe(0);
    // Idle for 40 hours at the end of the rehearsal, two of which the policy waits: 38 hours at 4 EUR.
    expect(enforced.out).toMatch(/vision-anna-1 +anna +1 +2026-05-10 .* 3[78]\.0 +1(48|52)\.00 EUR/);
    expect(enforced.out).toMatch(/vision-carla-1 +carla +[1-9]/);
    expect(enforced.out).not.toContain("vision-bruno-1");
    expect(enforced.out).toMatch(/in use again afterwards: \d+ times/);
    expect(await readFile(join(cwd, "curfew.yaml"), "utf8")).toBe(
      yaml(cloud.url).replace("then: stop }", "then: stop, mode: enforce }"),
    );

    clock.advance(HOUR_MS);
    await play(runRun, []);
    expect(await cloud.writes()).toContain("StopNotebook 1");
    expect(await cloud.writes()).not.toContain("StopNotebook 2");
    const store = opened(await openSqliteStore({ path: join(cwd, "curfew.db") }));
    const { entries } = await store.find({ policy: "idle", phases: ["received"] }, { limit: 9 });
    expect(entries.map(({ text }) => text)).toEqual([
      "idle: mode observe to enforce, by olga: four quiet days",
    ]);
  });

  it("takes no rehearsal on an emulator for a trial on the real cloud", async () => {
    const { cwd, play } = await openFolder();
    await play(runRehearse, [], { days: "4" });
    const file = join(cwd, "curfew.yaml");
    const real = (await readFile(file, "utf8")).replace(/, endpoint: "[^"]+"/, "");
    await writeFile(file, real);
    const { code, out, err } = await play(runEnforce, ["idle"], { yes: true });
    expect(code).toBe(1);
    expect(out).not.toContain("vision-anna-1");
    expect(err).toContain("0 h of 72 h are in the log");
    expect(await readFile(file, "utf8")).toBe(real);
  });

  it("goes on between the slots with what a pass has begun, as curfew serve does", async () => {
    const { cwd, play } = await openFolder();
    const file = join(cwd, "curfew.yaml");
    const idle = await readFile(file, "utf8");
    const evening = 'evening: { on: { cron: "0 1 * * *" }, resource: notebook, then: stop, mode: enforce }';
    await writeFile(file, idle.replace(/ {2}idle: .*/, `  ${evening}`));
    expect((await play(runRehearse, [], { days: "1" })).code).toBe(0);
    const store = opened(await openSqliteStore({ path: join(cwd, "curfew.db") }));
    expect(await store.openRuns({ limit: 9 })).toEqual([]);
    const { entries } = await store.find({ phases: ["succeeded"] }, { limit: 9 });
    expect(entries.length).toBeGreaterThan(0);
    const [first] = entries;
    expect(first?.at).toMatch(/T01:0[1-9]:/);
  });

  it("puts no history before what the log holds already", async () => {
    const { play } = await openFolder();
    await play(runRun, [], { all: true });
    await expect(play(runRehearse, [], { days: "1" })).rejects.toThrow(/history cannot be put before them/);
  });

  it("does not count passes that could read nothing", async () => {
    const { cloud, play } = await openFolder();
    await cloud.permit([]);
    expect(await play(runRehearse, [], { days: "4" })).toMatchObject({ code: 0 });
    const { code, out, err } = await play(runEnforce, ["idle"], { yes: true });
    expect(code).toBe(1);
    expect(out).toContain("no pass in which it was observed as it is written now and judged a machine");
    expect(err).toContain("no pass that judged a machine by it is in the log");
  });

  it("rehearses with nothing but an emulator", async () => {
    const { cwd, cloud, play } = await openFolder();
    await writeFile(join(cwd, "curfew.yaml"), yaml("https://modelarts.example.invalid"));
    await expect(play(runRehearse, [])).rejects.toThrow(
      /is no emulator, and only an emulator's clock can be moved/,
    );
    await writeFile(join(cwd, "curfew.yaml"), yaml(cloud.url).replace(/endpoint: "[^"]+", /, ""));
    await expect(play(runRehearse, [])).rejects.toThrow(/a target without endpoint is a real cloud/);
  });
});
