import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runUndo } from "../../lib/cli/commands/undo.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_ENV } from "./support/emulated-cloud.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { openStage } from "./support/open-stage.ts";
import { entriesOf, settle, skips, story } from "./support/run-log.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
const machine = (number: number, name: string) =>
  ({ kind: "dev-server", id: id(number), name: `vision-${name}-1`, serverType: "ECS" }) as const;

const FLEET = {
  projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" as const } },
  machines: [machine(1, "anna"), machine(2, "bruno"), machine(3, "carla"), machine(4, "david")],
};

const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
store: sqlite:curfew.db
limits: { percent: 100 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
policies:
  nights:
    on: { every: 10m }
    resource: dev-server
    where: name != "vision-david-1"
    then: stop
    mode: enforce
`;

/** A cloud, a store on a file, and a run that has stopped three of four servers. */
async function stoppedStage() {
  const { path: cwd } = opened(await makeTempFolder());
  const store = await openSqliteStore({ path: join(cwd, "curfew.db") });
  const stage = opened(await openStage({ fleet: FLEET, yaml, store }));
  await writeFile(join(cwd, "curfew.yaml"), yaml(stage.cloud.url));
  const tick = async () => {
    const { clock, host } = stage;
    const taken = await host.tick(clock.now(), clock.now() - 10 * MINUTE_MS);
    if (!taken) throw new Error("no policy was due");
    await settle(host, taken.run, { clock });
    return taken.run;
  };
  /** The command in a process of its own; ten seconds pass with every look at the clock. */
  const undo = async (run: string, options: Readonly<Record<string, unknown>> = {}) => {
    const now = () => {
      stage.clock.advance(10 * SECOND_MS);
      return stage.clock.now();
    };
    const terminal = fakeTerminal({ cwd, now, env: { ...TEST_ENV, USER: "anna" } });
    const code = await runUndo({ args: [run], options: { wait: "2h", ...options }, terminal });
    return { code, out: terminal.outLines, err: terminal.errLines };
  };
  return { stage, tick, undo };
}

describe("curfew undo against the cloud", () => {
  it("brings back exactly what the run stopped, and the next pass leaves it to the people who wanted it", async () => {
    const { stage, tick, undo } = await stoppedStage();
    const run = await tick();
    const before = (await stage.cloud.writes()).length;
    await stage.cloud.patch(id(2), { status: "RUNNING" });
    await stage.cloud.patch(id(3), { status: "DELETED" });

    const { code, err, out } = await undo(run, { why: "wrong night" });

    expect((await stage.cloud.writes()).slice(before)).toEqual(["StartDevServer 1"]);
    expect(await stage.cloud.statusOf(id(1))).toBe("RUNNING");
    expect(err).toEqual([
      "curfew: waiting: start of vision-anna-1: sent, and not seen to be done",
      `curfew: run ${run}: 1 of 3 machines brought back, 2 left as they are`,
    ]);
    expect(code).toBe(0);
    expect(out.join("\n")).toMatch(/vision-bruno-1\s+start\s+already-so/);
    expect(out.join("\n")).toMatch(new RegExp(`requested\\s+takes back the stop of run ${run}, `));

    const next = await tick();
    expect(skips(await entriesOf(stage.host, next))).toMatchObject({ 1: "restarted", 2: "restarted" });
    expect((await stage.cloud.writes()).slice(before)).toEqual(["StartDevServer 1"]);
  });

  it("tells of a machine that cannot be started any more, and does not count it as brought back", async () => {
    const { stage, tick, undo } = await stoppedStage();
    const run = await tick();
    await stage.cloud.patch(id(1), { failNext: ["start"] });
    const { code, err } = await undo(run);
    expect(err.at(-1)).toBe(`curfew: run ${run}: 2 of 3 machines brought back, 1 failed`);
    expect(code).toBe(1);
    expect(await stage.cloud.statusOf(id(1))).toBe("START_FAILED");
  });

  it("sends nothing outside the window", async () => {
    const { stage, tick, undo } = await stoppedStage();
    const run = await tick();
    const before = await stage.cloud.writes();
    stage.clock.advance(2 * HOUR_MS);
    await expect(undo(run, { within: "1h" })).rejects.toThrow(
      /1h is the window; make it longer with --within/,
    );
    expect(await stage.cloud.writes()).toEqual(before);
    expect(story(await entriesOf(stage.host, run)).at(-1)).toContain("succeeded stop");
  });
});
