import type { Measurement } from "../../domain/facts.ts";
import { groupBy } from "../../domain/group-by.ts";
import type { RangeAnswer } from "../../domain/modelarts/aom.ts";
import type { Resource, ResourceRef } from "../../domain/resource.ts";
import type { BuiltModelArtsClient } from "../modelarts/build-client.ts";
import type { CallOptions } from "../signed-client.ts";
import { measurementsOf, PERCENT_MOST, type Series, sumUp, type Window } from "./window.ts";

/**
 * ModelArts metrics in AOM ("Basic Metrics: ModelArts Metrics"). The name of the network metric is inferred from
 * that of its siblings; when it is wrong the signal is absent, and nothing depends on it alone.
 */
const METRICS: Readonly<Record<string, Metric>> = {
  ma_container_cpu_util: { signal: "cpu", factor: 1, most: PERCENT_MOST, from: "AOM ma_container_cpu_util" },
  ma_container_gpu_util: { signal: "gpu", factor: 1, most: PERCENT_MOST, from: "AOM ma_container_gpu_util" },
  ma_container_npu_util: { signal: "npu", factor: 1, most: PERCENT_MOST, from: "AOM ma_container_npu_util" },
  // Bytes per second to kilobits per second.
  ma_container_network_receive_bytes: {
    signal: "network",
    factor: 8 / 1_000,
    from: "AOM ma_container_network_receive_bytes",
  },
};

/** What a metric measures, what its unit has to be multiplied with, the most there can be, and its name for people. */
interface Metric {
  readonly signal: Measurement["signal"];
  readonly factor: number;
  readonly most?: number;
  readonly from: string;
}

/** Notebooks named in one query; its text has to fit into the 32 KB that the gateway takes for a URL. */
const NOTEBOOKS_PER_QUERY = 200;

/**
 * AOM answers with the one sample that is newest at each moment that is asked for, and what lies between is never seen:
 * every five minutes, a person who types now and then in a terminal looks idle for hours. Notebooks report every minute,
 * so every minute is asked for, up to so many moments; beyond, long windows make up for rare looks.
 */
const FINE_STEP_S = 60;
const MOMENTS_MAX = 720;

/** Values in one answer, some 6 MB of text: with long windows and many GPUs fewer notebooks are named in one query. */
const VALUES_PER_QUERY = 180_000;

/** So many accelerators a notebook may have of which that is not known. */
const ACCELERATORS_MAX = 8;

/** Ids are UUIDs; what is not cannot be put into a query and has no metrics. */
const PLAIN = /^[-0-9A-Za-z]{1,64}$/;

/** How far apart the moments are, seconds, and how many there are. */
function momentsOf({ fromMs, toMs, periodS }: Window): { readonly stepS: number; readonly moments: number } {
  const wholeS = (toMs - fromMs) / 1_000;
  const stepS = wholeS / FINE_STEP_S <= MOMENTS_MAX ? Math.min(FINE_STEP_S, periodS) : periodS;
  return { stepS, moments: Math.ceil(wholeS / stepS + 1) };
}

/** Puts notebooks together as long as their answer stays within bounds; each accelerator has a series of its own. */
function inQueries(notebooks: readonly Resource[], moments: number): readonly (readonly string[])[] {
  const queries: string[][] = [];
  let values = Number.POSITIVE_INFINITY;
  for (const { id, flavor } of notebooks) {
    const accelerators = (flavor.gpu ?? ACCELERATORS_MAX) + (flavor.npu ?? 0);
    const own = moments * (2 + accelerators);
    const known = queries.at(-1);
    if (known && known.length < NOTEBOOKS_PER_QUERY && values + own <= VALUES_PER_QUERY) {
      known.push(id);
      values += own;
    } else {
      queries.push([id]);
      values = own;
    }
  }
  return queries;
}

function queryFor(ids: readonly string[]): string {
  return `{__name__=~"${Object.keys(METRICS).join("|")}",service_id=~"${ids.join("|")}"}`;
}

type Row = NonNullable<RangeAnswer["data"]>["result"][number];

/**
 * Labels that tell one accelerator from another. No document lists the labels of notebooks, nor says of one series without
 * such a label whether it is the average of all accelerators or one of them; so it counts as one.
 */
const DEVICE_LABEL = /(^|_)(gpu|npu|device|card)(_|$)/i;

function deviceOf(metric: Row["metric"]): string {
  const labels = Object.entries(metric).filter(([label]) => DEVICE_LABEL.test(label));
  return labels.map(([, value]) => value).join(" ");
}

/** Prometheus writes `+Inf`, which is no number to JavaScript, and an empty text is zero to it. */
function numberOf(text: string): number {
  if (/^\+?inf/i.test(text)) return Number.POSITIVE_INFINITY;
  return text.trim() === "" ? Number.NaN : Number(text);
}

function seriesOf({ metric, values }: Row, window: Window): Series | undefined {
  const name = metric["__name__"] ?? "";
  const known = METRICS[name];
  if (!known) return undefined;
  const { signal, from, factor, most } = known;
  const read = {
    value: ([, text]: Row["values"][number]) => numberOf(text) * factor,
    atMs: ([seconds]: Row["values"][number]) => seconds * 1_000,
    ...(most !== undefined && { most }),
  };
  const isAccelerator = signal === "gpu" || signal === "npu";
  return {
    ...{ signal, from, ...(isAccelerator && { device: deviceOf(metric) }) },
    ...sumUp(values, read, window),
  };
}

/** Reads the signals of notebooks. Rejects with an `AutomationError` when AOM cannot be asked. */
export async function measureNotebooks(
  client: BuiltModelArtsClient,
  notebooks: readonly Resource[],
  { window, ...options }: CallOptions & { readonly window: Window },
): Promise<ReadonlyMap<ResourceRef, readonly Measurement[]>> {
  const asked = notebooks.filter(({ id }) => PLAIN.test(id));
  const byId = new Map(asked.map(({ id, ref }) => [id, ref]));
  const measured = new Map<ResourceRef, readonly Measurement[]>();
  const { stepS, moments } = momentsOf(window);
  for (const ids of inQueries(asked, moments)) {
    const query = {
      query: queryFor(ids),
      start: Math.floor(window.fromMs / 1_000),
      end: Math.floor(window.toMs / 1_000),
      step: stepS,
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
