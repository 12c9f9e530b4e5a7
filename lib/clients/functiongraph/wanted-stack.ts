import { createHash, scryptSync } from "node:crypto";
import { AutomationError } from "../../domain/errors.ts";
import { checkEnvironment } from "../../domain/functiongraph/check-body.ts";
import {
  type AsyncConfigRequest,
  CODE_BYTES_MAX,
  FunctionName,
  type UpdateConfigRequest,
} from "../../domain/functiongraph/function-request.ts";
import type { FunctionPlace } from "../../domain/functiongraph/function-urn.ts";
import type { Declaration, DeclaredFunction } from "./declaration.ts";

/**
 * Variables that a deployment adds to a function. The digest of the code stands here and not in the description: the
 * console invites people to edit that one, the environment is compared as a whole anyway, it comes with the call that
 * makes the function and so is never missing, and the function can tell in its log which code it is.
 */
export const MARKS = {
  stack: "CURFEW_STACK",
  code: "CURFEW_CODE_SHA256",
  secrets: "CURFEW_SECRETS_MARK",
} as const;

/** A trigger as it is to be. */
export interface WantedTrigger {
  readonly type: string;
  readonly eventData: Readonly<Record<string, unknown>>;
  readonly status: "ACTIVE" | "DISABLED";
}

/** A function as it is to be. */
export interface WantedFunction {
  readonly key: string;
  readonly name: string;
  readonly config: UpdateConfigRequest;
  /** What `config.user_data` holds. */
  readonly environment: Readonly<Record<string, string>>;
  readonly code: { readonly zip: Uint8Array; readonly sha256: string };
  /** Name of the version that these settings and this code make. */
  readonly version: string;
  readonly triggers: readonly WantedTrigger[];
  readonly maxInstances: number | undefined;
  readonly asyncConfig: AsyncConfigRequest | undefined;
  readonly lts: DeclaredFunction["lts"];
}

/** What a stack and its functions are called, without what they are to be. */
export interface StackFrame {
  /** `service/stage`, the mark of what belongs to it. */
  readonly stack: string;
  /** What the names of its functions begin with unless they are given. */
  readonly prefix: string;
  readonly place: Omit<FunctionPlace, "name">;
  readonly functions: readonly { readonly key: string; readonly name: string }[];
}

/** A stack as it is to be. */
export interface WantedStack extends StackFrame {
  readonly alias: string;
  readonly versionsKept: number;
  readonly functions: readonly WantedFunction[];
}

const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

function invalid(field: string, rule: string): AutomationError {
  return new AutomationError("invalid-config", `${field}: ${rule}`, {
    details: { field, rule, retryable: false },
  });
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : Number(a > b))));
}

/** Tells whether secrets changed without telling them: slow to guess, and salted with the function's name. */
function secretsMark(secrets: Readonly<Record<string, string>>, name: string): Record<string, string> {
  if (Object.keys(secrets).length === 0) return {};
  return { [MARKS.secrets]: scryptSync(JSON.stringify(sorted(secrets)), name, 16).toString("hex") };
}

const API_TYPES: readonly string[] = ["APIG", "DEDICATEDGATEWAY"];
const API_TIMEOUT_MS_MAX = 60_000;

/** What an API needs and nobody wants to write: its backend, and that the gateway waits as long as the function may run. */
function withBackend({ type, eventData, status }: WantedTrigger, timeoutS: number): WantedTrigger {
  if (!API_TYPES.includes(type)) return { type, eventData, status };
  const timeout = Math.min(API_TIMEOUT_MS_MAX, timeoutS * 1000);
  const func_info = { invocation_type: "sync", timeout, ...Object(eventData["func_info"]) };
  return { type, status, eventData: { backend_type: "FUNCTION", ...eventData, func_info } };
}

function asyncConfigOf({ asyncPolicy }: DeclaredFunction): AsyncConfigRequest | undefined {
  if (asyncPolicy === undefined) return undefined;
  const { maxAgeSeconds, maxRetries, onSuccess, onFailure, statusLog } = asyncPolicy;
  const told = (to: typeof onSuccess) =>
    to && { destination: to.destination, param: JSON.stringify(to.param) };
  const success = told(onSuccess);
  const failure = told(onFailure);
  return {
    max_async_event_age_in_seconds: maxAgeSeconds,
    max_async_retry_attempts: maxRetries,
    destination_config: {
      ...(success ? { on_success: success } : {}),
      ...(failure ? { on_failure: failure } : {}),
    },
    enable_async_status_log: statusLog,
  };
}

function logFields({ lts }: DeclaredFunction): Partial<UpdateConfigRequest> {
  if (lts === undefined) return {};
  if (typeof lts === "boolean") return { enable_lts_log: lts };
  const { groupId, groupName, streamId, streamName } = lts;
  const names = {
    ...(groupName === undefined ? {} : { group_name: groupName }),
    ...(streamName === undefined ? {} : { stream_name: streamName }),
  };
  return { enable_lts_log: true, log_config: { group_id: groupId, stream_id: streamId, ...names } };
}

function configOf(
  name: string,
  declared: DeclaredFunction,
  environment: Readonly<Record<string, string>>,
): UpdateConfigRequest {
  const { agency, executionAgency, vpc, initializer, encryptedEnvironment } = declared;
  return {
    func_name: name,
    runtime: declared.runtime,
    timeout: declared.timeout,
    handler: declared.handler,
    memory_size: declared.memorySize,
    description: declared.description,
    user_data: JSON.stringify(environment),
    ...(Object.keys(encryptedEnvironment).length > 0
      ? { encrypted_user_data: JSON.stringify(sorted(encryptedEnvironment)) }
      : {}),
    ...(agency === undefined ? {} : { xrole: agency }),
    ...(executionAgency === undefined ? {} : { app_xrole: executionAgency }),
    ...(vpc === undefined ? {} : { func_vpc: vpc }),
    ...(initializer === undefined
      ? {}
      : { initializer_handler: initializer.handler, initializer_timeout: initializer.timeout }),
    ...logFields(declared),
  };
}

function wantedFunction(
  key: string,
  declared: DeclaredFunction,
  { name, stack, zip }: { readonly name: string; readonly stack: string; readonly zip: Uint8Array },
): WantedFunction {
  const code = { zip, sha256: sha256(zip) };
  const environment = sorted({
    ...declared.environment,
    ...secretsMark(declared.encryptedEnvironment, name),
    [MARKS.stack]: stack,
    [MARKS.code]: code.sha256,
  });
  const taken = Object.values(MARKS).find(
    (mark) => Object.hasOwn(declared.environment, mark) || Object.hasOwn(declared.encryptedEnvironment, mark),
  );
  if (taken) throw invalid(`functions.${key}.environment.${taken}`, "set by the deployment itself");
  const all = { ...declared.encryptedEnvironment, ...environment };
  checkEnvironment(all, { where: `functions.${key}.environment`, code: "invalid-config" });
  const config = configOf(name, declared, environment);
  return {
    key,
    name,
    config,
    environment,
    code,
    version: `curfew-${sha256(JSON.stringify({ ...config, encrypted_user_data: undefined })).slice(0, 16)}`,
    triggers: declared.triggers.map((trigger) => withBackend(trigger, declared.timeout)),
    maxInstances: declared.maxInstances,
    asyncConfig: asyncConfigOf(declared),
    lts: declared.lts,
  };
}

/** The names of a declared stack. Throws `invalid-config` for a name that is too long or stands twice. */
export function stackFrame(declaration: Declaration): StackFrame {
  const { service, stage, region, projectId } = declaration;
  const prefix = `${service}-${stage}-`;
  const functions = Object.entries(declaration.functions).map(([key, declared]) => {
    const name = declared.name ?? `${prefix}${key}`;
    const named = FunctionName.safeParse(name);
    if (!named.success)
      throw invalid(`functions.${key}.name`, named.error.issues[0]?.message ?? "a function name");
    return { key, name };
  });
  const twice = functions.find(
    ({ name }, index) => functions.findIndex((other) => other.name === name) < index,
  );
  if (twice)
    throw invalid(`functions.${twice.key}.name`, `${twice.name} is the name of another function too`);
  const place = { region, projectId, package: declaration.package };
  return { stack: `${service}/${stage}`, prefix, place, functions };
}

function packageOf(key: string, packages: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const zip = packages.get(key);
  if (zip === undefined) throw invalid(`functions.${key}`, "no code package; build the functions first");
  if (zip.length > CODE_BYTES_MAX) {
    throw invalid(`functions.${key}`, `a package of at most ${CODE_BYTES_MAX} bytes (it has ${zip.length})`);
  }
  return zip;
}

/**
 * Settles a declaration into what each function is to be. `packages` holds the archive of each function by its key.
 * Throws `invalid-config` for a missing or too large package, a name that is too long and an environment that is too big.
 */
export function wantedStack(
  declaration: Declaration,
  packages: ReadonlyMap<string, Uint8Array>,
): WantedStack {
  const frame = stackFrame(declaration);
  const { stack } = frame;
  const functions = frame.functions.flatMap(({ key, name }) => {
    const declared = declaration.functions[key];
    return declared ? [wantedFunction(key, declared, { name, stack, zip: packageOf(key, packages) })] : [];
  });
  return { ...frame, alias: declaration.alias, versionsKept: declaration.versionsKept, functions };
}
