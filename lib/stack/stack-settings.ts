import * as z from "zod";
import { CLOUD_NAMES } from "../domain/clouds.ts";
import { AutomationError } from "../domain/errors.ts";
import { rule } from "../domain/modelarts/rule.ts";
import { EnvReference } from "../domain/target.ts";

/** The stage that osls is called with, in its own words; only files that osls reads may hold it. */
export const STAGE_OF_OSLS = `$\{sls:stage}`;

/** The stage in a provider's own block, where the words above would mean themselves. */
export function providerStage(stage: string): string {
  return stage === STAGE_OF_OSLS ? `$\{opt:stage, 'dev'}` : stage;
}

/** A text of a pattern; whatever is wrong with it, the same words say what is right. */
const text = (pattern: RegExp, words: string) => z.string(rule(words)).regex(pattern, rule(words));

/** Either form under one rule: a union on its own says of both only that they do not fit. */
function orReference(pattern: RegExp, form: string) {
  const words = `${form}, or env:NAME`;
  return z.union([EnvReference, text(pattern, words)], rule(words));
}

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, rule(`one of ${values.join(", ")}`));

const SomeText = z.string(rule("text")).min(1, rule("text, not empty"));

const Id = orReference(/^[-_A-Za-z0-9]{1,64}$/, "1 to 64 letters, digits, - and _");

/** Names of buckets as OBS and S3 both take them; a period would break the certificate of the address. */
const BucketName = orReference(
  /^[a-z0-9][-a-z0-9]{1,61}[a-z0-9]$/,
  "3 to 63 lower-case letters, digits and hyphens, no period, no hyphen at either end",
);

const STAGE = "a lower-case letter, then up to 15 lower-case letters and digits";
const DAYS = "1 to 365 days";
const QUEUE = "an object of type and eventData";
const QUEUES_MAX = 10;

/** What a deployment needs to know beside the configuration; every field has a default but the region. */
export const StackSettings = z.strictObject({
  /** Part of every name. */
  stage: z
    .union([z.literal(STAGE_OF_OSLS), text(/^[a-z][a-z0-9]{0,15}$/, STAGE)], rule(STAGE))
    .default("dev"),
  host: oneOf(["functiongraph", "lambda"]).default("functiongraph"),
  /** Cloud of the functions. Default: the cloud of the first target. Meaningless on Lambda. */
  cloud: oneOf(CLOUD_NAMES).optional(),
  /** Region of the functions. Default: the region of the first target of that cloud, `eu-central-1` on Lambda. */
  region: text(/^[a-z]{2,}(-[a-z0-9]+)+$/, "a region such as eu-de").optional(),
  /** Project id of the functions. Default: that of the first target in the same cloud and region, else `env:CURFEW_PROJECT`. */
  project: Id.optional(),
  /** Bucket of the status log. Default: the one in `store:`, else `env:CURFEW_BUCKET`. */
  bucket: BucketName.optional(),
  /** Folder that holds `functiongraph/NAME/index.js` and `lambda/NAME/index.js`. */
  code: SomeText.default("dist/functions"),
  /** Gateway in front of the webhook on FunctionGraph. Defaults: `env:CURFEW_APIG_GROUP`, `…_INSTANCE`, `…_ENVIRONMENT`. */
  gateway: z
    .strictObject(
      {
        group: Id.optional(),
        /** Of a dedicated gateway; Huawei Cloud has a shared one as well, Open Telekom Cloud has not. */
        instance: Id.optional(),
        environment: Id.optional(),
      },
      rule("an object of group, instance and environment"),
    )
    .default({}),
  /** Further triggers of the function `queue`, with the keys of the platform's own `event_data`. */
  queues: z
    .array(
      z.strictObject(
        { type: SomeText, eventData: z.record(z.string(), z.unknown(), rule("an object")) },
        rule(QUEUE),
      ),
      rule(`a list of triggers, each ${QUEUE}`),
    )
    .max(QUEUES_MAX, rule(`at most ${QUEUES_MAX} triggers, the limit of a function version`))
    .default([]),
  /** Whether each pass calls the address in CURFEW_HEARTBEAT_URL. */
  heartbeat: z.boolean(rule("true or false")).default(false),
  /** Days for which the platform keeps the functions' logs. */
  logDays: z.int(rule(DAYS)).min(1, rule(DAYS)).max(365, rule(DAYS)).default(30),
  /** Project names in which the agency may act. Default: the regions of the targets. */
  projects: z.array(SomeText, rule("a list of names of projects")).optional(),
});
/** See {@link StackSettings}; complete. */
export type StackSettings = z.output<typeof StackSettings>;
/** See {@link StackSettings}; as somebody writes it. */
export type StackSettingsInput = z.input<typeof StackSettings>;

/** Settings that `curfew synth` takes on its command line as well. */
const ON_COMMAND_LINE: readonly string[] = ["stage", "host", "cloud", "region", "bucket"];

function wayOut(field: string): string {
  const option = ON_COMMAND_LINE.includes(field) ? `, or call curfew synth with another --${field}` : "";
  return `change it in curfew.stack.json${option}`;
}

function firstBroken(issue: z.core.$ZodIssue | undefined): { readonly field: string; readonly rule: string } {
  const path = issue?.path ?? [];
  if (issue?.code !== "unrecognized_keys") {
    return { field: path.join(".") || "settings", rule: issue?.message ?? "not valid" };
  }
  const known = path[0] === undefined ? Object.keys(StackSettings.shape) : null;
  const hint = known === null ? "" : `; known are ${known.join(", ")}`;
  return { field: [...path, issue.keys[0]].join("."), rule: `unknown setting${hint}` };
}

/** Checks settings. Throws `invalid-config` naming the first field that breaks a rule, the rule, and where to change it. */
export function parseSettings(input: unknown): StackSettings {
  const result = StackSettings.safeParse(input);
  if (result.success) return result.data;
  const broken = firstBroken(result.error.issues[0]);
  // What was given is not repeated: settings may hold a password that somebody wrote in the open.
  throw new AutomationError(
    "invalid-config",
    `stack: ${broken.field}: ${broken.rule}; ${wayOut(broken.field)}`,
    {
      details: { ...broken, retryable: false },
    },
  );
}
