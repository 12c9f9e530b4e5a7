import * as z from "zod";
import { pageOf } from "./page.ts";
import { devServerStatusOf } from "./statuses.ts";

// Every field may be missing or null, and unknown ones are kept: the pages list fields that no sample shows, samples
// show fields that no page lists, and what the cloud really answers must not stop a person's machine from being seen.
const string = z.string().nullish();
const number = z.number().nullish();
const strings = z.array(z.string()).nullish();

/** The server behind a DevServer. `id` is missing while CREATING; Cloud Eye and ECS know the server by it. */
const cloudServer = () => z.looseObject({ id: string, type: string, hps_id: string, hps_ecs_id: string });

const serverImage = () =>
  z.looseObject({
    arch: string,
    image_id: string,
    name: string,
    server_type: string,
    status: string,
  });

const endpoint = () =>
  z.looseObject({
    service: string,
    dev_service: string,
    uri: string,
    ssh_keys: strings,
    key_pair_names: strings,
    allowed_access_ips: strings,
  });

const endpointTwin = () =>
  z.looseObject({
    dev_service: string,
    extensions: z.record(z.string(), z.string()).nullish(),
    ssh_keys: strings,
    allowed_access_ips: strings,
  });

const volume = () => z.looseObject({ size: number, type: string, evs_type: string, evs_id: string });

/** ServerResponse ("Performing Operations on DevServer Instances in Batches", 2025-11-19, table 6). Times are ms. */
export const DevServer = z.lazy(() =>
  z.looseObject({
    id: string,
    name: string,
    status: z.string().transform(devServerStatusOf).nullish(),
    create_at: number,
    update_at: number,
    charging_mode: string,
    order_id: string,
    flavor: string,
    resource_flavor: string,
    key_pair_name: string,
    vpc_id: string,
    subnet_id: string,
    cloud_server: cloudServer().nullish(),
    image: serverImage().nullish(),
    server_image_response: serverImage().nullish(),
    endpoints: z.array(endpoint()).nullish(),
    endpoints_response: z.array(endpointTwin()).nullish(),
    volumes: z.array(volume()).nullish(),
    category: string,
    server_hps: z.looseObject({ id: string, name: string }).nullish(),
  }),
);
/** See {@link DevServer}. */
export type DevServer = z.output<typeof DevServer>;

/** Answer of list, list-all, sync and the batch action. A batch may answer other servers than those asked for. */
export const DevServerPage = z.lazy(() => pageOf(DevServer.unwrap()));
/** See {@link DevServerPage}. */
export type DevServerPage = z.output<typeof DevServerPage>;

/** An operation on a server, for example the attaching of a disk. Its words are open: pages disagree about them. */
export const DevServerOperation = z.lazy(() =>
  z.looseObject({
    operation_id: string,
    operation_status: string,
    operation_type: string,
    operation_error: z.looseObject({ code: string, message: string }).nullish(),
  }),
);
/** See {@link DevServerOperation}. */
export type DevServerOperation = z.output<typeof DevServerOperation>;
