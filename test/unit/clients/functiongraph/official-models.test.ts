import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import * as request from "../../../../lib/domain/functiongraph/function-request.ts";
import {
  type FunctionGraphOperationName,
  operationOf,
} from "../../../../lib/domain/functiongraph/operations.ts";
import { TRIGGER_TYPES } from "../../../../lib/domain/functiongraph/trigger-types.ts";

/** Holds paths and field names against the vendor's generated SDK, where it is installed. */
const SDK = "@huaweicloud/huaweicloud-sdk-functiongraph/v2";

interface SdkOptions {
  readonly method: string;
  readonly url: string;
}
type ParamCreater = () => Readonly<Record<string, (given?: unknown) => SdkOptions>>;
type Model = new () => object;

const require = createRequire(import.meta.url);

function isInstalled(): boolean {
  try {
    return require.resolve(`${SDK}/FunctionGraphClient`) !== "";
  } catch {
    return false;
  }
}

// Only its absence is forgiven; one that is there and does not load is a failure.
const sdk = isInstalled()
  ? {
      client: require(`${SDK}/FunctionGraphClient`) as { readonly ParamCreater: ParamCreater },
      model: (name: string) => (require(`${SDK}/model/${name}`) as Readonly<Record<string, Model>>)[name],
    }
  : null;

/** The SDK's name of each call; LTS is another package. */
const CALLS: Readonly<Partial<Record<FunctionGraphOperationName, string>>> = {
  ListFunctions: "listFunctions",
  ShowConfig: "showFunctionConfig",
  ListVersions: "listFunctionVersions",
  ListAliases: "listVersionAliases",
  ListTriggers: "listFunctionTriggers",
  ShowAsyncConfig: "showFunctionAsyncInvokeConfig",
  ShowLogDetail: "showLtsLogDetails",
  CreateFunction: "createFunction",
  UpdateCode: "updateFunctionCode",
  UpdateConfig: "updateFunctionConfig",
  UpdateMaxInstances: "updateFunctionMaxInstanceConfig",
  PublishVersion: "createFunctionVersion",
  CreateAlias: "createVersionAlias",
  UpdateAlias: "updateVersionAlias",
  DeleteAlias: "deleteVersionAlias",
  DeleteFunction: "deleteFunction",
  CreateTrigger: "createFunctionTrigger",
  UpdateTrigger: "updateTrigger",
  DeleteTrigger: "deleteFunctionTrigger",
  PutAsyncConfig: "updateFunctionAsyncInvokeConfig",
  DeleteAsyncConfig: "deleteFunctionAsyncInvokeConfig",
  EnableLtsLogs: "enableLtsLogs",
};

const PARAMETERS = {
  ...{ function_urn: "u", trigger_type_code: "TIMER", trigger_id: "t", alias_name: "a", body: {} },
  ...{ "Content-Type": "application/json" },
};

const MODELS: readonly (readonly [string, z.ZodObject])[] = [
  ["CreateFunctionRequestBody", request.CreateFunctionRequest],
  ["UpdateFunctionConfigRequestBody", request.UpdateConfigRequest],
  ["UpdateFunctionCodeRequestBody", request.UpdateCodeRequest],
  ["UpdateFunctionMaxInstanceConfigRequestBody", request.UpdateMaxInstancesRequest],
  ["CreateFunctionVersionRequestBody", request.PublishVersionRequest],
  ["CreateVersionAliasRequestBody", request.CreateAliasRequest],
  ["UpdateVersionAliasRequestBody", request.UpdateAliasRequest],
  ["CreateFunctionTriggerRequestBody", request.CreateTriggerRequest],
  ["UpdateTriggerRequestBody", request.UpdateTriggerRequest],
  ["UpdateFunctionAsyncInvokeConfigRequestBody", request.AsyncConfigRequest],
  ["FuncVpc", request.FuncVpc],
  ["FuncLogConfig", request.LogConfig],
];

/** Keys that the SDK's model lacks: of Terraform's example (timer), and of a trigger that only the other cloud has. */
const NOT_IN_SDK = ["sync_execution", "topic", "enable_acl", "access_key", "secret_key"];

/** The wire names that a model knows; fields without an underscore are plain ones, set by a method of their name. */
function fieldsOf(name: string): ReadonlySet<string> {
  const text = String(sdk?.model(name));
  return new Set([...text.matchAll(/this\['(\w+)'\]/g)].map(([, field]) => field ?? ""));
}

function keysOf(schema: z.ZodType): readonly string[] {
  return Object.keys((schema as z.ZodObject).shape ?? {});
}

const hint = sdk ? "" : " (skipped: @huaweicloud/huaweicloud-sdk-functiongraph is not installed)";

describe.skipIf(sdk === null)(`the vendor's SDK${hint}`, () => {
  it.each(Object.entries(CALLS))("has the same method and path for %s", (ours, theirs) => {
    const call = sdk?.client.ParamCreater()[theirs];
    expect(call).toBeTypeOf("function");
    const { method, path } = operationOf(ours as FunctionGraphOperationName);
    expect(call?.(PARAMETERS)).toMatchObject({ method, url: path });
  });

  it.each(MODELS)("knows every field of %s that is sent", (name, schema) => {
    const known = fieldsOf(name);
    expect(known.size).toBeGreaterThan(0);
    expect(keysOf(schema).filter((key) => !known.has(key))).toEqual([]);
  });

  it("knows every key of event data, but for those that are explained", () => {
    const known = fieldsOf("TriggerEventDataRequestBody");
    const ours = Object.values(TRIGGER_TYPES).flatMap(({ data }) => keysOf(data));
    expect([...new Set(ours.filter((key) => !known.has(key)))].sort()).toEqual([...NOT_IN_SDK].sort());
  });

  it("knows every trigger type, but for the one of the other cloud", () => {
    const text = JSON.stringify(require(`${SDK}/model/DeleteFunctionTriggerRequest`));
    expect(Object.keys(TRIGGER_TYPES).filter((type) => !text.includes(`"${type}"`))).toEqual(["ROCKETMQ"]);
  });
});
