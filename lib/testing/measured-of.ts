import {
  measurementsOf,
  PERCENT_MOST,
  type Series,
  sumUp,
  type Window,
  windowOf,
} from "../clients/target/window.ts";
import type { FactsQuery } from "../core/facts-needed.ts";
import { idleSpan, lookbackOf } from "../core/idle/idle-span.ts";
import { CLOUDS, type Cloud } from "../domain/clouds.ts";
import type { Facts, Measurement, SignalName } from "../domain/facts.ts";
import type { Resource } from "../domain/resource.ts";
import { SIGNALS_AVAILABLE, type SignalsRow } from "../domain/signals-available.ts";
import type { MachineFixture } from "./plan-fixture.ts";
import { fixtureError } from "./read-fixture.ts";

/** What a signal said while somebody worked, in its own unit. */
const AT_WORK: Readonly<Record<SignalName, number>> = {
  ...{ cpu: 95, gpu: 95, npu: 95, network: 5_000 },
  ...{ kernels: 1, sessions: 1, terminals: 1 },
};

const SIGNALS = Object.keys(AT_WORK) as readonly SignalName[];

const TOLD_BY_NOTEBOOK: readonly SignalName[] = ["kernels", "sessions", "terminals"];

/** A machine of a fixture with what was made of it. */
export interface Made {
  readonly machine: MachineFixture;
  readonly index: number;
  readonly resource: Resource;
  readonly cloud: Cloud;
}

function fieldOf(signal: SignalName): "cpu" | "accelerators" | "network" | "notebook" {
  if (signal === "cpu" || signal === "network") return signal;
  return TOLD_BY_NOTEBOOK.includes(signal) ? "notebook" : "accelerators";
}

function isAvailable(signal: SignalName, { resource, cloud }: Pick<Made, "resource" | "cloud">): boolean {
  if (resource.hardware === "HPS") return false;
  const has = (row: SignalsRow) => row[fieldOf(signal)] !== "no";
  return SIGNALS_AVAILABLE.some((row) => row.cloud === cloud && row.kind === resource.kind && has(row));
}

/** A test with signals that its cloud does not have would pass, and the policy would never act. */
export function refuseUnavailable({ machine, index, resource, cloud }: Made): void {
  for (const signal of SIGNALS) {
    if (machine.signals?.[signal] === undefined || isAvailable(signal, { resource, cloud })) continue;
    const what = resource.hardware === "HPS" ? "server of a supernode" : resource.kind;
    throw fixtureError(
      ["machines", index, "signals", signal],
      `${cloud} tells no ${signal} of a ${what}`,
      "leave it out; docs/idle.md says what can be known of which machine",
    );
  }
}

function hasMeter(signal: SignalName, { flavor }: Resource): boolean {
  if (signal === "gpu") return flavor.gpu === null || flavor.gpu > 0;
  return signal !== "npu" || (flavor.npu ?? 0) > 0;
}

/** The signals as written; without any, a machine that is said to have been idle has all that it can have, at rest. */
function signalsOf(made: Made): NonNullable<MachineFixture["signals"]> {
  const { machine, resource } = made;
  if (machine.signals || machine.idleFor === undefined) return machine.signals ?? {};
  const own = SIGNALS.filter((signal) => isAvailable(signal, made) && hasMeter(signal, resource));
  return Object.fromEntries(own.map((signal) => [signal, 0]));
}

/**
 * Points of a course that changed once, summed up as those of the cloud are. One figure stands for all accelerators of the
 * machine, however many its flavor has.
 */
function seriesOf(
  signal: SignalName,
  { value, ageMs, idleMs }: { readonly value: number; readonly ageMs: number; readonly idleMs: number },
  window: Window,
): Series {
  const stepMs = window.periodS * 1_000;
  const times: number[] = [];
  for (let atMs = window.toMs - ageMs; atMs >= window.fromMs; atMs -= stepMs) times.push(atMs);
  const wasIdle = (atMs: number) => window.toMs - atMs <= idleMs;
  const read = {
    value: (atMs: number) => (wasIdle(atMs) ? value : AT_WORK[signal]),
    atMs: (atMs: number) => atMs,
    ...(signal !== "network" && { most: PERCENT_MOST }),
  };
  return { signal, from: "the fixture", ...sumUp(times.toReversed(), read, window) };
}

function toldByNotebook(
  signal: SignalName,
  value: number,
  { machine, cloud }: Made,
  nowMs: number,
): Measurement {
  const { idleFor } = machine;
  return {
    ...{ signal, max: value, points: 1, expected: 1, newestAtMs: nowMs, from: "the fixture" },
    ...(idleFor !== undefined && { activeAtMs: nowMs - idleFor }),
    ...(!CLOUDS[cloud].aomContainerMetrics && { alone: true }),
  };
}

function measure(
  made: Made,
  rule: FactsQuery["measurements"][number]["rule"],
  { nowMs, last }: { readonly nowMs: number; readonly last: Facts["lastVerdicts"][string] | undefined },
): readonly Measurement[] {
  const { machine, resource } = made;
  const windowMs = idleSpan(rule, resource, { last: last?.get(resource.ref), nowMs });
  const window = windowOf({ nowMs, windowMs, lookbackMs: lookbackOf(rule) });
  const idleMs = machine.idleFor ?? Number.POSITIVE_INFINITY;
  const series: Series[] = [];
  const told: Measurement[] = [];
  for (const [name, said] of Object.entries(signalsOf(made))) {
    if (said === undefined) continue;
    const signal = name as SignalName;
    const { value, age: ageMs = 0 } = typeof said === "number" ? { value: said } : said;
    if (!TOLD_BY_NOTEBOOK.includes(signal)) series.push(seriesOf(signal, { value, ageMs, idleMs }, window));
    else if (rule.jupyter) told.push(toldByNotebook(signal, value, made, nowMs));
  }
  return [...measurementsOf(series, window), ...told];
}

/** What the machines of a fixture measure for each policy that asks for idleness. */
export function measuredOf(
  made: readonly Made[],
  query: FactsQuery,
  { nowMs, lastVerdicts }: Pick<Facts, "nowMs" | "lastVerdicts">,
): Facts["measurements"] {
  const running = made.filter(({ resource }) => resource.standing === "running");
  return Object.fromEntries(
    query.measurements.map(({ policy, kinds, rule }) => {
      const own = running.filter(({ resource }) => kinds.includes(resource.kind));
      const read = { nowMs, last: lastVerdicts[policy] };
      return [policy, new Map(own.map((one) => [one.resource.ref, measure(one, rule, read)]))];
    }),
  );
}
