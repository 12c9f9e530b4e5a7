import { answer, type Call, type Handler, type Outcome, refuse } from "../call.ts";
import { items } from "../chunked-list.ts";
import { flavorFacts } from "../flavors.ts";
import type { Notebook } from "../machine.ts";
import { CONTAINER_METRICS, type MetricSpec, meter } from "../metrics.ts";
import { type Matcher, parseSelector } from "../promql.ts";
import { findMachine, rosterOf } from "../roster.ts";
import type { EmulatorState } from "../state.ts";

/** Container metrics arrive five to ten minutes late; the emulator is always five minutes late. */
const AOM_LAG_MS = 300_000;

/** Prometheus shows the newest sample of the last five minutes at every step. */
const LOOKBACK_MINUTES = 5;

/** Names of these labels are inferred: no document lists them for notebooks. */
const DEVICE_LABELS = { gpu: "gpu_index", npu: "npu_id" } as const;

/** Limit of Prometheus on the steps of one series. */
const STEPS_MAX = 11_000;
/** Limit on the samples of one answer, the memory limit of a real server in simpler terms. */
const SAMPLES_MAX = 2_000_000;

const STEP_SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

interface Range {
  readonly startS: number;
  readonly endS: number;
  readonly stepS: number;
}

/** `GET /v1/{project_id}/aom/api/v1/query_range`: a Prometheus matrix, times in seconds, values as text. */
export const queryRange: Handler<"QueryRange"> = (state, call) => {
  const query = call.query?.query ?? "";
  const range = rangeOf(call);
  if (typeof range === "string") return badQuery(range);
  const matchers = parseSelector(query);
  if (typeof matchers === "string") return badQuery(`parse error: ${matchers}`);
  const specs = CONTAINER_METRICS.filter((spec) => holds(matchers, "__name__", spec.name));
  const notebooks = notebooksOf(state, call, matchers);
  if (((range.endS - range.startS) / range.stepS + 1) * specs.length * notebooks.length > SAMPLES_MAX) {
    return badQuery("query would load too many samples into memory");
  }
  const result = specs.flatMap((spec) =>
    notebooks.flatMap((notebook) =>
      devicesOf(notebook, spec)
        .filter(({ labels }) =>
          Object.values(DEVICE_LABELS).every((label) => holds(matchers, label, labels[label] ?? "")),
        )
        .flatMap((device) => seriesOf(notebook, { spec, device, range, now: call.now })),
    ),
  );
  return answer(state, { status: "success", data: { resultType: "matrix", result } });
};

function badQuery(message: string): Outcome {
  return refuse(400, "AOM.04008001", message);
}

function rangeOf(call: Call<"QueryRange">): Range | string {
  const startS = Number(call.query?.start);
  const endS = Number(call.query?.end);
  const [, digits = "", unit = "s"] = /^([\d.]+)(ms|[smhdwy])?$/.exec(String(call.query?.step)) ?? [];
  const stepS = Number(digits) * (STEP_SECONDS[unit] ?? 1);
  if (!(stepS > 0)) return "zero or negative query resolution step widths are not accepted";
  if (endS < startS) return "end timestamp must not be before start time";
  if ((endS - startS) / stepS > STEPS_MAX)
    return "exceeded maximum resolution of 11,000 points per timeseries";
  return { startS, endS, stepS };
}

function notebooksOf(
  state: EmulatorState,
  call: Pick<Call, "project" | "now">,
  matchers: readonly Matcher[],
): readonly Notebook[] {
  // Labels that notebooks do not have count as empty, as in Prometheus.
  const known = ["__name__", "service_id", ...Object.values(DEVICE_LABELS)];
  if (!matchers.every((matcher) => known.includes(matcher.label) || matcher.matches(""))) return [];
  const named = matchers.find((matcher) => matcher.label === "service_id" && matcher.values !== null)?.values;
  const ids = named ?? items(rosterOf(state, "notebook", call.project));
  return [...new Set(ids)].flatMap((id) => {
    if (!holds(matchers, "service_id", id)) return [];
    return findMachine(state, { kind: "notebook", project: call.project, id }, call.now) ?? [];
  });
}

function holds(matchers: readonly Matcher[], label: string, value: string): boolean {
  return matchers.every((matcher) => matcher.label !== label || matcher.matches(value));
}

interface Device {
  readonly index: number;
  readonly labels: Readonly<Record<string, string>>;
}

const WHOLE: readonly Device[] = [{ index: 0, labels: {} }];

/** An accelerator has a series of its own; all else is told of the notebook as a whole. */
function devicesOf({ flavor }: Notebook, { per }: MetricSpec): readonly Device[] {
  if (per === undefined) return WHOLE;
  const facts = flavorFacts(flavor);
  return Array.from({ length: per === "gpu" ? facts.gpus : facts.npus }, (_, index) => ({
    index,
    labels: { [DEVICE_LABELS[per]]: String(index) },
  }));
}

interface Asked {
  readonly spec: MetricSpec;
  readonly device: Device;
  readonly range: Range;
  readonly now: number;
}

/** No series at all for a notebook that reported nothing in the window. */
function seriesOf(notebook: Notebook, { spec, device, range, now }: Asked) {
  const read = meter(notebook, spec, device.index);
  const newest = Math.floor((now - AOM_LAG_MS) / 60_000);
  const values: [number, string][] = [];
  const steps = Math.floor((range.endS - range.startS) / range.stepS);
  for (let step = 0; step <= steps; step += 1) {
    const atS = range.startS + step * range.stepS;
    const value = lastSample(read, Math.floor(atS / 60), newest);
    if (value !== undefined) values.push([atS, String(value)]);
  }
  const metric = { __name__: spec.name, service_id: notebook.id, ...device.labels };
  return values.length > 0 ? [{ metric, values }] : [];
}

function lastSample(
  read: (minute: number) => number | undefined,
  minute: number,
  newest: number,
): number | undefined {
  for (let at = minute; at > minute - LOOKBACK_MINUTES; at -= 1) {
    const value = at > newest ? undefined : read(at);
    if (value !== undefined) return value;
  }
  return undefined;
}
