import type { Cloud } from "./clouds.ts";
import type { ResourceKind } from "./resource.ts";

/**
 * Whether a signal can be had: `yes`; `agent`: by the monitoring agent in the machine alone; `asked`: where the policy
 * lets the notebook itself be asked (`jupyter: true`); `no`.
 */
export type Availability = "yes" | "agent" | "asked" | "no";

/** One kind of machine on one cloud, and what can be known of it. */
export interface SignalsRow {
  readonly cloud: Cloud;
  readonly kind: ResourceKind;
  /** What kind of machine, for people. */
  readonly machine: string;
  readonly cpu: Availability;
  readonly accelerators: Availability;
  readonly network: Availability;
  /** Kernels, sessions and terminals. */
  readonly notebook: Availability;
  /** Whether idleness can be decided: always, with a condition, or never. */
  readonly decides: "yes" | "asked" | "never";
  readonly note: string;
}

const NOTHING = { cpu: "no", accelerators: "no", network: "no", notebook: "no", decides: "never" } as const;
const SERVER = { cloud: "huaweicloud", kind: "dev-server", notebook: "no", decides: "yes" } as const;

/**
 * What can be known of which machine. Sources: metric pages of AOM and Cloud Eye of both clouds (2026-07); that old
 * notebooks report to AOM under their id, and that a notebook answers as Jupyter Server does, is inferred.
 */
export const SIGNALS_AVAILABLE: readonly SignalsRow[] = [
  {
    ...{ cloud: "huaweicloud", kind: "notebook", machine: "notebook" },
    ...{ cpu: "yes", accelerators: "yes", network: "yes", notebook: "asked", decides: "yes" },
    note: "AOM; the name of the network metric is inferred",
  },
  {
    ...{ cloud: "huaweicloud", kind: "legacy-notebook", machine: "legacy notebook" },
    ...{ cpu: "yes", accelerators: "yes", network: "yes", notebook: "no", decides: "yes" },
    note: "AOM; that old notebooks report under their id is inferred",
  },
  {
    ...{ ...SERVER, machine: "DevServer, virtual (ECS), without agent" },
    ...{ cpu: "yes", accelerators: "no", network: "yes" },
    note: "Cloud Eye SYS.ECS; decided only without GPU and NPU",
  },
  {
    ...{ ...SERVER, machine: "DevServer, virtual (ECS), with agent" },
    ...{ cpu: "yes", accelerators: "agent", network: "yes" },
    note: "Cloud Eye SYS.ECS, and AGT.ECS for accelerators",
  },
  {
    ...{ ...SERVER, machine: "DevServer, bare metal (BMS), with agent" },
    ...{ cpu: "agent", accelerators: "agent", network: "agent" },
    note: "Cloud Eye SERVICE.BMS",
  },
  {
    ...{
      ...NOTHING,
      cloud: "huaweicloud",
      kind: "dev-server",
      machine: "DevServer, bare metal (BMS), without agent",
    },
    note: "bare metal reports through its agent alone",
  },
  {
    ...{ ...NOTHING, cloud: "huaweicloud", kind: "dev-server", machine: "DevServer in a supernode (HPS)" },
    note: "no metrics of its servers are known",
  },
  {
    ...{ ...NOTHING, cloud: "huaweicloud", kind: "supernode", machine: "supernode" },
    note: "there are no metrics of it as a whole",
  },
  {
    ...{ cloud: "otc", kind: "notebook", machine: "notebook" },
    ...{ cpu: "no", accelerators: "no", network: "no", notebook: "asked", decides: "asked" },
    note: "no container metrics; its kernels and terminals alone, and only without SSH",
  },
  {
    ...{ ...NOTHING, cloud: "otc", kind: "legacy-notebook", machine: "legacy notebook" },
    note: "no container metrics, and it is not asked itself",
  },
];

/** Whether idleness can be decided for at least some machines of a kind on a cloud. */
export function canDecideIdle(
  { cloud, kind }: { readonly cloud: Cloud; readonly kind: ResourceKind },
  { jupyter }: { readonly jupyter: boolean },
): boolean {
  return SIGNALS_AVAILABLE.some(
    (row) =>
      row.cloud === cloud &&
      row.kind === kind &&
      (row.decides === "yes" || (row.decides === "asked" && jupyter)),
  );
}
