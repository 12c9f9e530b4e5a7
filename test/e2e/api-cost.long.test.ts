import { describe, expect, it } from "vitest";
import { generateFleet } from "../../lib/emulator/generate-fleet.ts";
import { SAMPLE_PROJECTS } from "../../lib/emulator/sample-fleet.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { entriesOf } from "./support/run-log.ts";
import { MINUTE_MS } from "./support/test-clock.ts";

const opened = cleanUpAfterEach();

const PROJECT = SAMPLE_PROJECTS.huaweicloud;
const PASSES_PER_MONTH = (730 * 60) / 10;

const yaml = (url: string) => `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: ${PROJECT}, credentials: env:TEST, endpoint: "${url}" }
store: memory
allow: [stop]
limits: { perRun: 200, percent: 100, perOwnerPerHour: 200 }
owners:
  - name: '^(?<team>[a-z]+)-(?<owner>[a-z]+)-'
policies:
  idle-notebooks:
    on: { every: 10m }
    resource: notebook
    idle: 2h
    then: stop
    mode: enforce
  idle-servers:
    on: { every: 10m }
    resource: dev-server
    idle: 2h
    then: stop
    mode: enforce
`;

const STOPS = ["StopNotebook", "StopDevServer", "BatchDevServersAction"];

/** Calls since the last time, those that stop something left out. */
async function questions({ cloud }: Stage): Promise<number> {
  const counts = Object.entries(await cloud.calls()).filter(([operation]) => !STOPS.includes(operation));
  await cloud.forgetCalls();
  return counts.reduce((sum, [, count]) => sum + count, 0);
}

describe("what a pass over 200 machines costs", () => {
  it("is at most 16 questions to the cloud, and 12 to follow what was stopped", async ({ annotate }) => {
    const kinds = { notebook: 1, "dev-server": 1 };
    const fleet = generateFleet({ size: 200, seed: 3, kinds, project: PROJECT });
    const stage = opened(await openStage({ yaml, fleet }));
    const nowMs = stage.clock.now();
    const run = (await stage.host.tick(nowMs, nowMs - 10 * MINUTE_MS))?.run ?? "";

    const began = performance.now();
    await stage.host.advance(run);
    const passMs = performance.now() - began;
    const first = await questions(stage);
    stage.clock.advance(MINUTE_MS);
    expect(await stage.host.advance(run)).toEqual({ run, status: "finished" });
    const following = await questions(stage);

    const entries = await entriesOf(stage.host, run);
    const judged = entries.filter(({ phase }) => phase === "skipped" || phase === "planned");
    expect(judged).toHaveLength(200);
    const stopped = entries.filter(({ phase }) => phase === "succeeded").length;
    expect(stopped).toBeGreaterThan(10);

    const minutes = Math.round((passMs * PASSES_PER_MONTH) / MINUTE_MS);
    const figure = `${first} questions and ${stopped} stops in ${Math.round(passMs)} ms, ${following} questions to follow them; one pass in ten minutes is ${minutes} min of function time a month, the cloud's own time left out`;
    await annotate(figure);
    // At a full hour it also measures the hour for the fleet's history, and reads which flavors are sold out.
    expect(first, figure).toBeLessThanOrEqual(16);
    expect(following, figure).toBeLessThanOrEqual(12);
  });

  it("is no more while the machines stay as they are", async () => {
    const fleet = generateFleet({ size: 200, seed: 3, mix: { busy: 1 }, project: PROJECT });
    const stage = opened(await openStage({ yaml, fleet }));
    const costs: number[] = [];
    for (let pass = 0; pass < 3; pass += 1) {
      stage.clock.advance(10 * MINUTE_MS);
      const nowMs = stage.clock.now();
      const run = (await stage.host.tick(nowMs, nowMs - 10 * MINUTE_MS))?.run ?? "";
      expect(await stage.host.advance(run)).toEqual({ run, status: "finished" });
      costs.push(await questions(stage));
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(12);
    expect(await stage.cloud.journal()).toEqual([]);
  });
});
