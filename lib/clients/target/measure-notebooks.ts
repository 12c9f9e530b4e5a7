import type { Measurement } from "../../domain/facts.ts";
import { groupBy } from "../../domain/group-by.ts";
import type { RangeAnswer } from "../../domain/modelarts/aom.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { ModelArtsClient } from "../modelarts/client.ts";
import type { CallOptions } from "../signed-client.ts";
import { measurementsOf, type Series, type Window } from "./window.ts";

/**
 * ModelArts metrics in AOM ("Basic Metrics: ModelArts Metrics"). The name of the network metric is inferred from
 * that of its siblings; when it is wrong the signal is absent, and nothing depends on it alone.
 */
const METRICS: Readonly<Record<string, { readonly signal: Measurement["signal"]; readonly factor: number }>> =
  {
    ma_container_cpu_util: { signal: "cpu", factor: 1 },
    ma_container_gpu_util: { signal: "gpu", factor: 1 },
    ma_container_npu_util: { signal: "npu", factor: 1 },
    // Bytes per second to kilobits per second.
    ma_container_network_receive_bytes: { signal: "network", factor: 8 / 1_000 },
  };

/** Notebooks named in one query; its text has to fit into the 32 KB that the gateway takes for a URL. */
const NOTEBOOKS_PER_QUERY = 200;

/** Ids are UUIDs; what is not cannot be put into a query and has no metrics. */
const PLAIN = /^[-0-9A-Za-z]{1,64}$/;

function queryFor(ids: readonly string[]): string {
  return `{__name__=~"${Object.keys(METRICS).join("|")}",service_id=~"${ids.join("|")}"}`;
}

type Row = NonNullable<RangeAnswer["data"]>["result"][number];

function seriesOf({ metric, values }: Row): Series | undefined {
  const name = metric["__name__"] ?? "";
  const known = METRICS[name];
  if (!known) return undefined;
  const points = values
    .map(([seconds, text]) => [seconds * 1_000, Number(text) * known.factor] as const)
    .filter(([, value]) => Number.isFinite(value));
  return { signal: known.signal, from: `AOM ${name}`, points };
}

/** Reads the signals of notebooks. Rejects with an `AutomationError` when AOM cannot be asked. */
export async function measureNotebooks(
  client: ModelArtsClient,
  notebooks: readonly Resource[],
  { window, ...options }: CallOptions & { readonly window: Window },
): Promise<ReadonlyMap<ResourceRef, readonly Measurement[]>> {
  const byId = new Map(
    notebooks.filter(({ id }) => PLAIN.test(id)).map((notebook) => [notebook.id, notebook.ref]),
  );
  const ids = [...byId.keys()];
  const measured = new Map<ResourceRef, readonly Measurement[]>();
  for (let start = 0; start < ids.length; start += NOTEBOOKS_PER_QUERY) {
    const query = {
      query: queryFor(ids.slice(start, start + NOTEBOOKS_PER_QUERY)),
      start: Math.floor(window.fromMs / 1_000),
      end: Math.floor(window.toMs / 1_000),
      step: window.periodS,
    };
    const answer = await client.queryRange(query, options);
    const rows = groupBy(answer.data?.result ?? [], (row) => byId.get(row.metric["service_id"] ?? ""));
    for (const [ref, own] of rows) {
      const series = own.map(seriesOf).filter((entry) => entry !== undefined);
      if (ref !== undefined) measured.set(ref, measurementsOf(series, window));
    }
  }
  return measured;
}
