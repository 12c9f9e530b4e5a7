import { expect, it } from "vitest";
import { createModelArtsClient } from "../../lib/clients/modelarts/client.ts";
import type { FleetMachineInput } from "../../lib/emulator/fleet.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_KEY } from "./support/emulated-cloud.ts";
import { openStage } from "./support/open-stage.ts";
import { settle } from "./support/run-log.ts";
import { HOUR_MS, MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;
const ALWAYS = { from: 0, to: 24, days: [0, 1, 2, 3, 4, 5, 6], utcOffsetMinutes: 0 };

/** What goes on in each notebook, and whether anybody would miss it. */
const NOTEBOOKS: readonly (readonly [NonNullable<FleetMachineInput["truth"]>, boolean])[] = [
  [{ pattern: "steady-training" }, true],
  [{ pattern: "busy" }, true],
  ...Array.from({ length: 4 }, () => [{ pattern: "data-stalls" }, true] as const),
  ...Array.from({ length: 4 }, () => [{ pattern: "think-time", hours: ALWAYS }, true] as const),
  ...Array.from({ length: 2 }, () => [{ pattern: "ssh-only", hours: ALWAYS }, true] as const),
  [{ pattern: "dead-agent" }, true],
  [{ pattern: "idle" }, false],
  [{ pattern: "forgotten", idleSinceHours: 5 }, false],
  [{ pattern: "forgotten", idleSinceHours: 40 }, false],
];

const machines = NOTEBOOKS.map(
  ([truth], index) =>
    ({
      ...{ kind: "notebook" as const, id: id(index + 1), name: `vision-anna-nb${index + 1}` },
      ...{ flavor: "modelarts.vm.gpu.t4u8", createdMinutesAgo: 6_000, truth },
      project: SAMPLE_PROJECTS.huaweicloud,
    }) satisfies FleetMachineInput,
);

const config = (policies: readonly string[]) => (url: string) =>
  `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
store: memory
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
policies:
${policies.map((line) => `  ${line}\n`).join("")}`;

const FALLBACK =
  "fallback: { on: { every: 10m }, resource: notebook, cooldown: 0, then: { lease: { hours: 2 } }, mode: enforce }";
const IDLE =
  "idle: { on: { every: 10m }, resource: notebook, idle: { for: 2h, grace: 0 }, cooldown: 0, then: stop, mode: enforce }";

async function openFleet(machines: readonly FleetMachineInput[], policies: readonly string[]) {
  const fleet = {
    projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" as const } },
    machines: [...machines],
  };
  const stage = await opened(await openStage({ yaml: config(policies), fleet }));
  const tick = async () => {
    const accepted = await stage.host.tick(stage.clock.now(), stage.clock.now() - 10 * MINUTE_MS);
    return settle(stage.host, accepted?.run ?? "", stage);
  };
  return { ...stage, tick };
}

it("a cloud left to itself for three days stops what is abandoned and nobody at work", async () => {
  const stage = await openFleet(machines, [FALLBACK]);
  const { tick } = stage;
  const entries = await tick();
  const leases = (await stage.cloud.writes()).filter((line) => line.startsWith("RenewLease"));
  expect(leases).toHaveLength(NOTEBOOKS.length);
  expect(entries.filter(({ phase }) => phase === "succeeded").map(({ text }) => text)).toContain(
    "the cloud itself will stop it once it has been idle for 2 hours",
  );
  // The next pass begins nothing anew, or the detector would never come to its end.
  stage.clock.advance(40 * MINUTE_MS);
  await tick();
  expect((await stage.cloud.writes()).filter((line) => line.startsWith("RenewLease"))).toEqual(leases);
  stage.clock.advance(72 * HOUR_MS);
  const found = await Promise.all(NOTEBOOKS.map((_, index) => stage.cloud.statusOf(id(index + 1))));
  expect(found).toEqual(NOTEBOOKS.map(([, isAtWork]) => (isAtWork ? "RUNNING" : "STOPPED")));
});

it("a lease that a person renews keeps a machine, and the one that was set as the fallback does not", async () => {
  const rested = machines.slice(0, 2).map((machine) => ({
    ...machine,
    truth: { pattern: "forgotten" as const, idleSinceHours: 0.5 },
  }));
  const stage = await openFleet(rested, [FALLBACK, IDLE]);
  await stage.tick();
  expect(await stage.cloud.writes()).toHaveLength(2);
  stage.clock.advance(100 * MINUTE_MS);
  const person = await opened(
    createModelArtsClient({
      ...{ cloud: "huaweicloud" as const, projectId: SAMPLE_PROJECTS.huaweicloud },
      ...{ endpoint: stage.cloud.url, credentials: () => TEST_KEY, now: () => new Date(stage.clock.now()) },
    }),
  );
  await person.renewLease(id(1), {}, { type: "idle", duration: 8 * HOUR_MS });
  stage.clock.advance(10 * MINUTE_MS);
  await stage.tick();
  const found = () => Promise.all([1, 2].map((number) => stage.cloud.statusOf(id(number))));
  expect(await found()).toEqual(["RUNNING", "STOPPED"]);
  // Nothing keeps a machine for ever: once the window has passed since then, it is idle as well.
  stage.clock.advance(2 * HOUR_MS);
  await stage.tick();
  expect(await found()).toEqual(["STOPPED", "STOPPED"]);
});
