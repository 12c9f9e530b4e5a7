import type { NOTEBOOK_OPERATIONS } from "../../domain/modelarts/notebook-operations.ts";
import type { FieldGroup } from "./field-group.ts";
import { group } from "./field-group.ts";

const NOTEBOOK: readonly FieldGroup[] = [
  group(
    "id, name, description, status, flavor, feature, workspace_id, image",
    "documented",
    "as in the samples",
  ),
  group("url, token", "documented", "made up; url not in create, list and delete"),
  group("volume", "documented", "missing in the answer to create"),
  group("create_at, update_at, user, tags", "observed", "kept"),
  group("lease", "documented", "duration counts from create_at"),
];

const NOTEBOOK_404 = group(
  "not found",
  "observed",
  "400 with 6404 (read), 6309 (write) or 6357 (deleted lately)",
);

const NOTEBOOK_STATE = group("wrong status", "observed", "400 ModelArts.6357, naming the notebook");

const NOTEBOOK_TIMING = group(
  "time of the transition",
  "inferred",
  "30 s create and start, 10 s stop and delete; ÷ speed",
);

const NOTEBOOK_LIST: readonly FieldGroup[] = [
  group(
    "limit, offset, name, status, sort_dir, workspace_id, pool_id",
    "documented",
    "record offset, newest first",
  ),
  group("id, flavor, image_id", "observed", "filters on Huawei Cloud"),
  group("sort_key", "inferred", "create, update and name in three spellings; else 400 ModelArts.6303"),
  group("feature left out", "inferred", "notebooks of every feature, not only NOTEBOOK"),
  group("current, pages, size, total", "documented", "current counts from 0, size is the limit"),
];

const LEASE = group(
  "duration, type, enable, create_at, update_at",
  "documented",
  "start and renewal set it to the time since creation plus what was asked",
);

const LEASE_SET = group(
  "update_at of a lease",
  "inferred",
  "the moment of the creation, the last start or the last renewal; nothing else moves it",
);

/** What is emulated of notebooks. */
export const NOTEBOOK_FIDELITY = {
  CreateNotebook: [
    group("body", "documented", "checked per cloud; either case"),
    group("a flavor that is sold out", "documented", "400 ModelArts.6329"),
    ...NOTEBOOK,
    NOTEBOOK_TIMING,
  ],
  ListNotebooks: [...NOTEBOOK_LIST, ...NOTEBOOK],
  ListAllNotebooks: [...NOTEBOOK_LIST, ...NOTEBOOK],
  ShowNotebook: [...NOTEBOOK, NOTEBOOK_404],
  UpdateNotebook: [
    group("flavor, image_id, endpoints", "documented", "only while STOPPED"),
    group(
      "name, description, storage_new_size",
      "inferred",
      "STOPPED or RUNNING: pages and provider disagree",
    ),
    ...NOTEBOOK,
    NOTEBOOK_404,
    NOTEBOOK_STATE,
  ],
  DeleteNotebook: [
    group("running notebooks", "observed", "deleted, against the page"),
    ...NOTEBOOK,
    NOTEBOOK_404,
    NOTEBOOK_STATE,
    NOTEBOOK_TIMING,
  ],
  StartNotebook: [
    LEASE,
    group("a flavor that is sold out", "inferred", "taken; ends in START_FAILED"),
    group("duration left out", "inferred", "what was asked for last time"),
    group("duration -1", "observed", "no automatic stop"),
    ...NOTEBOOK,
    NOTEBOOK_404,
    NOTEBOOK_STATE,
    NOTEBOOK_TIMING,
  ],
  StopNotebook: [...NOTEBOOK, NOTEBOOK_404, NOTEBOOK_STATE, NOTEBOOK_TIMING],
  ShowLease: [LEASE, LEASE_SET, NOTEBOOK_404],
  RenewLease: [
    LEASE,
    LEASE_SET,
    group("duration in the query", "observed", "wins over the body and makes the lease a timed one"),
    group(
      "duration in the answer",
      "documented",
      "what was asked for, as in the sample; a quirk that can be switched off",
    ),
    group("end of a timed lease", "documented", "the notebook stops at create_at + duration"),
    group(
      "end of an idle lease",
      "documented",
      "network, CPU, GPU and NPU below Huawei's thresholds for one period",
    ),
    NOTEBOOK_404,
    NOTEBOOK_STATE,
  ],
  ListNotebookFlavors: [
    group(
      "id, vcpus, memory, gpu, ascend, billing, storages",
      "documented",
      "a fixed list of seven; memory in KiB",
    ),
    group("sold_out", "documented", "as the control API says"),
  ],
} as const satisfies Readonly<Record<keyof typeof NOTEBOOK_OPERATIONS, readonly FieldGroup[]>>;
