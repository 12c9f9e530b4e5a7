import * as z from "zod";
import { DOCUMENTS } from "./documents.ts";
import { LongName, ServerName, Uuid } from "./identifiers.ts";
import { AdminPass, checkOneLogin, checkSupernodeLogin, UserData } from "./login.ts";
import { flag, oneOf, rule, ruleOf, someText, strict, text, wholeNumber } from "./rule.ts";

const EVS_TYPES = ["ESSD", "GPSSD", "SAS", "SATA", "SSD"] as const;
const ARCHITECTURES = ["X86", "ARM"] as const;
const SERVER_TYPES = ["BMS", "ECS", "HPS"] as const;
const CHARGING_MODES = ["COMMON", "POST_PAID", "PRE_PAID"] as const;

/** Table 5, EvsVolume: the system disk. */
const rootVolume = () =>
  strict({
    size: wholeNumber(100, 1024, "100 to 1,024 GB").optional(),
    type: oneOf(EVS_TYPES).optional(),
  });

/** Table 6, ServerDataVolume: the data disks. */
const dataVolume = () =>
  strict({
    size: wholeNumber(100, 32_768, "100 to 32,768 GB"),
    type: oneOf(EVS_TYPES),
    count: wholeNumber(1, 8, "1 to 8"),
  });

/** Table 3, ChargingInfo. Period number and type are mandatory even for POST_PAID. */
const chargingInfo = () =>
  strict({
    charging_mode: oneOf(CHARGING_MODES),
    is_auto_pay: flag.optional(),
    is_auto_renew: flag.optional(),
    period_num: wholeNumber(1, 11, "1 to 11"),
    period_type: oneOf(["ABSOLUTE", "DAY", "HOUR", "MONTH", "WEEK", "YEAR"]),
  });

/** Table 4, ServerNetwork; the last two fields come from the SDK (2026-07). */
const network = () =>
  strict({
    vpc_id: Uuid,
    subnet_id: Uuid,
    security_group_id: Uuid,
    ipv6_enable: flag.optional(),
    roce_id: Uuid.optional(),
    hyper_cluster: strict({ id: Uuid, hyper_cluster_subnet_id: Uuid.optional() }).optional(),
    allowed_address_pairs: z
      .array(strict({ ip_address: someText, mac_address: someText.optional() }), rule("a list"))
      .optional(),
  });

/**
 * The one place that settles `count`: 1 to 100 on the page of 2025-08-20, 1 to 10 and not for supernodes in the SDK
 * (2026-07). The newer one wins, and it is the careful one too.
 */
const COUNT_RULE = "1 to 10, not for supernodes";
const count = () =>
  z.custom<number>(
    (count) => Number.isInteger(count) && Number(count) >= 1 && Number(count) <= 10,
    ruleOf(DOCUMENTS.sdk, COUNT_RULE),
  );

const createFields = () =>
  strict({
    name: ServerName,
    flavor: text(/^[a-zA-Z0-9.]{1,128}$/, "1 to 128 letters, digits and periods (.)").optional(),
    resource_flavor: LongName.optional(),
    image_id: Uuid,
    network: network(),
    admin_pass: AdminPass.optional(),
    key_pair_name: ServerName.optional(),
    server_type: oneOf(SERVER_TYPES).optional(),
    arch: oneOf(ARCHITECTURES).optional(),
    availability_zone: LongName.optional(),
    count: count().optional(),
    enterprise_project_id: text(
      /^[-_.a-zA-Z0-9]{1,36}$/,
      "1 to 36 letters, digits, hyphens (-), underscores (_) and periods (.)",
    ).optional(),
    root_volume: rootVolume().optional(),
    data_volume: dataVolume().optional(),
    charging_info: chargingInfo().optional(),
    userdata: UserData.optional(),
    user_data: UserData.optional(),
    hps_cluster_id: Uuid.optional(),
  });

type CreateFieldsValue = z.output<ReturnType<typeof createFields>>;

/** A supernode says so, or names the cluster that only supernodes have. */
function isSupernode(value: CreateFieldsValue): boolean {
  if (value.server_type !== undefined) return value.server_type === "HPS";
  return value.hps_cluster_id !== undefined || value.network.hyper_cluster !== undefined;
}

function checkSupernode(value: CreateFieldsValue, context: z.core.$RefinementCtx): void {
  checkSupernodeLogin(value, context);
  if (value.count !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["count"],
      message: COUNT_RULE,
      params: { document: DOCUMENTS.sdk },
    });
  }
  // The page of 2025-08-20 knows `hps_cluster_id` alone; the SDK (2026-07) names the cluster inside `network` as well.
  if (value.hps_cluster_id === undefined && value.network.hyper_cluster === undefined) {
    context.addIssue({
      code: "custom",
      path: ["hps_cluster_id"],
      message: "mandatory when a supernode is created",
    });
  }
}

/**
 * The one place that settles `flavor` against `resource_flavor`: the page of 2025-08-20 makes `flavor` mandatory and
 * knows no other, the SDK (2026-07) takes exactly one of the two. The newer one wins.
 */
function checkFlavor(value: CreateFieldsValue, context: z.core.$RefinementCtx): void {
  if ((value.flavor === undefined) === (value.resource_flavor === undefined)) {
    context.addIssue({
      code: "custom",
      path: ["flavor"],
      message: "exactly one of flavor and resource_flavor must be specified",
      params: { document: DOCUMENTS.sdk },
    });
  }
}

/**
 * The one place that settles `userdata` against `user_data`: the create page (2025-08-20) has the former, the SDK
 * (2026-07) and every OS request (2025-11-19) the latter. Both are accepted and sent as written, since a server that
 * knows only the other name drops it without a word; `user_data`, the newer one, is what Curfew itself writes.
 */
function checkUserData(value: CreateFieldsValue, context: z.core.$RefinementCtx): void {
  if (value.userdata !== undefined && value.user_data !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["userdata"],
      message: "userdata and user_data are one field: specify user_data only",
      params: { document: DOCUMENTS.sdk },
    });
  }
}

/** Body of `POST /dev-servers` ("Creating a DevServer Instance", 2025-08-20, table 2). */
export const CreateDevServerRequest = z.lazy(() =>
  createFields().superRefine((value, context) => {
    checkFlavor(value, context);
    checkUserData(value, context);
    if (isSupernode(value)) checkSupernode(value, context);
    else {
      checkOneLogin(value, context);
      if (value.hps_cluster_id !== undefined) {
        context.addIssue({
          code: "custom",
          path: ["hps_cluster_id"],
          message: "used only for creating HPS servers",
        });
      }
    }
  }),
);
/** See {@link CreateDevServerRequest}. */
export type CreateDevServerRequest = z.output<typeof CreateDevServerRequest>;

const osFields = () => ({
  admin_pass: AdminPass.optional(),
  key_pair_name: ServerName.optional(),
  image_id: Uuid.optional(),
  user_data: UserData.optional(),
});

/** ServerOsRequest, the shared body of the OS actions (2025-11-19, table 4). */
export const ServerOsRequest = z.lazy(() => strict(osFields()).superRefine(checkOneLogin));
/** See {@link ServerOsRequest}. */
export type ServerOsRequest = z.output<typeof ServerOsRequest>;

const changeOsFields = () => strict({ ...osFields(), image_id: Uuid });

/** Body of `POST /dev-servers/{id}/changeos`: the image is mandatory when the OS is changed. */
export const ChangeOsRequest = z.lazy(() => changeOsFields().superRefine(checkOneLogin));
/** See {@link ChangeOsRequest}. */
export type ChangeOsRequest = z.output<typeof ChangeOsRequest>;

/** Body of `POST /dev-servers/hyperinstance/{id}/changeos`: as for a server, but with a key pair only. */
export const ChangeSupernodeOsRequest = z.lazy(() => changeOsFields().superRefine(checkSupernodeLogin));
/** See {@link ChangeSupernodeOsRequest}. */
export type ChangeSupernodeOsRequest = z.output<typeof ChangeSupernodeOsRequest>;
