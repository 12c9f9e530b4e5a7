import type { SignalName } from "../../domain/facts.ts";
import type { IdleThresholds } from "../../domain/policy.ts";
import type { Flavor } from "../../domain/resource.ts";

/** Up to so many cores the system itself can be seen in the CPU's figure. */
const TINY_VCPUS = 2;

/** What the system and the notebook server take of the CPU when nobody does anything, in cores. */
const BASE_LOAD_VCPUS = 0.1;

/** However small a machine is, above this somebody works; percent. */
const BASE_LIMIT_MAX = 30;

/**
 * Up to how much CPU counts as idle, percent. A machine of one or two cores never gets below 5 % (user guide, FAQ on
 * notebooks that do not stop when idle), so a tenth of a core is added for the system: 10 % of two cores, 15 % of one,
 * 30 % at most. Only where the network is seen resting too, since the wider limit could hide a person who types. What
 * somebody wrote as `cpu:` holds everywhere, and where the number of cores is not known nothing is added.
 */
export function cpuLimit(
  { cpuPercent, cpuWritten }: IdleThresholds,
  { vcpus }: Pick<Flavor, "vcpus">,
  networkIsSeen: boolean,
): number {
  if (cpuWritten === true || vcpus === null || vcpus <= 0 || vcpus > TINY_VCPUS) return cpuPercent;
  if (!networkIsSeen) return cpuPercent;
  return Math.max(cpuPercent, Math.min(BASE_LIMIT_MAX, cpuPercent + (100 * BASE_LOAD_VCPUS) / vcpus));
}

/** Up to what value a signal counts as idle, in its own unit; one kernel or terminal at work is enough to be busy. */
export function limitOf(signal: SignalName, thresholds: IdleThresholds, cpuPercent: number): number {
  switch (signal) {
    case "cpu":
      return cpuPercent;
    case "gpu":
      return thresholds.gpuPercent;
    case "npu":
      return thresholds.npuPercent;
    case "network":
      return thresholds.networkKbitPerS;
    default:
      return 0;
  }
}
