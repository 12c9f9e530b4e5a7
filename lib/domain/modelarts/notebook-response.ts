import * as z from "zod";
import { pageOf } from "./page.ts";

const string = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();
const strings = z.array(z.string()).nullish();

/**
 * The notebook lease. `duration` counts from `create_at` (ms), not from the last start: the notebook stops at
 * `create_at + duration`. The PATCH answer does not follow this in the samples; read the lease again after it.
 */
export const Lease = z.lazy(() =>
  z.looseObject({
    create_at: number,
    duration: number,
    enable: flag,
    type: string,
    update_at: number,
  }),
);
/** See {@link Lease}. */
export type Lease = z.output<typeof Lease>;

const image = () =>
  z.looseObject({
    id: string,
    name: string,
    swr_path: string,
    tag: string,
    type: string,
    description: string,
    arch: string,
    status: string,
    dev_services: strings,
  });

const volume = () =>
  z.looseObject({
    capacity: number,
    category: string,
    mount_path: string,
    ownership: string,
    status: string,
    id: string,
    uri: string,
    mount_type: string,
    read_only: flag,
    evs_sku_code: string,
  });

const endpoint = () =>
  z.looseObject({
    service: string,
    dev_service: string,
    uri: string,
    key_pair_names: strings,
    allowed_access_ips: strings,
  });

const progress = () =>
  z.looseObject({
    status: string,
    step: number,
    description: string,
    notebook_id: string,
    step_description: string,
  });

const user = () =>
  z.looseObject({
    id: string,
    name: string,
    domain: z.looseObject({ id: string, name: string }).nullish(),
  });

/**
 * A notebook of the newer API (OTC 2025-08, SDK 2026-07). `volume` may be missing right after creation.
 * `url` and `token` open the notebook to whoever holds them: treat them as passwords.
 */
export const Notebook = z.lazy(() =>
  z.looseObject({
    id: string,
    name: string,
    description: string,
    status: string,
    flavor: string,
    feature: string,
    workspace_id: string,
    url: string,
    token: string,
    fail_reason: string,
    billing_items: strings,
    image: image().nullish(),
    lease: Lease.unwrap().nullish(),
    pool: z.looseObject({ id: string, name: string }).nullish(),
    volume: volume().nullish(),
    data_volumes: z.array(volume()).nullish(),
    endpoints: z.array(endpoint()).nullish(),
    action_progress: z.array(progress()).nullish(),
    user: user().nullish(),
    user_id: string,
    create_at: number,
    update_at: number,
    ip: string,
    jupyter_version: string,
    is_need_credentials: flag,
    custom_spec: z.looseObject({ cpu: number, memory: number, gpu: number, gpu_type: string }).nullish(),
    run_user: z.looseObject({ uid: number, gid: number, user_name: string, group_name: string }).nullish(),
    user_vpc: z.looseObject({ vpc_id: string, subnet_id: string }).nullish(),
    tags: z.array(z.looseObject({ key: string, value: string })).nullish(),
  }),
);
/** See {@link Notebook}. */
export type Notebook = z.output<typeof Notebook>;

/** Answer of `GET /notebooks` and `/notebooks/all`. */
export const NotebookPage = z.lazy(() => pageOf(Notebook.unwrap()));
/** See {@link NotebookPage}. */
export type NotebookPage = z.output<typeof NotebookPage>;
