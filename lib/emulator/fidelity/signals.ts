import type { SIGNAL_OPERATIONS } from "../../domain/modelarts/signal-operations.ts";
import type { FieldGroup } from "./field-group.ts";
import { group } from "./field-group.ts";

/** What is emulated of the services beside ModelArts. */
export const SIGNAL_FIDELITY = {
  BatchQueryMetricData: [
    group("metrics, from, to, period, filter", "documented", "limits per cloud; `from` moved up per period"),
    group("SYS.ECS, AGT.ECS, SERVICE.BMS", "documented", "CPU, memory, network, GPU; net_bitSent is inbound"),
    group("npu_util_rate_ai_core and its dimension", "inferred", "per accelerator under `npu`"),
    group("supernode servers", "inferred", "like bare metal"),
    group("no datapoints", "documented", "off, without an agent, or unknown"),
  ],
  ListMetrics: [
    group(
      "namespace, metric_name, dim.N, start, limit, order",
      "documented",
      "marker `namespace.metric.dimension:value`",
    ),
    group("metrics of deleted servers", "inferred", "gone at once; the real ones linger up to three hours"),
  ],
  QueryRange: [
    group("query, start, end, step", "observed", "a selector with = != =~ !~; no functions"),
    group(
      "ma_container_cpu_util, …_memory_util, …_gpu_util, …_npu_util",
      "documented",
      "0 to 100, five minutes late",
    ),
    group("ma_container_network_receive_bytes", "inferred", "the name is a guess"),
    group(
      "labels",
      "inferred",
      "service_id is the id of the notebook; gpu_index or npu_id of an accelerator",
    ),
    group("malformed query", "inferred", "400 AOM.04008001"),
    group(
      "missing permission",
      "documented",
      "403 in the form of Prometheus; the value of errorType is a guess",
    ),
  ],
  FilterServersByTag: [
    group("action, tags, not_tags, matches, limit, offset", "documented", "values by or, keys by and"),
    group("resources, total_count", "documented", "servers of type ECS, by the id behind the DevServer"),
  ],
} as const satisfies Readonly<Record<keyof typeof SIGNAL_OPERATIONS, readonly FieldGroup[]>>;
