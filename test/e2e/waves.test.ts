import { expect, it } from "vitest";
import type { FleetMachineInput } from "../../lib/emulator/fleet.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage } from "./support/open-stage.ts";
import { entriesOf } from "./support/run-log.ts";
import { MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const [WEB, APP, DB] = [1, 2, 3].map((number) => `c0ffee00-0000-4000-8000-00000000000${number}`) as [
  string,
  string,
  string,
];

const machines = [WEB, APP, DB].map(
  (id, index) =>
    ({
      ...{ kind: "notebook" as const, id, project: SAMPLE_PROJECTS.huaweicloud, createdMinutesAgo: 6_000 },
      ...{ name: `vision-anna-nb${index + 1}`, tags: { tier: ["web", "app", "db"][index] ?? "" } },
    }) satisfies FleetMachineInput,
);

const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
store: memory
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
limits: { percent: 100 }
policies:
  down:
    on: { every: 10m }
    resource: notebook
    waves: { order: ['tags.tier == "web"', 'tags.tier == "app"', 'tags.tier == "db"'], settle: 5m }
    then: stop
    mode: enforce
`;

it("a group is left alone when a machine before it came up again while it settled", async () => {
  const fleet = { projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" as const } }, machines };
  const stage = await opened(await openStage({ yaml, fleet }));
  const accepted = await stage.host.tick(stage.clock.now(), stage.clock.now() - 10 * MINUTE_MS);
  const run = accepted?.run ?? "";
  const passes = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute += 1) {
      stage.clock.advance(MINUTE_MS);
      await stage.host.advance(run);
    }
  };
  await passes(8);
  const stops = async () => (await stage.cloud.writes()).filter((line) => line.startsWith("StopNotebook"));
  expect(await stops()).toEqual(["StopNotebook 1", "StopNotebook 2"]);
  // Somebody needs the web server after all, and starts it in the console.
  await stage.cloud.patch(WEB, { status: "RUNNING" });
  await passes(8);
  expect(await stops()).toEqual(["StopNotebook 1", "StopNotebook 2"]);
  const left = (await entriesOf(stage.host, run)).filter(({ reason }) => reason === "dependency-failed");
  expect(left.map(({ resource, text }) => `${resource?.split("/").at(-1)}: ${text}`)).toEqual([
    `${DB}: group 3 is left alone: vision-anna-nb1 in group 1 is RUNNING and not stopped any more`,
  ]);
});
