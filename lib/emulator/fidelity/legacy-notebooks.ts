import type { LEGACY_NOTEBOOK_OPERATIONS } from "../../domain/modelarts/legacy-notebook-operations.ts";
import type { FieldGroup } from "./field-group.ts";
import { group } from "./field-group.ts";

const LEGACY: readonly FieldGroup[] = [
  group(
    "id, name, status, flavor, profile, flavor_details, user, workspace",
    "documented",
    "as in the samples",
  ),
  group("creation_timestamp, latest_update_timestamp", "documented", "text of 13 digits"),
  group("spec.auto_stop", "documented", "seconds; counts from RUNNING; remain_time when asked"),
  group("flavor_details.params_extends", "observed", "on OTC"),
];

const LEGACY_404 = group("not found", "documented", "400 ModelArts.6309 under error_message");

/** What is emulated of older development environments. */
export const LEGACY_NOTEBOOK_FIDELITY = {
  CreateLegacyNotebook: [
    group("body", "documented", "checked per cloud; codes 6317, 6318, 6334, 6348, 6349, 6358"),
    ...LEGACY,
    group("time of the transition", "documented", "59 s ÷ speed, by the show sample"),
  ],
  ListLegacyNotebooks: [
    group(
      "sortby, order, offset, limit, status, show_self, workspace_id",
      "documented",
      "by name; limit 0 is everything",
    ),
    ...LEGACY,
  ],
  ShowLegacyNotebook: [...LEGACY, LEGACY_404],
  UpdateLegacyNotebook: [
    group("description, spec.auto_stop", "documented", "a new auto stop counts from the next start on"),
    group("spec in the answer", "documented", "left out, as in the sample"),
    LEGACY_404,
  ],
  DeleteLegacyNotebook: [
    group("instance_id", "documented", "gone at once"),
    group("wrong status", "documented", "400 ModelArts.6304"),
    LEGACY_404,
  ],
  ActOnLegacyNotebook: [
    group("action", "documented", "start and stop; restart on Huawei Cloud"),
    group("queue, dequeue", "inferred", "400: no free flavors here"),
    group("current_status, previous_state", "documented", "as in the sample"),
    group("wrong status", "documented", "400 with 6305, 6306, 6307, 6308 or 6327"),
    LEGACY_404,
    group("time of the transition", "inferred", "30 s start, 10 s stop, 40 s restart; ÷ speed"),
  ],
} as const satisfies Readonly<Record<keyof typeof LEGACY_NOTEBOOK_OPERATIONS, readonly FieldGroup[]>>;
