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
