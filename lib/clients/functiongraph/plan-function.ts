import type { UpdateConfigRequest } from "../../domain/functiongraph/function-request.ts";
import type { PlannedCall } from "./planned-call.ts";
import type { FoundFunction } from "./read-found-stack.ts";
import { MARKS, type WantedFunction, type WantedStack } from "./wanted-stack.ts";

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function codeOf({ name, code }: WantedFunction) {
  return { code_type: "zip", code_filename: `${name}.zip`, func_code: { file: base64(code.zip) } } as const;
}

/** Fields of the settings that are compared as they are; nothing and an empty text are the same to the API. */
const COMPARED = [
  ...(["runtime", "timeout", "handler", "memory_size", "description", "xrole", "app_xrole"] as const),
  ...(["initializer_handler"] as const),
];

function environmentChange(wanted: WantedFunction, found: FoundFunction): string[] {
  const names = new Set([...Object.keys(wanted.environment), ...Object.keys(found.environment)]);
  const changed = [...names].filter((name) => wanted.environment[name] !== found.environment[name]);
  // Values may be secrets; the names are enough to know what happens.
  return changed.length === 0 ? [] : [`environment (${changed.sort().join(", ")})`];
}

function networkChange({ config }: WantedFunction, found: FoundFunction): string[] {
  const { func_vpc } = config;
  if (func_vpc === undefined) return [];
  const now = found.config.func_vpc;
  return now?.vpc_id === func_vpc.vpc_id && now.subnet_id === func_vpc.subnet_id ? [] : ["func_vpc"];
}

function initializerChange({ config }: WantedFunction, found: FoundFunction): string[] {
  if (config.initializer_handler === undefined) return [];
  return config.initializer_timeout === found.config.initializer_timeout ? [] : ["initializer_timeout"];
}

function logChange({ lts }: WantedFunction, { log }: FoundFunction): string[] {
  if (lts === undefined) return [];
  if (lts === false) return log === null ? [] : ["logs to LTS, off"];
  if (lts === true) return log === null ? ["logs to LTS"] : [];
  return log?.stream_id === lts.streamId && log.group_id === lts.groupId ? [] : ["log stream"];
}

/** What of the settings differs, in words. */
function configChanges(wanted: WantedFunction, found: FoundFunction): string[] {
  const fields = COMPARED.filter((key) => (wanted.config[key] || "") !== (found.config[key] || "")).map(
    (key) => {
      return `${key} ${JSON.stringify(found.config[key] ?? "")} to ${JSON.stringify(wanted.config[key] ?? "")}`;
    },
  );
  return [
    ...fields,
    ...initializerChange(wanted, found),
    ...environmentChange(wanted, found),
    ...networkChange(wanted, found),
    ...logChange(wanted, found),
  ];
}

/** A field that is declared no more is emptied only where it holds something: an empty one need not be understood. */
function configBody({ config }: WantedFunction, found: FoundFunction): UpdateConfigRequest {
  const emptied = (["xrole", "app_xrole", "initializer_handler"] as const).filter((key) => {
    return config[key] === undefined && Boolean(found.config[key]);
  });
  const hadSecrets = config.encrypted_user_data === undefined && MARKS.secrets in found.environment;
  return {
    ...config,
    ...Object.fromEntries(emptied.map((key) => [key, ""])),
    ...(hadSecrets ? { encrypted_user_data: "{}" } : {}),
  };
}

function instanceCalls(
  { name, maxInstances }: WantedFunction,
  found: FoundFunction | undefined,
): PlannedCall[] {
  const now = found?.config.strategy_config?.concurrency;
  if (maxInstances === undefined || maxInstances === now) return [];
  return [
    {
      operation: "UpdateMaxInstances",
      functionName: name,
      urn: found?.urn ?? null,
      body: { max_instance_num: maxInstances },
      why: `at most ${maxInstances} instances${now === null || now === undefined ? "" : ` (${now} now)`}`,
    },
  ];
}

/**
 * Code first, settings second: the digest of the code stands in the settings, so a run that is cut off between the two
 * leaves the old digest, and the next run uploads again.
 */
function settingCalls(wanted: WantedFunction, found: FoundFunction): PlannedCall[] {
  const about = { functionName: wanted.name, urn: found.urn };
  const calls: PlannedCall[] = [];
  if (found.environment[MARKS.code] !== wanted.code.sha256) {
    const why = `code ${wanted.code.sha256.slice(0, 12)}, ${wanted.code.zip.length} bytes`;
    calls.push({ ...about, operation: "UpdateCode", body: codeOf(wanted), why });
  }
  const changes = configChanges(wanted, found);
  if (changes.length > 0) {
    const why = changes.join("; ");
    calls.push({ ...about, operation: "UpdateConfig", body: configBody(wanted, found), why });
  }
  return calls;
}

/** Whether the policy for asynchronous calls is the wanted one; the order of keys inside a destination does not count. */
function isSamePolicy(wanted: WantedFunction, found: FoundFunction): boolean {
  const plain = (value: unknown): string => {
    const parsed = typeof value === "string" && value.startsWith("{") ? JSON.parse(value) : value;
    if (typeof parsed !== "object" || parsed === null) return JSON.stringify(parsed);
    const entries = Object.entries(parsed).filter(
      ([, item]) => item !== null && item !== "" && plain(item) !== "[]",
    );
    return JSON.stringify(entries.map(([key, item]) => [key, plain(item)]).sort());
  };
  const [want, now] = [wanted.asyncConfig, found.asyncConfig];
  return (
    want?.max_async_event_age_in_seconds === now?.max_async_event_age_in_seconds &&
    want?.max_async_retry_attempts === now?.max_async_retry_attempts &&
    (want?.enable_async_status_log ?? false) === (now?.enable_async_status_log ?? false) &&
    plain(want?.destination_config ?? {}) === plain(now?.destination_config ?? {})
  );
}

function asyncCalls(wanted: WantedFunction, found: FoundFunction | undefined): PlannedCall[] {
  const about = { functionName: wanted.name, urn: found?.urn ?? null };
  const { asyncConfig } = wanted;
  if (asyncConfig === undefined) {
    if (!found?.asyncConfig) return [];
    return [
      { ...about, operation: "DeleteAsyncConfig", why: "no policy for asynchronous calls is declared" },
    ];
  }
  if (found?.asyncConfig && isSamePolicy(wanted, found)) return [];
  const why = `asynchronous calls: ${asyncConfig.max_async_retry_attempts} retries, ${asyncConfig.max_async_event_age_in_seconds} s`;
  return [{ ...about, operation: "PutAsyncConfig", body: asyncConfig, why }];
}

/** The version that code and settings make, named after both, and the alias that points to it. */
function versionCalls(
  wanted: WantedFunction,
  found: FoundFunction | undefined,
  stack: WantedStack,
): PlannedCall[] {
  const about = { functionName: wanted.name, urn: found?.urn ?? null };
  const { version } = wanted;
  const { alias } = stack;
  const calls: PlannedCall[] = [];
  if (!found?.versions.some((one) => one.version === version)) {
    const body = { version, description: `code ${wanted.code.sha256.slice(0, 12)}` };
    calls.push({ ...about, operation: "PublishVersion", body, why: version });
  }
  const now = found?.aliases.find(({ name }) => name === alias);
  if (now === undefined) {
    const why = `${alias} points to ${version}`;
    calls.push({ ...about, operation: "CreateAlias", body: { name: alias, version }, why });
  } else if (now.version !== version || now.isSplit) {
    const why = `${alias} points to ${version} (${now.version} now)`;
    calls.push({ ...about, operation: "UpdateAlias", path: { alias_name: alias }, body: { version }, why });
  }
  return calls;
}

const OWN_VERSION = /^curfew-[0-9a-f]{16}$/;

/** Old versions of our own making that no alias points to; at most 20 versions fit, so they cannot all be kept. */
export function planPruning(wanted: WantedFunction, found: FoundFunction, stack: WantedStack): PlannedCall[] {
  if (found.versions.some(({ version }) => version === wanted.version)) return [];
  const aimed = new Set(found.aliases.map(({ version }) => version));
  const old = found.versions
    .filter(({ version }) => OWN_VERSION.test(version) && !aimed.has(version))
    .sort((a, b) => (a.lastModified < b.lastModified ? 1 : -1));
  return old.slice(stack.versionsKept - 1).map(({ version }): PlannedCall => {
    const why = `version ${version}: older than the last ${stack.versionsKept}`;
    return {
      operation: "DeleteFunction",
      functionName: wanted.name,
      urn: found.urn,
      qualifier: version,
      why,
    };
  });
}

/** Plans everything of one function but its triggers. */
export function planFunction(
  wanted: WantedFunction,
  found: FoundFunction | undefined,
  stack: WantedStack,
): PlannedCall[] {
  const after = [...asyncCalls(wanted, found), ...versionCalls(wanted, found, stack)];
  // The cap comes before new code: what relies on running alone must not run twice even once.
  if (found) return [...instanceCalls(wanted, found), ...settingCalls(wanted, found), ...after];
  const body = { ...wanted.config, package: stack.place.package, ...codeOf(wanted), type: "v2" };
  const created: PlannedCall = {
    operation: "CreateFunction",
    functionName: wanted.name,
    urn: null,
    body,
    why: `not there yet; code ${wanted.code.sha256.slice(0, 12)}, ${wanted.code.zip.length} bytes`,
  };
  return [created, ...instanceCalls(wanted, found), ...after];
}
