import { flavorFacts } from "./flavors.ts";
import { isSilent, loadSource } from "./idle-lease.ts";
import { type Load, loadAt } from "./load.ts";
import type { DevServer, Machine, Run } from "./machine.ts";

/** One metric of Cloud Eye or AOM. */
export interface MetricSpec {
  /** Namespace of Cloud Eye; `AOM` for the container metrics of notebooks. */
  readonly namespace: "SYS.ECS" | "AGT.ECS" | "SERVICE.BMS" | "AOM";
  readonly name: string;
  readonly unit: string;
  /** Seconds between two raw datapoints. */
  readonly everyS: number;
  /** Whether an agent inside the machine reports it; without one, or with a dead one, there are no datapoints. */
  readonly agent: boolean;
  /** Reported once per accelerator, under this dimension. */
  readonly per?: "gpu" | "npu";
  readonly value: (load: Load) => number;
}

const cpu = (load: Load) => load.cpu;
const accelerator = (load: Load) => load.accelerator;
const memory = (load: Load) => load.memory;
const received = (load: Load) => load.receivedBytes;
const sent = (load: Load) => load.receivedBytes * 0.4;

/** Seen from outside by the hypervisor, every five minutes. */
const SYS_ECS: readonly MetricSpec[] = [
  { namespace: "SYS.ECS", name: "cpu_util", unit: "%", everyS: 300, agent: false, value: cpu },
  {
    namespace: "SYS.ECS",
    name: "network_incoming_bytes_rate_inband",
    unit: "Byte/s",
    everyS: 300,
    agent: false,
    value: received,
  },
  {
    namespace: "SYS.ECS",
    name: "network_outgoing_bytes_rate_inband",
    unit: "Byte/s",
    everyS: 300,
    agent: false,
    value: sent,
  },
];

/** What the agent inside reports every minute. `net_bitSent` is documented as the INBOUND rate, `net_bitRecv` as outbound. */
const agentMetrics = (namespace: "AGT.ECS" | "SERVICE.BMS"): readonly MetricSpec[] => [
  { namespace, name: "cpu_usage", unit: "%", everyS: 60, agent: true, value: cpu },
  { namespace, name: "mem_usedPercent", unit: "%", everyS: 60, agent: true, value: memory },
  {
    namespace,
    name: "net_bitSent",
    unit: "bit/s",
    everyS: 60,
    agent: true,
    value: (load) => received(load) * 8,
  },
  { namespace, name: "net_bitRecv", unit: "bit/s", everyS: 60, agent: true, value: (load) => sent(load) * 8 },
  { namespace, name: "gpu_usage_gpu", unit: "%", everyS: 60, agent: true, per: "gpu", value: accelerator },
  { namespace, name: "gpu_usage_mem", unit: "%", everyS: 60, agent: true, per: "gpu", value: memory },
  {
    namespace,
    name: "npu_util_rate_ai_core",
    unit: "%",
    everyS: 60,
    agent: true,
    per: "npu",
    value: accelerator,
  },
];

const AGT_ECS = agentMetrics("AGT.ECS");
const SERVICE_BMS = agentMetrics("SERVICE.BMS");

/** Container metrics of notebooks; the name of the network metric is inferred, the others are documented. */
export const CONTAINER_METRICS: readonly MetricSpec[] = [
  { namespace: "AOM", name: "ma_container_cpu_util", unit: "%", everyS: 60, agent: true, value: cpu },
  { namespace: "AOM", name: "ma_container_memory_util", unit: "%", everyS: 60, agent: true, value: memory },
  {
    namespace: "AOM",
    name: "ma_container_gpu_util",
    unit: "%",
    everyS: 60,
    agent: true,
    per: "gpu",
    value: accelerator,
  },
  {
    namespace: "AOM",
    name: "ma_container_npu_util",
    unit: "%",
    everyS: 60,
    agent: true,
    per: "npu",
    value: accelerator,
  },
  {
    namespace: "AOM",
    name: "ma_container_network_receive_bytes",
    unit: "Byte/s",
    everyS: 60,
    agent: true,
    value: received,
  },
];

/** Metrics that Cloud Eye keeps for a server: bare metal has none without an agent. */
export function metricsOfServer(server: DevServer): readonly MetricSpec[] {
  const all = server.serverType === "ECS" ? [...SYS_ECS, ...AGT_ECS] : SERVICE_BMS;
  const facts = flavorFacts(server.flavor);
  return all.filter((spec) => spec.per === undefined || (spec.per === "gpu" ? facts.gpus : facts.npus) > 0);
}

/** Reads one machine over time: `undefined` where it reports nothing. */
export function meter(
  machine: Machine,
  spec: MetricSpec,
  device = 0,
): (minute: number) => number | undefined {
  const source = loadSource(machine);
  const seen = { ...source, key: source.key ^ Math.imul(device, 0x9e3779b1) };
  const silent = spec.agent ? isSilent(machine) : machine.truth.pattern === "no-metrics";
  const isOn = onDuring(machine.runs);
  return (minute) =>
    silent || !isOn(minute * 60_000) ? undefined : Math.round(spec.value(loadAt(seen, minute)) * 100) / 100;
}

/** Whether the machine was on; remembers the stretch found last, since moments come in order. */
function onDuring(runs: readonly Run[]): (at: number) => boolean {
  let last: Run | undefined;
  const covers = (run: Run | undefined, at: number) =>
    run !== undefined && run.from <= at && (run.to === null || at < run.to);
  return (at) => {
    if (!covers(last, at)) last = runs.find((run) => covers(run, at));
    return last !== undefined;
  };
}
