import * as z from "zod";
import { CLOUD_NAMES } from "../domain/clouds.ts";
import { AutomationError } from "../domain/errors.ts";
import { EnvReference } from "../domain/target.ts";

/** The stage that osls is called with, in its own words; only files that osls reads may hold it. */
export const STAGE_OF_OSLS = `$\{sls:stage}`;

/** The stage in a provider's own block, where the words above would mean themselves. */
export function providerStage(stage: string): string {
  return stage === STAGE_OF_OSLS ? `$\{opt:stage, 'dev'}` : stage;
}

const Id = z.union([EnvReference, z.string().regex(/^[-_A-Za-z0-9]{1,64}$/, "an id, or env:NAME")]);

/** Names of buckets as OBS and S3 both take them; a period would break the certificate of the address. */
const BucketName = z
  .string()
  .regex(/^[a-z0-9][-a-z0-9]{1,61}[a-z0-9]$/, "3 to 63 lower-case letters, digits and hyphens, or env:NAME");

/** What a deployment needs to know beside the configuration; every field has a default but the region. */
export const StackSettings = z.strictObject({
  /** Part of every name. */
  stage: z
    .union([
      z.literal(STAGE_OF_OSLS),
      z.string().regex(/^[a-z][a-z0-9]{0,15}$/, "1 to 16 letters and digits"),
    ])
    .default("dev"),
  host: z.enum(["functiongraph", "lambda"]).default("functiongraph"),
  /** Cloud of the functions. Default: the cloud of the first target. Meaningless on Lambda. */
  cloud: z.enum(CLOUD_NAMES).optional(),
  /** Region of the functions. Default: the region of the first target of that cloud, `eu-central-1` on Lambda. */
  region: z
    .string()
    .regex(/^[a-z]{2,}(-[a-z0-9]+)+$/, "a region such as eu-de")
    .optional(),
  /** Project id of the functions. Default: that of the first target in the same cloud and region, else `env:CURFEW_PROJECT`. */
  project: Id.optional(),
  /** Bucket of the status log. Default: the one in `store:`, else `env:CURFEW_BUCKET`. */
  bucket: z.union([EnvReference, BucketName]).optional(),
  /** Folder that holds `functiongraph/NAME/index.js` and `lambda/NAME/index.js`. */
  code: z.string().min(1).default("dist/functions"),
  /** Gateway in front of the webhook on FunctionGraph. Defaults: `env:CURFEW_APIG_GROUP`, `…_INSTANCE`, `…_ENVIRONMENT`. */
  gateway: z
    .strictObject({
      group: Id.optional(),
      /** Of a dedicated gateway; Huawei Cloud has a shared one as well, Open Telekom Cloud has not. */
      instance: Id.optional(),
      environment: Id.optional(),
    })
    .default({}),
  /** Further triggers of the function `queue`, with the keys of the platform's own `event_data`. */
  queues: z
    .array(z.strictObject({ type: z.string(), eventData: z.record(z.string(), z.unknown()) }))
    .max(10, "at most 10 triggers, the limit of a function version")
    .default([]),
  /** Whether each pass calls the address in CURFEW_HEARTBEAT_URL. */
  heartbeat: z.boolean().default(false),
  /** Days for which the platform keeps the functions' logs. */
  logDays: z.int().min(1).max(365).default(30),
  /** Project names in which the agency may act. Default: the regions of the targets. */
  projects: z.array(z.string().min(1)).optional(),
});
/** See {@link StackSettings}; complete. */
export type StackSettings = z.output<typeof StackSettings>;
/** See {@link StackSettings}; as somebody writes it. */
export type StackSettingsInput = z.input<typeof StackSettings>;

/** Checks settings. Throws `invalid-config` naming the first field that breaks a rule. */
export function parseSettings(input: unknown): StackSettings {
  const result = StackSettings.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join(".") || "settings";
  throw new AutomationError("invalid-config", `stack: ${field}: ${issue?.message ?? "not valid"}`, {
    details: { field, rule: issue?.message ?? "" },
  });
}
