import * as z from "zod";
import { CLOUD_NAMES } from "../../domain/clouds.ts";
import { AutomationError } from "../../domain/errors.ts";
import { checkShape, checkTrigger } from "../../domain/functiongraph/check-body.ts";
import {
  FunctionName,
  FuncVpc,
  Handler,
  MaxInstances,
  MemorySize,
  Timeout,
  TriggerStatus,
  VersionName,
} from "../../domain/functiongraph/function-request.ts";
import { triggerTypeOf } from "../../domain/functiongraph/trigger-types.ts";
import { ProjectId } from "../../domain/modelarts/identifiers.ts";
import { flag, oneOf, rule, someText, strict, text, wholeNumber } from "../../domain/modelarts/rule.ts";

const Environment = z.record(z.string(), z.string(rule("text")), rule("names and texts"));

const DeclaredTrigger = strict({
  type: someText,
  eventData: z.record(z.string(), z.unknown(), rule("an object")),
  status: TriggerStatus.default("ACTIVE"),
});

const Destination = strict({
  destination: oneOf(["OBS", "SMN", "DIS", "FunctionGraph"]),
  param: z.record(z.string(), z.unknown(), rule("an object: bucket, topic_urn, stream_name or func_urn")),
});

const AsyncPolicy = strict({
  maxAgeSeconds: wholeNumber(1, 86_400, "1 to 86,400 seconds").default(3600),
  // Written out, because the documents give different defaults.
  maxRetries: wholeNumber(0, 3, "0 to 3 attempts").default(1),
  onSuccess: Destination.optional(),
  onFailure: Destination.optional(),
  statusLog: flag.default(false),
});

const Lts = z.union(
  [
    flag,
    strict({
      groupId: someText,
      groupName: someText.optional(),
      streamId: someText,
      streamName: someText.optional(),
    }),
  ],
  rule("true, false, or { groupId, streamId }"),
);

const settings = {
  runtime: someText.default("Node.js20.15"),
  memorySize: MemorySize.default(256),
  timeout: Timeout.default(30),
  /** Agency of the configuration; the one of the execution too, unless another is named. */
  agency: someText.optional(),
  executionAgency: someText.optional(),
};

const DeclaredFunction = strict({
  ...settings,
  /** Default: `<service>-<stage>-<key>`. */
  name: FunctionName.optional(),
  handler: Handler,
  description: z.string(rule("text")).max(512, rule("at most 512 characters")).default(""),
  environment: Environment.default({}),
  /** Kept encrypted by the platform. */
  encryptedEnvironment: Environment.default({}),
  vpc: FuncVpc.optional(),
  initializer: strict({
    handler: Handler,
    timeout: wholeNumber(1, 300, "1 to 300 seconds").default(3),
  }).optional(),
  triggers: z
    .array(DeclaredTrigger, rule("a list of triggers"))
    .max(10, rule("at most 10 triggers"))
    .default([]),
  /** Left as it is where nothing is said. */
  maxInstances: MaxInstances.optional(),
  asyncPolicy: AsyncPolicy.optional(),
  lts: Lts.optional(),
});
export type DeclaredFunction = z.output<typeof DeclaredFunction>;

/** What a deployment is to bring about: one stack in one region and project. */
const Declaration = strict({
  service: text(/^[A-Za-z][-A-Za-z0-9]{0,30}$/, "a letter, then up to 30 letters, digits and hyphens"),
  stage: text(/^[A-Za-z0-9][-A-Za-z0-9]{0,19}$/, "1 to 20 letters, digits and hyphens"),
  cloud: oneOf(CLOUD_NAMES).default("huaweicloud"),
  region: someText,
  projectId: ProjectId,
  package: someText.default("default"),
  /** The alias that follows each deployment. */
  alias: VersionName.default("live"),
  /** Versions that are kept for going back, beside those an alias points to. */
  versionsKept: wholeNumber(1, 15, "1 to 15").default(5),
  functions: z.record(z.string(), DeclaredFunction, rule("functions by name")),
});
export type Declaration = z.output<typeof Declaration>;

function checkTriggers(declaration: Declaration): void {
  for (const [key, { triggers }] of Object.entries(declaration.functions)) {
    for (const [index, { type, eventData, status }] of triggers.entries()) {
      const where = `functions.${key}.triggers[${index}]`;
      checkTrigger({ type, eventData, status }, { where, code: "invalid-config" });
      if (triggerTypeOf(type)?.clouds.includes(declaration.cloud) === false) {
        throw new AutomationError(
          "not-supported",
          `${where}.type: ${declaration.cloud} has no trigger of type ${type}`,
          {
            details: { field: `${where}.type`, retryable: false },
          },
        );
      }
    }
  }
}

/**
 * Reads a declaration. Throws `invalid-config` naming the fields that break a rule, `not-supported` for a trigger type
 * that the cloud does not have.
 */
export function readDeclaration(input: unknown): Declaration {
  const declaration = checkShape(Declaration, input, { where: "", code: "invalid-config" });
  checkTriggers(declaration);
  return declaration;
}
