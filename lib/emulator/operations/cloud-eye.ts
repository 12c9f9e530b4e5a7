import type { QueryOf, RequestOf } from "../../domain/modelarts/check-request.ts";
import { answer, type Call, type Handler } from "../call.ts";
import { items } from "../chunked-list.ts";
import { flavorFacts } from "../flavors.ts";
import type { DevServer } from "../machine.ts";
import { type MetricSpec, metricsOfServer } from "../metrics.ts";
import { findMachine, machineById, rosterOf } from "../roster.ts";
import { shardGet } from "../shard-map.ts";
import type { EmulatorState } from "../state.ts";
import { series } from "./cloud-eye-series.ts";

type Wanted = RequestOf<"BatchQueryMetricData">["metrics"][number];

interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** One metric of one server, or of one accelerator in it. */
interface Listed {
  readonly server: DevServer;
  readonly spec: MetricSpec;
  readonly device: number;
  readonly dimensions: readonly Dimension[];
}

/**
 * `POST /V1.0/{project_id}/batch-query-metric-data`. A metric, server or dimension that does not exist gives no
 * datapoints and no error, just like a server that is off.
 */
export const batchQueryMetricData: Handler<"BatchQueryMetricData"> = (state, call) => {
  const { metrics, from, to, period, filter } = call.body;
  const window = { from, to, period: Number(period), filter, now: call.now };
  return answer(state, {
    metrics: metrics.map((wanted) => {
      const found = metricOf(state, call, wanted);
      return {
        namespace: wanted.namespace,
        metric_name: wanted.metric_name,
        dimensions: wanted.dimensions,
        datapoints: found ? series(found.server, found.spec, found.device, window) : [],
        unit: found?.spec.unit ?? "",
      };
    }),
  });
};

const METRICS_PER_PAGE = 1000;

/** `GET /V1.0/{project_id}/metrics`: `start` is the marker of the page before, `namespace.metric.dimension:value`. */
export const listMetrics: Handler<"ListMetrics"> = (state, call) => {
  const query = call.query ?? {};
  const { start, limit = METRICS_PER_PAGE } = query;
  const matching = [...metricsOfProject(state, call)].filter((listed) => isAskedFor(listed, query));
  // The clouds differ in the default order: newest first on OTC, oldest first on Huawei Cloud.
  const order = query.order ?? (call.cloud === "otc" ? "desc" : "asc");
  if (order === "desc") matching.reverse();
  const first = start === undefined ? 0 : matching.findIndex((listed) => markerOf(listed) === start) + 1;
  const page = matching.slice(first, first + limit);
  const last = page.at(-1);
  return answer(state, {
    metrics: page.map(({ spec, dimensions }) => ({
      namespace: spec.namespace,
      dimensions,
      metric_name: spec.name,
      unit: spec.unit,
    })),
    meta_data: { count: page.length, marker: last ? markerOf(last) : "", total: matching.length },
  });
};

function metricOf(
  state: EmulatorState,
  call: Pick<Call, "project" | "now">,
  wanted: Wanted,
): Listed | undefined {
  const instance = wanted.dimensions.find((dimension) => dimension.name === "instance_id");
  const id = instance && shardGet(state.cloudServers, instance.value);
  const server = id && findMachine(state, { kind: "dev-server", project: call.project, id }, call.now);
  if (!server) return undefined;
  return metricsOf(server).find(
    (listed) =>
      listed.spec.namespace === wanted.namespace &&
      listed.spec.name === wanted.metric_name &&
      sameDimensions(listed.dimensions, wanted.dimensions),
  );
}

function sameDimensions(a: readonly Dimension[], b: readonly Dimension[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, value }) => b.some((other) => other.name === name && other.value === value))
  );
}

function* metricsOfProject(state: EmulatorState, call: Pick<Call, "project" | "now">): Generator<Listed> {
  for (const id of items(rosterOf(state, "dev-server", call.project))) {
    const server = machineById(state, id, call.now);
    if (server?.kind === "dev-server") yield* metricsOf(server);
  }
}

function metricsOf(server: DevServer): readonly Listed[] {
  const facts = flavorFacts(server.flavor);
  const instance = { name: "instance_id", value: server.cloudServerId };
  return metricsOfServer(server).flatMap((spec) => {
    if (spec.per === undefined) return [{ server, spec, device: 0, dimensions: [instance] }];
    const { per } = spec;
    return Array.from({ length: per === "gpu" ? facts.gpus : facts.npus }, (_, device) => ({
      server,
      spec,
      device,
      dimensions: [instance, { name: per, value: String(device) }],
    }));
  });
}

function isAskedFor(listed: Listed, query: NonNullable<QueryOf<"ListMetrics">>): boolean {
  if (query.namespace !== undefined && query.namespace !== listed.spec.namespace) return false;
  if (query.metric_name !== undefined && query.metric_name !== listed.spec.name) return false;
  const wanted = [query["dim.0"], query["dim.1"], query["dim.2"], query["dim.3"]];
  return wanted.every((pair) => {
    if (pair === undefined) return true;
    const comma = pair.indexOf(",");
    const [name, value] = [pair.slice(0, comma), pair.slice(comma + 1)];
    return listed.dimensions.some((dimension) => dimension.name === name && dimension.value === value);
  });
}

function markerOf({ spec, dimensions }: Listed): string {
  const parts = dimensions.map(({ name, value }) => `${name}:${value}`);
  return `${spec.namespace}.${spec.name}.${parts.join(",")}`;
}
