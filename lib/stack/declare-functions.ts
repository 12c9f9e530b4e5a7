import type { Cloud } from "../domain/clouds.ts";
import type { Config } from "../domain/config.ts";
import { AutomationError } from "../domain/errors.ts";
import { platformTrigger } from "./platform-triggers.ts";
import type { AsyncPolicy, FunctionName, Gateway, StackFunction, Text, Trigger, Variable } from "./stack.ts";
import type { StackSettings } from "./stack-settings.ts";
import { tickInterval } from "./tick-interval.ts";
import { type Role, unusableName, variablesOf } from "./variables.ts";

/** What the functions are declared from. */
export interface FunctionParts {
  readonly config: Config;
  readonly settings: StackSettings;
  readonly cloud: Cloud | null;
  readonly region: string;
  /** `null`: AWS finds a name. */
  readonly bucket: Text | null;
  /** Where in the bucket the log lies: empty, or a path with a slash before it. */
  readonly folder: string;
  /** First part of every name. */
  readonly prefix: string;
}

/** The newest runtime that FunctionGraph documents, and the one that Lambda has beside it. */
const RUNTIMES = { functiongraph: "Node.js20.15", lambda: "nodejs22.x" } as const;

/** FunctionGraph takes 20 variables (FSS.1017); three of them are the marks by which a deployment knows its own work. */
const VARIABLES_MAX = 17;

/** The gateway waits so long for the function, which answers within a second; the function's own time is a little longer. */
const HTTP_TIMEOUT_MS = 10_000;

/** A pass ends so long before the next tick, because a second instance of the executor would be refused. */
const MARGIN_S = 30;

/** Messages of one call from SQS. Each is reported for itself, so a larger batch would only be slower. */
const BATCH_SIZE = 10;

function gatewayOf({ settings, cloud }: FunctionParts): Gateway {
  if (cloud === null) return { kind: "url" };
  const { group = "env:CURFEW_APIG_GROUP", instance, environment } = settings.gateway;
  // Open Telekom Cloud has no shared gateway; Huawei Cloud takes a dedicated one where an instance is named.
  if (cloud === "huaweicloud" && instance === undefined) return { kind: "shared", group };
  return {
    kind: "dedicated",
    group,
    instance: instance ?? "env:CURFEW_APIG_INSTANCE",
    environment: environment ?? "env:CURFEW_APIG_ENVIRONMENT",
  };
}

/** Where things are, for code that no platform tells it. `curfew-…-schedule` is the executor on FunctionGraph. */
function placeVariables({ cloud, region, bucket, folder, prefix }: FunctionParts): readonly Variable[] {
  // AWS tells a function its region; its bucket and its queue have names only once they exist.
  if (cloud === null) return [];
  const here = (name: string, value: Text): Variable => ({ name, from: "stack", value });
  return [
    here("CURFEW_CLOUD", cloud),
    here("CURFEW_EXECUTOR", `${prefix}-schedule`),
    here("CURFEW_REGION", region),
    here("CURFEW_STORE", `obs://${bucket}${folder}`),
  ];
}

/** On FunctionGraph the executor alone opens the log and sends; on Lambda the queue works runs off too. */
function roleOf(name: FunctionName, { cloud }: FunctionParts): Role | undefined {
  if (name === "queue") return cloud === null ? "acts" : undefined;
  return name === "webhook" ? "checks" : "acts";
}

function deployerVariables(name: FunctionName, parts: FunctionParts): readonly Variable[] {
  const role = roleOf(name, parts);
  if (role === undefined) return [];
  const needed = variablesOf(parts.config)
    .filter(({ roles }) => roles.includes(role))
    .map((one): Variable => ({ name: one.name, from: "deployer", secret: one.secret }));
  const heartbeat: Variable = { name: "CURFEW_HEARTBEAT_URL", from: "deployer", secret: true };
  return parts.settings.heartbeat && role === "acts" ? [heartbeat, ...needed] : needed;
}

function variablesFor(name: FunctionName, parts: FunctionParts): readonly Variable[] {
  const all = [...placeVariables(parts), ...deployerVariables(name, parts)];
  const refused = unusableName(all);
  if (refused !== undefined) {
    const rule = "a function takes only names that begin with a letter";
    throw new AutomationError("invalid-config", `env:${refused}: ${rule}`, {
      details: { field: refused, rule },
    });
  }
  if (parts.cloud !== null && all.length > VARIABLES_MAX) {
    const rule = `a function takes at most ${VARIABLES_MAX} variables, and ${name} would have ${all.length}`;
    throw new AutomationError("invalid-config", `stack: ${rule}`, { details: { field: name, rule } });
  }
  return all;
}

interface Shape {
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
  readonly instancesMax: number | null;
  readonly async: AsyncPolicy | null;
  readonly triggers: readonly Trigger[];
}

function webhookShape(parts: FunctionParts): Shape {
  const http: Trigger = {
    ...{ kind: "http", path: "/webhooks", timeoutMs: HTTP_TIMEOUT_MS },
    gateway: gatewayOf(parts),
  };
  return {
    description: "Takes signed webhooks in and answers at once",
    ...{ memoryMb: 256, timeoutS: HTTP_TIMEOUT_MS / 1_000 + 5 },
    instancesMax: parts.cloud === null ? null : 10,
    async: null,
    triggers: [http],
  };
}

/**
 * On FunctionGraph one instance at most: the store there has no lock, and this is the platform's own mutual exclusion.
 * On Lambda conditional writes are the lock, and a reservation would only take from the account's few: a new account
 * has ten in all and may reserve none of them.
 */
function scheduleShape(parts: FunctionParts): Shape {
  const { everyMs } = tickInterval(parts.config.policies);
  const everyS = everyMs / 1_000;
  return {
    description: "Judges what is due, sends, and goes on with everything that is open",
    ...{ memoryMb: 512, timeoutS: everyS - MARGIN_S },
    instancesMax: parts.cloud === null ? null : 1,
    // A tick that waited longer than the next one has nothing to say that the next one does not know.
    async: { retriesMax: 1, ageMaxS: everyS, undelivered: null },
    triggers: [{ kind: "timer", everyMs }],
  };
}

function queueShape({ settings, cloud }: FunctionParts): Shape {
  if (cloud === null) {
    return {
      description: "Works runs off, and takes orders in",
      ...{ memoryMb: 512, timeoutS: 300, instancesMax: null, async: null },
      triggers: [{ kind: "work-queue", batchSize: BATCH_SIZE }],
    };
  }
  return {
    description: "Takes orders and messages of other services in",
    ...{ memoryMb: 256, timeoutS: 60, instancesMax: 10 },
    // A message exists nowhere else until it has been taken in: the longest age, the most attempts, then the bucket.
    async: { retriesMax: 3, ageMaxS: 86_400, undelivered: "undelivered/" },
    triggers: settings.queues.map((wanted, index) => platformTrigger(wanted, cloud, `queues.${index}`)),
  };
}

function named(name: FunctionName, shape: Shape, parts: FunctionParts): StackFunction {
  const { settings, prefix } = parts;
  return {
    name,
    deployedName: `${prefix}-${name}`,
    ...shape,
    handler: "index.handler",
    runtime: RUNTIMES[settings.host],
    codeFolder: `${settings.code}/${settings.host}/${name}`,
    variables: variablesFor(name, parts),
  };
}

/** The functions of a host. FunctionGraph has `queue` only where a queue is configured; on Lambda it works runs off. */
export function declareFunctions(parts: FunctionParts): readonly StackFunction[] {
  if (parts.cloud === null && parts.settings.queues.length > 0) {
    throw new AutomationError(
      "invalid-config",
      "stack: queues: on Lambda there is one queue, and the stack makes it",
      {
        details: { field: "queues", rule: "FunctionGraph only" },
      },
    );
  }
  const functions = [
    named("webhook", webhookShape(parts), parts),
    named("schedule", scheduleShape(parts), parts),
  ];
  const queue = named("queue", queueShape(parts), parts);
  return queue.triggers.length > 0 ? [...functions, queue] : functions;
}
