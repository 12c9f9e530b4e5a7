import { checkEnvironment, EnvironmentText } from "../../domain/functiongraph/check-body.ts";
import {
  CODE_BYTES_MAX,
  type CreateFunctionRequest,
  type UpdateCodeRequest,
  type UpdateConfigRequest,
  type UpdateMaxInstancesRequest,
} from "../../domain/functiongraph/function-request.ts";
import { functionUrn } from "../../domain/functiongraph/function-urn.ts";
import { sha256 } from "../../signing/sha256.ts";
import { changeFunction, withFunction } from "./find-function.ts";
import { answer, type FunctionGraphHandler, type FunctionGraphOutcome, refuse, written } from "./outcome.ts";
import type { EmulatedFunction, FunctionGraphState } from "./state.ts";

/** Functions one account may have. */
const FUNCTIONS_MAX = 400;

/** Cap of a function of which nothing was said. */
const INSTANCES_DEFAULT = 400;

/** What the service shows of a function. Encrypted variables are never shown; whether the real one does is not documented. */
function configView(found: EmulatedFunction, version: string): Record<string, unknown> {
  const { config, urn, group, project, code, codeSha256, maxInstances, changedAt } = found;
  const { encrypted_user_data: _, ...open } = config;
  return {
    xrole: "",
    app_xrole: "",
    description: "",
    initializer_handler: "",
    initializer_timeout: 0,
    func_vpc: null,
    ...open,
    func_urn: `${urn}:${version}`,
    domain_id: "emulated",
    namespace: project,
    package: group,
    code_type: "zip",
    code_size: code.length,
    digest: codeSha256,
    version,
    last_modified: written(changedAt),
    strategy_config: { concurrency: maxInstances, concurrent_num: 1 },
    enable_lts_log: found.log !== null,
  };
}

/** Why an upload is refused, or its bytes. */
function readCode(
  body: Pick<CreateFunctionRequest, "code_type" | "func_code" | "code_filename">,
): Uint8Array | FunctionGraphOutcome {
  const text = body.func_code?.file ?? "";
  if (body.code_type !== "zip") return refuse(400, "FSS.0400", "This emulator takes code of type zip only");
  if (!body.code_filename) return refuse(400, "FSS.0400", "code_filename is mandatory for a zip");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return refuse(400, "FSS.0400", "func_code.file is not base64");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (bytes.length > CODE_BYTES_MAX) return refuse(413, "FSS.1071", "The code package exceeds 50 MB");
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    return refuse(400, "FSS.0400", "The code package is not a ZIP file");
  return bytes;
}

function isRefused(value: Uint8Array | FunctionGraphOutcome): value is FunctionGraphOutcome {
  return !(value instanceof Uint8Array);
}

/** Why an environment is refused; `null` when it is not. */
function environmentRefusal({ user_data, encrypted_user_data }: Partial<UpdateConfigRequest>) {
  try {
    const open = EnvironmentText.parse(JSON.parse(user_data || "{}"));
    const hidden = EnvironmentText.parse(JSON.parse(encrypted_user_data || "{}"));
    checkEnvironment({ ...open, ...hidden }, { where: "user_data", code: "invalid-request" });
    return null;
  } catch (error) {
    return refuse(400, "FSS.1017", error instanceof Error ? error.message : "user_data is not valid");
  }
}

/** The log stream of a function whose logs are to go to LTS, made where none was named. */
function logOf(
  state: FunctionGraphState,
  config: Partial<UpdateConfigRequest>,
  before: EmulatedFunction["log"],
): EmulatedFunction["log"] {
  if (config.enable_lts_log === false) return null;
  const named = config.log_config;
  if (named?.group_id && named.stream_id) return { groupId: named.group_id, streamId: named.stream_id };
  if (config.enable_lts_log !== true) return before;
  return before ?? { groupId: "log-group", streamId: `log-stream-${state.nextId}` };
}

const NO_LTS = refuse(400, "FSS.0400", "LTS is not enabled for the project; call enable-lts-logs first");

function needsLts(state: FunctionGraphState, project: string, config: Partial<UpdateConfigRequest>): boolean {
  return config.enable_lts_log === true && !state.ltsProjects.includes(project);
}

/** `POST …/functions`. */
export const createFunction: FunctionGraphHandler = (state, { project, body, now }) => {
  const {
    package: group,
    code_type,
    code_url: _,
    code_filename,
    func_code,
    ...rest
  } = body as CreateFunctionRequest;
  const { depend_version_list: __, type: ___, ...config } = rest;
  const urn = functionUrn({
    region: state.region,
    projectId: project,
    package: group,
    name: config.func_name,
  });
  if (state.functions.has(urn)) return refuse(409, "FSS.1060", "The function already exists");
  if (state.functions.size >= FUNCTIONS_MAX) return refuse(403, "FSS.1061", "Too many functions");
  if (needsLts(state, project, config)) return NO_LTS;
  const refusal = environmentRefusal(config);
  if (refusal) return refusal;
  const code = readCode({ code_type, func_code, code_filename });
  if (isRefused(code)) return code;
  const made: EmulatedFunction = {
    ...{ urn, project, group, config, code },
    codeSha256: sha256(code, "hex"),
    maxInstances: INSTANCES_DEFAULT,
    ...{ versions: [], aliases: [], triggers: [], logLines: [], waiting: [] },
    asyncConfig: null,
    log: logOf(state, config, null),
    changedAt: now,
  };
  const functions = new Map(state.functions).set(urn, made);
  return {
    state: { ...state, functions, nextId: state.nextId + 1 },
    status: 200,
    body: configView(made, "latest"),
  };
};

/** `PUT …/functions/{urn}/code`. */
export const updateCode = withFunction((state, { body, now }, { found }) => {
  const code = readCode(body as UpdateCodeRequest);
  if (isRefused(code)) return code;
  const codeSha256 = sha256(code, "hex");
  if (codeSha256 === found.codeSha256) return refuse(409, "FSS.1016", "The function code is not changed");
  const after = changeFunction(state, found, { code, codeSha256, changedAt: now });
  return answer(after, configView({ ...found, code, codeSha256 }, "latest"));
});

/** `PUT …/functions/{urn}/config`. What is not sent stays as it is. */
export const updateConfig = withFunction((state, { body, project, now }, { found }) => {
  const change = body as UpdateConfigRequest;
  if (change.func_name !== found.config.func_name)
    return refuse(400, "FSS.0400", "func_name cannot be changed");
  if (needsLts(state, project, change)) return NO_LTS;
  const config = { ...found.config, ...change };
  const refusal = environmentRefusal(config);
  if (refusal) return refusal;
  const log = logOf(state, change, found.log);
  const after = changeFunction(state, found, { config, log, changedAt: now });
  return answer({ ...after, nextId: state.nextId + 1 }, configView({ ...found, config, log }, "latest"));
});

/** `PUT …/functions/{urn}/config-max-instance`. */
export const updateMaxInstances = withFunction((state, { body }, { found }) => {
  const maxInstances = (body as UpdateMaxInstancesRequest).max_instance_num;
  const after = changeFunction(state, found, { maxInstances });
  return answer(after, configView({ ...found, maxInstances }, "latest"));
});

/** `GET …/functions/{urn}/config`, of the code deployed last or of a version. */
export const showConfig = withFunction((state, _, { found, qualifier }) => {
  if (qualifier === "latest") return answer(state, configView(found, "latest"));
  const name = found.aliases.find((alias) => `!${alias.name}` === qualifier)?.version ?? qualifier;
  const version = found.versions.find((one) => one.name === name);
  if (!version) return refuse(404, "FSS.1051", "Not found the function version");
  const { config, codeSha256 } = version;
  return answer(state, configView({ ...found, config, codeSha256 }, name));
});

/** `GET …/functions`, 400 at most at a time. */
export const listFunctions: FunctionGraphHandler = (state, { project, query }) => {
  const group = query["package_name"];
  const all = [...state.functions.values()].filter((one) => {
    return one.project === project && (group === undefined || one.group === group);
  });
  const start = Number(query["marker"] ?? 0) || 0;
  const most = Number(query["maxitems"] ?? 0) || FUNCTIONS_MAX;
  const page = all.slice(start, start + Math.min(most, FUNCTIONS_MAX));
  const functions = page.map((one) => configView(one, "latest"));
  return answer(state, { functions, next_marker: start + page.length, count: all.length });
};

/** `DELETE …/functions/{urn}`: a version when the URN names one, else the function with all its triggers. */
export const deleteFunction = withFunction((state, _, { found, qualifier }) => {
  if (qualifier === "latest") {
    const functions = new Map(state.functions);
    functions.delete(found.urn);
    return { state: { ...state, functions }, status: 204, body: null };
  }
  if (!found.versions.some(({ name }) => name === qualifier)) {
    return refuse(404, "FSS.1051", "Not found the function version");
  }
  if (found.aliases.some(({ version }) => version === qualifier)) {
    return refuse(400, "FSS.0400", "The version is used by an alias");
  }
  const versions = found.versions.filter(({ name }) => name !== qualifier);
  return { state: changeFunction(state, found, { versions }), status: 204, body: null };
});
