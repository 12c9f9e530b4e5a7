import * as z from "zod";

const string = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();
const texts = z.record(z.string(), z.string()).nullish();

const provision = () =>
  z.looseObject({
    type: string,
    annotations: texts,
    spec: z
      .looseObject({
        engine: string,
        params: z
          .looseObject({ namespace: string, image_name: string, image_tag: string, annotations: texts })
          .nullish(),
      })
      .nullish(),
  });

const profile = () =>
  z.looseObject({
    id: string,
    name: string,
    description: string,
    de_type: string,
    flavor_type: string,
    labels: texts,
    provision: provision().nullish(),
  });

/** `params` counts in words of its own: `{ CPU: 8, GPU: 1, gpu_type, memory: "64GiB" }`. */
const flavorDetails = () =>
  z.looseObject({
    name: string,
    status: string,
    type: string,
    params: z.looseObject({ CPU: number, GPU: number, gpu_type: string, memory: string }).nullish(),
    params_extends: z.looseObject({ arch: string }).nullish(),
    queuing_num: number,
    queue_left_time: number,
    storage_list: z.array(z.string()).nullish(),
    is_permitted: flag,
    promo_type: string,
    instance_num: number,
    duration: number,
    store_time: number,
    billing_flavor: string,
    billing_params: number,
  });

const storage = () =>
  z.looseObject({
    type: string,
    location: z
      .looseObject({
        path: string,
        volume_size: number,
        volume_unit: string,
        mount_path: string,
        access_modes: string,
      })
      .nullish(),
  });

/** `duration` and `remain_time` in seconds, `stop_timestamp` in milliseconds since the epoch. */
const autoStop = () =>
  z.looseObject({
    enable: flag,
    duration: number,
    prompt: flag,
    stop_timestamp: number,
    remain_time: number,
  });

const credential = () =>
  z.looseObject({
    ak: string,
    sk: string,
    ssh_private_key: string,
    access_token: string,
  });

const repository = () =>
  z.looseObject({
    id: string,
    branch: string,
    user_name: string,
    user_email: string,
    type: string,
    connection_info: z
      .looseObject({ protocol: string, url: string, credential: credential().nullish() })
      .nullish(),
  });

const spec = () =>
  z.looseObject({
    log_path: string,
    custom_script_path: string,
    extend_storage: z.array(storage()).nullish(),
    storage: storage().nullish(),
    credential: credential().nullish(),
    repository: repository().nullish(),
    resource_reserved_timestamp: number,
    auto_stop: autoStop().nullish(),
    failed_reasons: z
      .looseObject({ code: string, message: string, detail: z.record(z.string(), z.unknown()).nullish() })
      .nullish(),
    annotations: texts,
    extend_params: texts,
  });

const queuing = () =>
  z.looseObject({
    id: string,
    name: string,
    de_type: string,
    flavor: string,
    flavor_details: flavorDetails().nullish(),
    status: string,
    begin_timestamp: number,
    remain_time: number,
    end_timestamp: number,
    rank: number,
  });

/**
 * An older development environment ("Creating a Development Environment Instance", tables 11 to 30). Both timestamps are
 * strings of 13 digits here; `spec.annotations.url` and everything named credential are secrets.
 */
export const LegacyNotebook = z.lazy(() =>
  z.looseObject({
    id: string,
    name: string,
    description: string,
    status: string,
    creation_timestamp: string,
    latest_update_timestamp: string,
    profile: profile().nullish(),
    flavor: string,
    flavor_details: flavorDetails().nullish(),
    pool: z
      .looseObject({
        id: string,
        name: string,
        type: string,
        owner: z.looseObject({ project_id: string }).nullish(),
      })
      .nullish(),
    spec: spec().nullish(),
    workspace: z.looseObject({ id: string }).nullish(),
    ai_project: z.looseObject({ id: string }).nullish(),
    error_code: string,
    queuing_info: queuing().nullish(),
    user: z.looseObject({ id: string, name: string }).nullish(),
    repository: repository().nullish(),
  }),
);
/** See {@link LegacyNotebook}. */
export type LegacyNotebook = z.output<typeof LegacyNotebook>;

/** Answer of `GET /demanager/instances`. */
export const LegacyNotebookList = z.lazy(() =>
  z.looseObject({
    total_count: number,
    instances: z
      .array(LegacyNotebook.unwrap())
      .nullable()
      .transform((items) => items ?? []),
  }),
);
/** See {@link LegacyNotebookList}. */
export type LegacyNotebookList = z.output<typeof LegacyNotebookList>;

/** Answer of an action. The two names do not match; that is how the page has them. */
export const LegacyNotebookActionAnswer = z.lazy(() =>
  z.looseObject({ current_status: string, previous_state: string }),
);
/** See {@link LegacyNotebookActionAnswer}. */
export type LegacyNotebookActionAnswer = z.output<typeof LegacyNotebookActionAnswer>;

/** Answer of a deletion. */
export const LegacyNotebookDeletion = z.lazy(() => z.looseObject({ instance_id: string }));
/** See {@link LegacyNotebookDeletion}. */
export type LegacyNotebookDeletion = z.output<typeof LegacyNotebookDeletion>;
