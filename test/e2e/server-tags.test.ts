import { describe, expect, it } from "vitest";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage } from "./support/open-stage.ts";
import { settle } from "./support/run-log.ts";
import { MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const PROJECT = SAMPLE_PROJECTS.huaweicloud;
const id = (number: number) => `c0ffee00-0000-4000-8000-${String(number).padStart(12, "0")}`;

const server = (number: number, tags: Readonly<Record<string, string>>) => ({
  ...{ kind: "dev-server" as const, id: id(number), project: PROJECT, name: `vision-anna-${number}` },
  ...{ flavor: "pi2.2xlarge.4", serverType: "ECS" as const, createdMinutesAgo: 6_000, tags },
});

const FLEET = {
  projects: { [PROJECT]: { cloud: "huaweicloud" as const } },
  machines: [server(1, {}), server(2, { keep: "yes" }), server(3, { env: "test" })],
};

/** The machines that a policy with this `where` stops, and how often tags were asked for. */
async function stoppedBy(where: string): Promise<{ stopped: readonly string[]; asked: number }> {
  const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${PROJECT}, credentials: env:TEST, endpoint: "${url}" }
store: memory
limits: { percent: 100, perOwnerPerHour: 10 }
owners: [{ name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-' }]
policies:
  stop:
    on: { every: 10m }
    resource: dev-server
    where: '${where}'
    then: stop
    mode: enforce
`;
  const stage = await opened(await openStage({ yaml, fleet: FLEET }));
  const accepted = await stage.host.tick(stage.clock.now(), stage.clock.now() - 10 * MINUTE_MS);
  await settle(stage.host, accepted?.run ?? "", stage);
  const found = await Promise.all(
    FLEET.machines.map(async (machine) => [machine, await stage.cloud.statusOf(machine.id)] as const),
  );
  const stopped = found.filter(([, status]) => status === "STOPPED").map(([{ name }]) => name);
  return { stopped, asked: (await stage.cloud.calls())["FilterServersByTag"] ?? 0 };
}

describe("tags of servers", () => {
  it("are known to a policy that leaves out what carries one", async () => {
    expect(await stoppedBy('!("keep" in tags)')).toEqual({
      stopped: ["vision-anna-1", "vision-anna-3"],
      asked: 1,
    });
  });

  it("are known to a policy that looks at all of them", async () => {
    expect(await stoppedBy('tags.exists(key, key.startsWith("ke"))')).toMatchObject({
      stopped: ["vision-anna-2"],
    });
  });
});
