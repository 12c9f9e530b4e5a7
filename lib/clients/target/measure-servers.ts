import type { Cloud } from "../../domain/clouds.ts";
import { AutomationError } from "../../domain/errors.ts";
import type { Measurement } from "../../domain/facts.ts";
import { groupBy } from "../../domain/group-by.ts";
import { type MetricDataBatch, metricsPerCall } from "../../domain/modelarts/cloud-eye.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import type { CallOptions } from "../signed-client.ts";
import { measurementsOf, PERCENT_MOST, type Series, sumUp, type Window } from "./window.ts";

type Signal = Measurement["signal"];

interface Metric {
  readonly namespace: string;
  readonly metric_name: string;
  readonly dimensions: { readonly name: string; readonly value: string }[];
}

interface Meaning {
  readonly signal: Signal;
  readonly factor: number;
  readonly most?: number;
}

/** What a metric measures, what its unit has to be multiplied with, and the most there can be. */
const SIGNALS: Readonly<Record<string, Meaning>> = {
  cpu_util: { signal: "cpu", factor: 1, most: PERCENT_MOST },
  cpu_usage: { signal: "cpu", factor: 1, most: PERCENT_MOST },
  // Bytes per second to kilobits per second.
  network_incoming_bytes_rate_inband: { signal: "network", factor: 8 / 1_000 },
  // Documented as the inbound one of the two, against its name; bits per second.
  net_bitSent: { signal: "network", factor: 1 / 1_000 },
  gpu_usage_gpu: { signal: "gpu", factor: 1, most: PERCENT_MOST },
  npu_util_rate_ai_core: { signal: "npu", factor: 1, most: PERCENT_MOST },
};

/** Agentless metrics of virtual machines; bare metal reports through its agent only. */
const PLAIN_METRICS = {
  ECS: { namespace: "SYS.ECS", names: ["cpu_util", "network_incoming_bytes_rate_inband"] },
  BMS: { namespace: "SERVICE.BMS", names: ["cpu_usage", "net_bitSent"] },
} as const;

/** How many GPUs or NPUs a server has and how they are called is only known from the list of its metrics. */
const ACCELERATOR_METRICS = {
  ECS: { namespace: "AGT.ECS", gpu: "gpu_usage_gpu", npu: "npu_util_rate_ai_core" },
  BMS: { namespace: "SERVICE.BMS", gpu: "gpu_usage_gpu", npu: "npu_util_rate_ai_core" },
} as const;

type Hardware = keyof typeof PLAIN_METRICS;

/** Pages of the metric list read at most; each has up to 1,000 metrics. */
const METRIC_PAGES_MAX = 20;

function hardwareOf({ hardware }: Resource): Hardware | undefined {
  return hardware === "ECS" || hardware === "BMS" ? hardware : undefined;
}

function plainMetrics(server: Resource): readonly Metric[] {
  const hardware = hardwareOf(server);
  const id = server.cloudServerId;
  if (!hardware || id === null) return [];
  const { namespace, names } = PLAIN_METRICS[hardware];
  return names.map((name) => ({
    namespace,
    metric_name: name,
    dimensions: [{ name: "instance_id", value: id }],
  }));
}

async function listedMetrics(
  client: BuiltModelArtsClient,
  query: { readonly namespace: string; readonly metric_name: string },
  options: CallOptions,
): Promise<readonly Metric[]> {
  const found: Metric[] = [];
  let start: string | undefined;
  for (let page = 0; page < METRIC_PAGES_MAX; page += 1) {
    const place = { limit: 1_000, ...(start ? { start } : {}) };
    const answer = await client.listMetrics({ ...query, ...place }, options);
    found.push(
      ...answer.metrics.map(({ dimensions }) => ({ ...query, dimensions: [...(dimensions ?? [])] })),
    );
    const marker = answer.meta_data?.marker ?? undefined;
    if (answer.metrics.length < 1_000 || !marker) return found;
    if (marker === start) break;
    start = marker;
  }
  // An accelerator that was left out would not be missed, and the others would speak for it.
  throw new AutomationError(
    "not-supported",
    `the list of ${query.metric_name} does not end after ${found.length} metrics`,
  );
}

/** Accelerators are asked for only where a flavor may have them. */
async function acceleratorMetrics(
  client: BuiltModelArtsClient,
  servers: readonly Resource[],
  options: CallOptions,
): Promise<readonly Metric[]> {
  const queries = new Map<string, { readonly namespace: string; readonly metric_name: string }>();
  for (const server of servers) {
    const hardware = hardwareOf(server);
    if (!hardware) continue;
    const { namespace, gpu, npu } = ACCELERATOR_METRICS[hardware];
    if (server.flavor.gpu !== 0) queries.set(`${namespace}.${gpu}`, { namespace, metric_name: gpu });
    if (server.flavor.npu !== 0) queries.set(`${namespace}.${npu}`, { namespace, metric_name: npu });
  }
  const lists = await Promise.all(
    [...queries.values()].map((query) => listedMetrics(client, query, options)),
  );
  return lists.flat();
}

function instanceOf(dimensions: Metric["dimensions"] | null | undefined): string {
  return dimensions?.find(({ name }) => name === "instance_id")?.value ?? "";
}

type Answered = MetricDataBatch["metrics"][number];

/** An accelerator by what it has beside the server; the name of that dimension is only documented for GPUs. */
function deviceOf({ dimensions }: Pick<Answered, "dimensions">): string {
  const others = (dimensions ?? []).filter(({ name }) => name !== "instance_id");
  return others
    .map(({ name, value }) => `${name}:${value}`)
    .toSorted()
    .join(" ");
}

function keyOf(metric: Pick<Answered, "metric_name" | "dimensions">): string {
  return [metric.metric_name, instanceOf(metric.dimensions), deviceOf(metric)].join(" ");
}

/** Metrics that were asked for and not answered are silent, as are those that are answered without points. */
function silentOnes(metrics: readonly Metric[], answers: readonly Answered[]): readonly Answered[] {
  const answered = new Set(answers.map(keyOf));
  return metrics
    .filter((metric) => !answered.has(keyOf(metric)))
    .map((metric): Answered => ({ ...metric, datapoints: [] }));
}

function seriesOf(metric: Answered, window: Window): Series | undefined {
  const known = SIGNALS[metric.metric_name];
  if (!known) return undefined;
  const { signal, factor, most } = known;
  const read = {
    value: ({ average }: Answered["datapoints"][number]) =>
      typeof average === "number" ? average * factor : Number.NaN,
    atMs: ({ timestamp }: Answered["datapoints"][number]) => timestamp,
    ...(most !== undefined && { most }),
  };
  const isAccelerator = signal === "gpu" || signal === "npu";
  return {
    signal,
    from: `${metric.namespace ?? "Cloud Eye"} ${metric.metric_name}`,
    ...(isAccelerator && { device: deviceOf(metric) }),
    ...sumUp(metric.datapoints, read, window),
  };
}

/** Reads the signals of DevServers. Rejects with an `AutomationError` when Cloud Eye cannot be asked. */
export async function measureServers(
  client: BuiltModelArtsClient,
  servers: readonly Resource[],
  { cloud, window, ...options }: CallOptions & { readonly cloud: Cloud; readonly window: Window },
): Promise<ReadonlyMap<ResourceRef, readonly Measurement[]>> {
  const byInstance = new Map(servers.map((server) => [server.cloudServerId ?? "", server.ref]));
  const accelerators = await acceleratorMetrics(client, servers, options);
  const metrics = [
    ...servers.flatMap(plainMetrics),
    ...accelerators.filter(({ dimensions }) => byInstance.has(instanceOf(dimensions))),
  ];
  const query = { from: window.fromMs, to: window.toMs, period: String(window.periodS) };
  const perCall = Math.max(1, metricsPerCall(cloud, query));
  const answers: MetricDataBatch["metrics"][number][] = [];
  for (let start = 0; start < metrics.length; start += perCall) {
    const piece = metrics.slice(start, start + perCall);
    const asked = { ...query, metrics: piece, filter: "average" } as const;
    const answer = await client.batchQueryMetricData(asked, options);
    answers.push(...answer.metrics);
  }
  const measured = new Map<ResourceRef, readonly Measurement[]>();
  const all = [...answers, ...silentOnes(metrics, answers)];
  for (const [instance, own] of groupBy(all, ({ dimensions }) => instanceOf(dimensions))) {
    const ref = byInstance.get(instance);
    const series = own.map((metric) => seriesOf(metric, window)).filter((entry) => entry !== undefined);
    const summed = measurementsOf(series, window);
    if (ref !== undefined && summed.length > 0) measured.set(ref, summed);
  }
  return measured;
}
