import { describe, expect, it } from "vitest";
import type { BuiltModelArtsClient } from "../../../../lib/clients/modelarts/build-client.ts";
import { measureServers } from "../../../../lib/clients/target/measure-servers.ts";
import { windowOf } from "../../../../lib/clients/target/window.ts";
import { CLOUD_NAMES, CLOUDS } from "../../../../lib/domain/clouds.ts";
import { CES_DATAPOINTS_MAX } from "../../../../lib/domain/modelarts/cloud-eye.ts";
import { HOUR, NOW, server } from "../../../fixtures/resources.ts";

const SERVERS = Array.from({ length: 300 }, (_, index) =>
  server({
    ...{ id: `ds-${index}`, ref: `prod/dev-server/ds-${index}`, cloudServerId: `ecs-${index}` },
    flavor: { name: "s6.large.2", gpu: 0, npu: 0, vcpus: 2 },
  }),
);

interface Batch {
  readonly metrics: readonly { readonly dimensions: readonly { readonly value: string }[] }[];
}

async function batchesFor(cloud: (typeof CLOUD_NAMES)[number], windowMs: number, lookbackMs: number) {
  const batches: Batch[] = [];
  const client = {
    batchQueryMetricData: async (query: Batch) => {
      batches.push(query);
      return { metrics: [] };
    },
  } as unknown as BuiltModelArtsClient;
  const window = windowOf({ nowMs: NOW, windowMs, lookbackMs });
  await measureServers(client, SERVERS, { cloud, window });
  return { batches, window };
}

describe("queries of the signals of servers", () => {
  it.each(CLOUD_NAMES.flatMap((cloud) => [1, 2, 24, 168].map((hours) => [cloud, hours] as const)))(
    "stay within what %s takes in one call, over %i hours, and leave no metric out",
    async (cloud, hours) => {
      const { batches, window } = await batchesFor(cloud, hours * HOUR, 1.5 * HOUR);
      const points = (window.toMs - window.fromMs) / (window.periodS * 1_000);
      for (const { metrics } of batches) {
        expect(metrics.length).toBeLessThanOrEqual(CLOUDS[cloud].cesMetricsPerCallMax);
        expect(metrics.length * points).toBeLessThanOrEqual(CES_DATAPOINTS_MAX);
      }
      const asked = batches.flatMap(({ metrics }) => metrics.map(({ dimensions }) => dimensions[0]?.value));
      expect(asked).toHaveLength(2 * SERVERS.length);
      expect(new Set(asked).size).toBe(SERVERS.length);
    },
  );
});

describe("the GPUs of a server", () => {
  const machine = server({ cloudServerId: "ecs-1", flavor: { name: "p2s", gpu: 1, npu: 0, vcpus: 8 } });
  const dimensions = (gpu?: number) => [
    { name: "instance_id", value: "ecs-1" },
    ...(gpu === undefined ? [] : [{ name: "gpu", value: String(gpu) }]),
  ];
  const datapoints = Array.from({ length: 24 }, (_, at) => ({
    timestamp: NOW - HOUR * 2 + at * 300_000,
    average: 0,
  }));

  /** Four GPUs are listed; of each that is answered for, its points are told or not. */
  async function devices(answered: readonly boolean[]) {
    const metrics = answered.map((tells, gpu) => ({
      ...{ namespace: "AGT.ECS", metric_name: "gpu_usage_gpu", dimensions: dimensions(gpu) },
      datapoints: tells ? datapoints : [],
    }));
    const client = {
      listMetrics: async () => ({ metrics: [0, 1, 2, 3].map((gpu) => ({ dimensions: dimensions(gpu) })) }),
      batchQueryMetricData: async () => ({ metrics }),
    } as unknown as BuiltModelArtsClient;
    const window = windowOf({ nowMs: NOW, windowMs: 2 * HOUR });
    const found = await measureServers(client, [machine], { cloud: "huaweicloud", window });
    return found.get(machine.ref)?.find(({ signal }) => signal === "gpu")?.devices;
  }

  it("are not known where the list of them does not end, since some would be missing unnoticed", async () => {
    const whole = Array.from({ length: 1_000 }, (_, gpu) => ({ dimensions: dimensions(gpu) }));
    const client = {
      listMetrics: async ({ start = "0" }) => ({
        metrics: whole,
        meta_data: { marker: String(Number(start) + 1) },
      }),
    } as unknown as BuiltModelArtsClient;
    const window = windowOf({ nowMs: NOW, windowMs: 2 * HOUR });
    const asked = measureServers(client, [machine], { cloud: "huaweicloud", window });
    await expect(asked).rejects.toThrow(/list of gpu_usage_gpu does not end after 20000 metrics/);
  });

  it.each([
    ["tell", [true, true, true, true], 4],
    ["are silent", [true, false, false, true], 2],
    ["are not even answered for", [true], 1],
  ])("that are listed are seen, also where some of them %s", async (_what, answered, known) => {
    expect(await devices(answered)).toEqual({ known, seen: 4 });
  });
});
