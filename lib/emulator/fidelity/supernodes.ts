import type { SUPERNODE_OPERATIONS } from "../../domain/modelarts/supernode-operations.ts";
import type { FieldGroup } from "./field-group.ts";
import { group } from "./field-group.ts";
import { PAGE, SERVER_404, SERVER_STATE, TIMING } from "./server-groups.ts";

const SUPERNODE: readonly FieldGroup[] = [
  group(
    "id, hps_id, hps_cluster_id, name, order_id, servers",
    "documented",
    "servers are those of the DevServer API",
  ),
  group("status", "inferred", "words of the API pages where they have one, else of a server"),
  SERVER_404,
];

const SUPERNODE_ACTION: readonly FieldGroup[] = [
  ...SUPERNODE,
  group("servers of the supernode", "inferred", "change together with it"),
  SERVER_STATE,
  TIMING,
];

/** What is emulated of supernodes. */
export const SUPERNODE_FIDELITY = {
  ListHyperinstances: [...PAGE.slice(0, 2), ...SUPERNODE.slice(0, 2)],
  GetHyperinstance: SUPERNODE,
  StartHyperinstance: SUPERNODE_ACTION,
  StopHyperinstance: SUPERNODE_ACTION,
  ChangeHyperinstanceOS: [
    group("key_pair_name, image_id", "documented", "checked; a key pair only"),
    ...SUPERNODE_ACTION,
  ],
  DeleteHyperinstance: [
    group("billing", "documented", "pay-per-use and running, or failed"),
    ...SUPERNODE_ACTION,
  ],
} as const satisfies Readonly<Record<keyof typeof SUPERNODE_OPERATIONS, readonly FieldGroup[]>>;
