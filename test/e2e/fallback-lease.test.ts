import { expect, it } from "vitest";
import type { FleetMachineInput } from "../../lib/emulator/fleet.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
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

const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${SAMPLE_PROJECTS.huaweicloud}, credentials: env:TEST, endpoint: "${url}" }
store: memory
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
policies:
  fallback: { on: { every: 10m }, resource: notebook, then: { lease: { hours: 2 } }, mode: enforce }
`;

it("a cloud left to itself for three days stops what is abandoned and nobody at work", async () => {
  const fleet = { projects: { [SAMPLE_PROJECTS.huaweicloud]: { cloud: "huaweicloud" as const } }, machines };
  const stage = await opened(await openStage({ yaml, fleet }));
  const tick = async () => {
    const accepted = await stage.host.tick(stage.clock.now(), stage.clock.now() - 10 * MINUTE_MS);
    return settle(stage.host, accepted?.run ?? "", stage);
  };
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
