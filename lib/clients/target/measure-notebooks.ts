import type { Measurement } from "../../domain/facts.ts";
import { groupBy } from "../../domain/group-by.ts";
import type { RangeAnswer } from "../../domain/modelarts/aom.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import type { CallOptions } from "../signed-client.ts";
import { measurementsOf, type Series, sumUp, type Window } from "./window.ts";

/**
 * ModelArts metrics in AOM ("Basic Metrics: ModelArts Metrics"). The name of the network metric is inferred from
 * that of its siblings; when it is wrong the signal is absent, and nothing depends on it alone.
 */
const METRICS: Readonly<Record<string, Metric>> = {
  ma_container_cpu_util: { signal: "cpu", factor: 1, from: "AOM ma_container_cpu_util" },
  ma_container_gpu_util: { signal: "gpu", factor: 1, from: "AOM ma_container_gpu_util" },
  ma_container_npu_util: { signal: "npu", factor: 1, from: "AOM ma_container_npu_util" },
  // Bytes per second to kilobits per second.
  ma_container_network_receive_bytes: {
    signal: "network",
    factor: 8 / 1_000,
    from: "AOM ma_container_network_receive_bytes",
  },
};

/** What a metric measures, what its unit has to be multiplied with, and its name for people. */
interface Metric {
  readonly signal: Measurement["signal"];
  readonly factor: number;
  readonly from: string;
}

/** Notebooks named in one query; its text has to fit into the 32 KB that the gateway takes for a URL. */
const NOTEBOOKS_PER_QUERY = 200;

/** Ids are UUIDs; what is not cannot be put into a query and has no metrics. */
const PLAIN = /^[-0-9A-Za-z]{1,64}$/;

function queryFor(ids: readonly string[]): string {
  return `{__name__=~"${Object.keys(METRICS).join("|")}",service_id=~"${ids.join("|")}"}`;
}

type Row = NonNullable<RangeAnswer["data"]>["result"][number];

function seriesOf({ metric, values }: Row, window: Window): Series | undefined {
  const name = metric["__name__"] ?? "";
  const known = METRICS[name];
  if (!known) return undefined;
  const { signal, from, factor } = known;
  return {
    ...{ signal, from },
    ...sumUp(
      values,
      { value: ([, text]) => Number(text) * factor, atMs: ([seconds]) => seconds * 1_000 },
      window,
    ),
  };
}

/** Reads the signals of notebooks. Rejects with an `AutomationError` when AOM cannot be asked. */
export async function measureNotebooks(
  client: BuiltModelArtsClient,
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
      const series = own.map((row) => seriesOf(row, window)).filter((entry) => entry !== undefined);
      if (ref !== undefined) measured.set(ref, measurementsOf(series, window));
    }
  }
  return measured;
}
