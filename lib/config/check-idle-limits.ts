import type { Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import type { Named } from "./sections.ts";

const PERCENTS = ["cpu", "gpu", "npu"] as const;

/** From here on a machine at full load counts as idle. */
const FULL_PERCENT = 100;

/** Above this, work counts as rest: half of a machine is somebody's job. */
const HALF_PERCENT = 50;

/** Above this a person who works over the network is not seen any more: a terminal or an editor stays far below it. */
const NETWORK_KBIT_MAX = 10_000;

/** Limits up to which a signal counts as idle, so wide that they hide work. */
export function checkIdleLimits({ name, file: { idle } }: Named<PolicyFile>): readonly Finding[] {
  if (typeof idle !== "object") return [];
  const path = ["policies", name, "idle"];
  const percents = PERCENTS.flatMap((signal): readonly Finding[] => {
    const limit = idle[signal] ?? 0;
    if (limit >= FULL_PERCENT) {
      const message = `${signal} must be below 100: nothing exceeds ${limit} percent, so a machine at full load would count as idle`;
      return [{ path: [...path, signal], message, hint: `leave ${signal} out for the default` }];
    }
    if (limit <= HALF_PERCENT) return [];
    const message = `up to ${limit} percent of ${signal} count as idle, so a machine at work is stopped`;
    return [
      { path: [...path, signal], severity: "warning", message, hint: "the limits of the vendor are 5 and 1" },
    ];
  });
  const { network = 0 } = idle;
  if (network <= NETWORK_KBIT_MAX) return percents;
  const message = `up to ${network} kbit/s of received traffic count as idle, so somebody who copies data or works over SSH is not seen`;
  return [
    ...percents,
    {
      path: [...path, "network"],
      severity: "warning",
      message,
      hint: "leave network out for the default, 1.6",
    },
  ];
}
