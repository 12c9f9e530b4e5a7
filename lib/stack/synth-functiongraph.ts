import { triggerRequest } from "./event-data.ts";
import { markedReference, renderValue } from "./render-text.ts";
import type { Stack, StackFunction, Variable } from "./stack.ts";
import { providerStage } from "./stack-settings.ts";

type Plain = Readonly<Record<string, unknown>>;

/** Values where the stack has them, references where only the deployer does. */
function valuesOf(variables: readonly Variable[], secret: boolean): Plain {
  return Object.fromEntries(
    variables
      .filter((one) => (one.from === "deployer" && one.secret) === secret)
      .map((one) => [one.name, one.from === "stack" ? one.value : `env:${one.name}`]),
  );
}

function asyncOf({ async }: StackFunction, { bucket }: Stack): Plain {
  if (async === null) return {};
  const { retriesMax, ageMaxS, undelivered } = async;
  const failure = {
    destination: "OBS",
    param: { bucket: bucket.name, prefix: undelivered, expires: bucket.undelivered.days },
  };
  return {
    asyncPolicy: {
      ...{ maxAgeSeconds: ageMaxS, maxRetries: retriesMax },
      ...(undelivered === null ? {} : { onFailure: failure }),
    },
  };
}

function functionModel(entry: StackFunction, stack: Stack): Plain {
  const secrets = valuesOf(entry.variables, true);
  return {
    ...{ handler: `${entry.codeFolder}/${entry.handler}`, description: entry.description },
    ...{ runtime: entry.runtime, memorySize: entry.memoryMb, timeout: entry.timeoutS },
    environment: valuesOf(entry.variables, false),
    ...(Object.keys(secrets).length > 0 ? { encryptedEnvironment: secrets } : {}),
    ...(entry.instancesMax === null ? {} : { maxInstances: entry.instancesMax }),
    ...asyncOf(entry, stack),
    triggers: entry.triggers.map((trigger) => triggerRequest(trigger, entry, null)),
  };
}

/** What has to be there before: osls makes functions, and neither identities nor buckets. */
function prerequisites(stack: Stack): Plain {
  const { permissions } = stack.identity;
  return {
    agency: {
      ...{ name: stack.identity.name, delegatedService: "op_svc_cff", projects: stack.identity.projects },
      policies: [permissions.project, permissions.global].filter((policy) => policy !== null),
    },
    bucket: {
      name: stack.bucket.name,
      versioning: false,
      lifecycle: [{ name: "undelivered", ...stack.bucket.undelivered }],
    },
    topic: stack.topic,
    alarms: stack.alarms,
  };
}

/**
 * What serverless.yml reads for the provider `huawei`, in the words of its plugin. What only the deployer knows stands
 * there as a reference that osls resolves in memory, with a mark for a variable that is not set; no value is ever in the
 * file. Logs go to the platform's own stream,
 * because a stream of one's own is named by ids that nobody has before it is made.
 */
export function synthFunctionGraph(stack: Stack): Plain {
  const model = {
    service: stack.service,
    provider: {
      ...{ name: "huawei", stage: providerStage(stack.stage), region: stack.region, cloud: stack.cloud },
      ...{ projectId: stack.project, package: "default", agency: stack.identity.name, lts: true },
      code: stack.functions[0]?.codeFolder.replace(/\/[^/]+$/, ""),
    },
    functions: Object.fromEntries(stack.functions.map((entry) => [entry.name, functionModel(entry, stack)])),
    custom: { prerequisites: prerequisites(stack), notes: stack.notes },
  };
  return renderValue(model, markedReference) as Plain;
}
