import * as z from "zod";
import type { Cloud } from "../clouds.ts";
import { Description, LongName, PoolId, ServerName, Uuid, WorkspaceId } from "./identifiers.ts";
import { notebookDataVolume, notebookVolume } from "./notebook-volume.ts";
import { anyCaseOf, oneOf, queryNumber, rule, someText, strict, text, wholeNumber } from "./rule.ts";

const DURATION_RULE = "3,600,000 to 259,200,000 milliseconds, or -1 for no automatic stop";
const isDuration = (value: number) => value === -1 || (value >= 3_600_000 && value <= 259_200_000);

/**
 * How long a notebook runs. The documents give the range; -1, "never stop", is what the vendor's Terraform provider
 * sends (observed), and nothing else turns the automatic stop off.
 */
const duration = () => z.int(rule(DURATION_RULE)).refine(isDuration, rule(DURATION_RULE));
const leaseType = () => anyCaseOf(["TIMING", "IDLE"]);

const endpoint = () =>
  strict({
    service: anyCaseOf(["NOTEBOOK", "SSH"]),
    key_pair_names: z.array(ServerName, rule("a list of key pair names")).optional(),
    allowed_access_ips: z
      .array(
        text(/^[0-9a-fA-F.:/]{2,49}$/, "an IP address or a block of them"),
        rule("a list of IP addresses"),
      )
      .max(5, rule("at most 5 IP addresses"))
      .optional(),
  });

const CPU_RULE = "at least 0.4, with at most two decimals";
/** SDK (2026-07): a flavor put together by hand, in dedicated pools of Huawei Cloud only. */
const customSpec = () =>
  strict({
    cpu: z
      .number(rule(CPU_RULE))
      .refine((cpu) => cpu >= 0.4 && Math.abs(cpu * 100 - Math.round(cpu * 100)) < 1e-6, rule(CPU_RULE)),
    memory: z
      .int(rule("a whole number of MB, at least 513"))
      .min(513, rule("a whole number of MB, at least 513")),
    arch: oneOf(["X86_64", "AARCH64"]).optional(),
    category: oneOf(["CPU", "GPU"]).optional(),
    gpu: z.number(rule("a number")).optional(),
    gpu_type: someText.optional(),
    resource_flavor: LongName.optional(),
  });

const name = () =>
  text(/^[-_a-zA-Z0-9]{1,128}$/, "1 to 128 letters, digits, hyphens (-) and underscores (_)");
const flavor = () => someText.max(128, rule("at most 128 characters"));
/** Loosely documented extras of the SDK (2026-07); passed on as they are. */
const extra = () => z.record(z.string(), z.unknown(), rule("an object"));
const userVpc = () =>
  strict({
    vpc_id: someText,
    subnet_id: someText,
    security_group_ids: z.array(someText, rule("a list of ids")),
    connect_cidrs: z.array(someText, rule("a list of CIDR blocks")).optional(),
  });

const endpoints = () => z.array(endpoint(), rule("a list of endpoints")).optional();
const hooks = () => extra().optional();

const bothClouds = () => ({
  name: name(),
  image_id: Uuid,
  description: Description.optional(),
  duration: duration().optional(),
  lease: strict({ duration: duration().optional(), type: leaseType().optional() }).optional(),
  endpoints: endpoints(),
  feature: oneOf(["NOTEBOOK", "DEFAULT"]).optional(),
  pool_id: PoolId.optional(),
  workspace_id: WorkspaceId.optional(),
  hooks: hooks(),
});

const HuaweiCreate = z.lazy(() =>
  strict({
    ...bothClouds(),
    flavor: flavor().optional(),
    volume: notebookVolume("huaweicloud"),
    custom_spec: customSpec().optional(),
    affinity: extra().optional(),
    run_user: strict({ uid: z.int(rule("a number")), gid: z.int(rule("a number")) }).optional(),
    data_volumes: z.array(notebookDataVolume(), rule("a list of volumes")).optional(),
    user_vpc: userVpc().optional(),
  }).superRefine((value, context) => {
    if ((value.flavor === undefined) === (value.custom_spec === undefined)) {
      context.addIssue({
        code: "custom",
        path: ["flavor"],
        message: "exactly one of flavor and custom_spec must be specified",
      });
    }
  }),
);

const OtcCreate = z.lazy(() => strict({ ...bothClouds(), flavor: flavor(), volume: notebookVolume("otc") }));

const CREATE = { huaweicloud: HuaweiCreate, otc: OtcCreate } as const;

/** Body of `POST /notebooks` on a cloud: OTC (2025-08) demands a flavor, the SDK (2026-07) also takes a custom one. */
export function createNotebookRequest(cloud: Cloud) {
  return CREATE[cloud];
}
/** The body as Huawei Cloud takes it. */
export const CreateNotebookRequest = HuaweiCreate;
/** See {@link CreateNotebookRequest}. */
export type CreateNotebookRequest = z.output<typeof CreateNotebookRequest>;

/** Body of `PUT /notebooks/{id}`. The disk may only grow; flavor and image change while the notebook is stopped. */
export const UpdateNotebookRequest = z.lazy(() =>
  strict({
    name: name().optional(),
    description: Description.optional(),
    flavor: flavor().optional(),
    image_id: Uuid.optional(),
    storage_new_size: wholeNumber(5, 4096, "5 to 4,096 GB").optional(),
    endpoints: endpoints(),
    hooks: hooks(),
  }),
);
/** See {@link UpdateNotebookRequest}. */
export type UpdateNotebookRequest = z.output<typeof UpdateNotebookRequest>;

const queryDuration = () =>
  queryNumber(-1, 259_200_000, DURATION_RULE).refine(isDuration, rule(DURATION_RULE));

/** Query of `POST /notebooks/{id}/start`. */
export const StartNotebookQuery = z.lazy(() =>
  strict({
    duration: queryDuration().optional(),
    type: leaseType().optional(),
  }),
);
/** See {@link StartNotebookQuery}. */
export type StartNotebookQuery = z.output<typeof StartNotebookQuery>;

/** Body of `PATCH /notebooks/{id}/lease`. */
export const RenewLeaseRequest = z.lazy(() =>
  strict({ duration: duration().optional(), type: leaseType().optional() }),
);
/** See {@link RenewLeaseRequest}. */
export type RenewLeaseRequest = z.output<typeof RenewLeaseRequest>;

/** Query of `PATCH /notebooks/{id}/lease`: overrides the body and makes the notebook lease a timed one. */
export const RenewLeaseQuery = z.lazy(() => strict({ duration: queryDuration().optional() }));
/** See {@link RenewLeaseQuery}. */
export type RenewLeaseQuery = z.output<typeof RenewLeaseQuery>;

/** Body of `POST /notebooks/{id}/start`: an empty object. */
export const StartNotebookRequest = z.lazy(() => strict({}));
