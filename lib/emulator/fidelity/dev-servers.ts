import type { DEV_SERVER_OPERATIONS } from "../../domain/modelarts/dev-server-operations.ts";
import type { FieldGroup } from "./field-group.ts";
import { group } from "./field-group.ts";
import { PAGE, SERVER_404, SERVER_STATE, TIMING } from "./server-groups.ts";

const SERVER: readonly FieldGroup[] = [
  group(
    "id, name, status, flavor, charging_mode, create_at, update_at",
    "documented",
    "kept as created; times in ms",
  ),
  group(
    "cloud_server, endpoints, volumes, image",
    "documented",
    "id, address and disks appear once CREATING is over",
  ),
  group("category, server_hps, hps_id, hps_ecs_id", "documented", "for servers of a supernode"),
];

const OS: readonly FieldGroup[] = [
  group("admin_pass, key_pair_name, image_id, user_data", "documented", "checked; one login exactly"),
  group("status afterwards", "documented", "RUNNING, although it had to be STOPPED"),
];

/** What is emulated of DevServers. */
export const DEV_SERVER_FIDELITY = {
  CreateDevServer: [
    group("body", "documented", "checked against the schemas of this package"),
    group("charging_info left out", "documented", "PRE_PAID, as the sample answers"),
    group("order_id", "documented", "for PRE_PAID"),
    group(
      "order without a machine",
      "inferred",
      "for PRE_PAID the answer has no id, and the machines come 300 s ÷ speed later; a quirk that is off",
    ),
    group("count", "documented", "so many servers"),
    group("names of several servers", "inferred", "numbered; the answer shows the first"),
    group("HPS", "inferred", "a supernode with one server"),
    group("a flavor that is sold out", "inferred", "400 ModelArts.6329, as for development environments"),
    ...SERVER,
    TIMING,
  ],
  ListDevServers: [...PAGE, ...SERVER],
  ListAllDevServers: [
    group("no paging", "documented", "page envelope all the same"),
    group("total above the items", "inferred", "at most 1,000 items"),
    ...SERVER,
  ],
  ShowDevServer: [...SERVER, SERVER_404],
  UpdateDevServer: [group("name", "documented", "in any status"), ...SERVER, SERVER_404],
  StartDevServer: [
    group("body", "observed", "an object is needed, {} is enough"),
    group("a flavor that is sold out", "inferred", "taken; ends in START_FAILED"),
    ...SERVER,
    SERVER_404,
    SERVER_STATE,
    TIMING,
  ],
  StopDevServer: [...SERVER, SERVER_404, SERVER_STATE, TIMING],
  RebootDevServer: [
    group("status in the answer", "inferred", "REBOOTING already"),
    ...SERVER,
    SERVER_404,
    SERVER_STATE,
    TIMING,
  ],
  DeleteDevServer: [
    group("yearly/monthly servers", "documented", "refused, except CREATE_FAILED and ERROR"),
    group("code of that refusal", "inferred", "400 ModelArts.0104"),
    ...SERVER,
    SERVER_404,
    SERVER_STATE,
    group("time of the transition", "inferred", "30 s ÷ speed"),
  ],
  ChangeDevServerOS: [...OS, ...SERVER, SERVER_404, SERVER_STATE, TIMING],
  ReinstallDevServerOS: [
    group(
      "status in the answer",
      "documented",
      "REINSTALLOS, as in the sample; a quirk that can be switched off",
    ),
    ...OS,
    ...SERVER,
    SERVER_404,
    SERVER_STATE,
    TIMING,
  ],
  BatchDevServersAction: [
    group("type, servers, extend_param", "documented", "checked"),
    group("outcome per server", "documented", "none is told"),
    group(
      "servers in the answer",
      "documented",
      "the caller's list, as in the sample; a quirk that can be switched off",
    ),
    group("servers that cannot take the action", "inferred", "left as they are"),
    TIMING,
  ],
  SyncDevServers: [...PAGE, group("effect", "inferred", "none: there is nothing that could differ")],
  GetDevServerOperation: [group("operation", "inferred", "never found: disks are not emulated"), SERVER_404],
  ListDevServerFlavors: [
    group(
      "flavor, arch, server_type, charging_mode, is_sold_out",
      "observed",
      "a fixed list of five; sold out as the control API says",
    ),
    group("server_type", "documented", "in either case"),
  ],
} as const satisfies Readonly<Record<keyof typeof DEV_SERVER_OPERATIONS, readonly FieldGroup[]>>;
