import { AutomationError } from "../../domain/errors.ts";
import { triggerRequest } from "../event-data.ts";
import { referencesIn, renderText } from "../render-text.ts";
import type { Stack, StackFunction, Text, Variable } from "../stack.ts";
import { STAGE_OF_OSLS } from "../stack-settings.ts";
import {
  type Arguments,
  attribute,
  type Dialect,
  expression,
  type Resource,
  variableName,
} from "./dialect.ts";
import { HUAWEICLOUD } from "./huaweicloud.ts";
import { jsonEncode, terraformReference } from "./json-encode.ts";
import { OTC } from "./otc.ts";

/** How main.tf.json is written. */
export interface TerraformOptions {
  /** Way from the folder of main.tf.json to the project. Default `..`. */
  readonly projectFolder?: string;
}

const text = (value: Text) => renderText(value, terraformReference);

/** Variables as JSON text; `undefined` where there are none, because an empty one would still be a change. */
function variablesJson(variables: readonly Variable[], secret: boolean): string | undefined {
  const own = variables.filter((one) => (one.from === "deployer" && one.secret) === secret);
  if (own.length === 0) return undefined;
  return jsonEncode(
    Object.fromEntries(own.map((one) => [one.name, one.from === "stack" ? one.value : `env:${one.name}`])),
  );
}

function functionResource(entry: StackFunction, stack: Stack, dialect: Dialect): Resource {
  const archive = `data.archive_file.${entry.name}.output_path`;
  const plain = variablesJson(entry.variables, false);
  const secret = variablesJson(entry.variables, true);
  const agency = dialect.agency(stack, { project: [], global: [] });
  const agencyName = attribute(dialect.provider, agency[0], agency[1], "name");
  const base: Arguments = {
    ...{
      name: entry.deployedName,
      app: "default",
      description: entry.description,
      functiongraph_version: "v2",
    },
    ...{
      runtime: entry.runtime,
      handler: entry.handler,
      memory_size: entry.memoryMb,
      timeout: entry.timeoutS,
    },
    ...{ agency: agencyName, app_agency: agencyName },
    ...{
      code_type: "zip",
      code_filename: `${entry.name}.zip`,
      func_code: expression(`filebase64(${archive})`),
    },
    ...(plain === undefined ? {} : { user_data: plain }),
    ...(secret === undefined ? {} : { encrypted_user_data: secret }),
    // The argument is a text, because an empty one has a meaning of its own.
    ...(entry.instancesMax === null ? {} : { max_instance_num: String(entry.instancesMax) }),
  };
  return [dialect.types.function, entry.name, dialect.functionArguments({ stack, entry, base })];
}

function asyncResources(entry: StackFunction, stack: Stack, dialect: Dialect): readonly Resource[] {
  if (entry.async === null) return [];
  const { retriesMax, ageMaxS, undelivered } = entry.async;
  const param = { bucket: stack.bucket.name, prefix: undelivered, expires: stack.bucket.undelivered.days };
  const args = {
    function_urn: attribute(dialect.provider, dialect.types.function, entry.name, "urn"),
    max_async_event_age_in_seconds: ageMaxS,
    max_async_retry_attempts: retriesMax,
    ...(undelivered === null ? {} : { on_failure: { destination: "OBS", param: jsonEncode(param) } }),
  };
  return [[dialect.types.asyncPolicy, entry.name, args]];
}

function triggerResources(entry: StackFunction, dialect: Dialect): readonly Resource[] {
  const urn = attribute(dialect.provider, dialect.types.function, entry.name, "urn");
  return entry.triggers.flatMap((trigger, index): readonly Resource[] => {
    if (trigger.kind === "http") return dialect.http(trigger, entry);
    const { type, status, eventData } = triggerRequest(trigger, entry, urn);
    const args: Arguments = {
      ...{ function_urn: urn, type, status, event_data: jsonEncode(eventData) },
      // EventGrid changes its own event data after creation.
      ...(type === "EVENTGRID" ? { lifecycle: { ignore_changes: ["event_data"] } } : {}),
    };
    return [[dialect.types.trigger, `${entry.name}_${index + 1}`, args]];
  });
}

function sharedResources(stack: Stack, { types, provider }: Dialect): readonly Resource[] {
  const { days, prefix } = stack.bucket.undelivered;
  const expires = {
    name: "undelivered",
    enabled: true,
    prefix: prefix.replace(/\/$/, ""),
    expiration: { days },
  };
  const bucket = { bucket: text(stack.bucket.name ?? ""), acl: "private", lifecycle_rule: expires };
  const group = attribute(provider, types.logGroup, "curfew", "id");
  return [
    [types.logGroup, "curfew", { group_name: stack.logs.group, ttl_in_days: stack.logs.days }],
    [types.logStream, "curfew", { group_id: group, stream_name: stack.logs.stream }],
    // The log is the memory of the installation: it is not thrown away with the functions.
    [types.bucket, "log", { ...bucket, lifecycle: { prevent_destroy: true } }],
    [types.topic, "alarms", { name: stack.topic, display_name: "Curfew" }],
  ];
}

function identityResources(stack: Stack, dialect: Dialect): readonly Resource[] {
  const { permissions, name } = stack.identity;
  const levels = (["project", "global"] as const).flatMap((level) => {
    const policy = permissions[level];
    return policy === null ? [] : [dialect.role({ name: `${name}-${level}`, level, policy })];
  });
  const named = (level: string) =>
    levels
      .filter(([, own]) => own === level)
      .map(([type, own, args]) =>
        attribute(dialect.provider, type, own, args["display_name"] === undefined ? "name" : "display_name"),
      );
  return [...levels, dialect.agency(stack, { project: named("project"), global: named("global") })];
}

function alarmResources(stack: Stack, dialect: Dialect): readonly Resource[] {
  const urn = attribute(dialect.provider, dialect.types.topic, "alarms", "topic_urn");
  return stack.alarms.map((alarm) => {
    const entry = stack.functions.find(({ name }) => name === alarm.function);
    return dialect.alarm(alarm, entry?.deployedName ?? "", urn);
  });
}

/** Resources by type and name, the way the file wants them. */
function byType(resources: readonly Resource[], provider: string): Readonly<Record<string, Arguments>> {
  const types = new Map<string, Record<string, Arguments>>();
  for (const [type, name, args] of resources) {
    const key = `${provider}_${type}`;
    types.set(key, { ...types.get(key), [name]: args });
  }
  return Object.fromEntries(types);
}

/** What a function gets from the deployer, with what is secret: variables and the references of its triggers. */
function neededBy({
  variables,
  triggers,
}: StackFunction): readonly (readonly [name: string, secret: boolean])[] {
  const own = variables.flatMap((one) => (one.from === "stack" ? [] : [[one.name, one.secret] as const]));
  const platform = triggers.flatMap((trigger) => (trigger.kind === "platform" ? [trigger.eventData] : []));
  return [...own, ...referencesIn(platform).map((name) => [name, true] as const)];
}

function variableBlocks(stack: Stack): Readonly<Record<string, Arguments>> {
  const mentioned = referencesIn([stack.functions, stack.bucket]).map((name) => [name, false] as const);
  const secrets = new Map<string, boolean>();
  for (const [name, secret] of [...mentioned, ...stack.functions.flatMap(neededBy)]) {
    secrets.set(name, secret || secrets.get(name) === true);
  }
  const blocks = [...secrets].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    blocks.map(([name, secret]) => [
      variableName(name),
      { type: "string", description: `Value of ${name}`, ...(secret ? { sensitive: true } : {}) },
    ]),
  );
}

/**
 * main.tf.json for the provider of the stack's cloud. Throws `not-supported` for a stack on AWS, and for one whose
 * stage only osls knows.
 */
export function synthTerraform(stack: Stack, options: TerraformOptions = {}): string {
  if (stack.cloud === null)
    throw new AutomationError(
      "not-supported",
      "synth: Terraform is written for FunctionGraph; on Lambda use osls",
    );
  if (stack.stage === STAGE_OF_OSLS)
    throw new AutomationError("usage", "--stage: Terraform needs a stage by name");
  const dialect = stack.cloud === "otc" ? OTC : HUAWEICLOUD;
  const code = `${expression("path.module")}/${options.projectFolder ?? ".."}`;
  const archives = stack.functions.map(({ name, codeFolder }) => [
    name,
    {
      ...{ type: "zip", source_dir: `${code}/${codeFolder}`, excludes: ["index.js.map"] },
      output_path: `${expression("path.module")}/${name}.zip`,
    },
  ]);
  const resources = [
    ...sharedResources(stack, dialect),
    ...identityResources(stack, dialect),
    ...stack.functions.map((entry) => functionResource(entry, stack, dialect)),
    ...stack.functions.flatMap((entry) => asyncResources(entry, stack, dialect)),
    ...stack.functions.flatMap((entry) => triggerResources(entry, dialect)),
    ...alarmResources(stack, dialect),
  ];
  const file = {
    terraform: {
      required_version: ">= 1.5",
      required_providers: {
        [dialect.provider]: { source: dialect.source, version: dialect.version },
        archive: { source: "hashicorp/archive", version: ">= 2.4.0, < 3.0.0" },
      },
    },
    provider: { [dialect.provider]: { region: stack.region } },
    variable: variableBlocks(stack),
    data: { archive_file: Object.fromEntries(archives) },
    resource: byType(resources, dialect.provider),
    output: { alarms: { value: attribute(dialect.provider, dialect.types.topic, "alarms", "topic_urn") } },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}
