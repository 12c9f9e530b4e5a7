import type {
  AsyncConfigRequest,
  CreateAliasRequest,
  PublishVersionRequest,
  UpdateAliasRequest,
} from "../../domain/functiongraph/function-request.ts";
import { changeFunction, withFunction } from "./find-function.ts";
import { answer, type FunctionGraphHandler, refuse, written } from "./outcome.ts";
import type { EmulatedAlias, EmulatedFunction } from "./state.ts";

/** Versions of a function, `latest` among them. */
const VERSIONS_MAX = 20;

const ALIASES_MAX = 10;

/** `POST …/functions/{urn}/versions`: a snapshot of what was deployed last; triggers stay where they are. */
export const publishVersion = withFunction((state, { body, now }, { found }) => {
  const { version, description = "" } = body as PublishVersionRequest;
  const name = version ?? `v${state.nextId}`;
  if (name === "latest" || found.versions.some((one) => one.name === name)) {
    return refuse(409, "FSS.0400", `The version ${name} already exists`);
  }
  if (found.versions.length + 1 >= VERSIONS_MAX)
    return refuse(400, "FSS.0400", "A function has at most 20 versions");
  const { config, codeSha256 } = found;
  const made = { name, description, config, codeSha256, publishedAt: now };
  const after = changeFunction(state, found, { versions: [...found.versions, made] });
  return answer({ ...after, nextId: state.nextId + 1 }, { func_urn: `${found.urn}:${name}`, version: name });
});

/** `GET …/functions/{urn}/versions`, `latest` first. */
export const listVersions = withFunction((state, { query }, { found }) => {
  const latest = { name: "latest", description: "", publishedAt: found.changedAt };
  const all = [latest, ...found.versions].map(({ name, description, publishedAt }) => ({
    func_urn: `${found.urn}:${name}`,
    func_name: found.config.func_name,
    version: name,
    version_description: description,
    last_modified: written(publishedAt),
  }));
  const start = Number(query["marker"] ?? 0) || 0;
  const page = all.slice(start, start + (Number(query["maxitems"] ?? 0) || all.length));
  return answer(state, { versions: page, next_marker: start + page.length, count: all.length });
});

function aliasView(found: EmulatedFunction, { name, version, description, weights }: EmulatedAlias) {
  const split = Object.keys(weights).length > 0 ? { additional_version_weights: weights } : {};
  return { name, version, description, alias_urn: `${found.urn}:!${name}`, ...split };
}

const hasVersion = (found: EmulatedFunction, name: string) =>
  name === "latest" || found.versions.some((one) => one.name === name);

/** `POST …/functions/{urn}/aliases`. */
export const createAlias = withFunction((state, { body }, { found }) => {
  const {
    name,
    version,
    description = "",
    additional_version_weights: weights = {},
  } = body as CreateAliasRequest;
  if (found.aliases.some((one) => one.name === name))
    return refuse(409, "FSS.0400", "The alias already exists");
  if (!hasVersion(found, version)) return refuse(404, "FSS.1051", "Not found the function version");
  if (found.aliases.length >= ALIASES_MAX)
    return refuse(400, "FSS.0400", "A function has at most 10 aliases");
  const made = { name, version, description, weights };
  const after = changeFunction(state, found, { aliases: [...found.aliases, made] });
  return answer(after, aliasView(found, made));
});

/** `PUT …/functions/{urn}/aliases/{name}`. */
export const updateAlias = withFunction((state, { body, params }, { found }) => {
  const { version, description = "", additional_version_weights: weights = {} } = body as UpdateAliasRequest;
  const before = found.aliases.find(({ name }) => name === params["alias_name"]);
  if (!before) return refuse(404, "FSS.1051", "Not found the alias");
  if (!hasVersion(found, version)) return refuse(404, "FSS.1051", "Not found the function version");
  const changed = { name: before.name, version, description, weights };
  const aliases = found.aliases.map((one) => (one === before ? changed : one));
  return answer(changeFunction(state, found, { aliases }), aliasView(found, changed));
});

/** `GET …/functions/{urn}/aliases`. */
export const listAliases = withFunction((state, _, { found }) => {
  return answer(
    state,
    found.aliases.map((alias) => aliasView(found, alias)),
  );
});

/** `DELETE …/functions/{urn}/aliases/{name}`. */
export const deleteAlias = withFunction((state, { params }, { found }) => {
  const aliases = found.aliases.filter(({ name }) => name !== params["alias_name"]);
  if (aliases.length === found.aliases.length) return refuse(404, "FSS.1051", "Not found the alias");
  return { state: changeFunction(state, found, { aliases }), status: 204, body: null };
});

/** `PUT …/functions/{urn}/async-invoke-config`; what is left out takes the documented default. */
export const putAsyncConfig = withFunction((state, { body }, { found }) => {
  const defaults = {
    max_async_event_age_in_seconds: 3600,
    max_async_retry_attempts: 1,
    enable_async_status_log: false,
  };
  const asyncConfig = { ...defaults, ...(body as AsyncConfigRequest), func_urn: `${found.urn}:latest` };
  return answer(changeFunction(state, found, { asyncConfig }), asyncConfig);
});

/** `GET …/functions/{urn}/async-invoke-config`. */
export const showAsyncConfig = withFunction((state, _, { found }) => {
  return found.asyncConfig
    ? answer(state, found.asyncConfig)
    : refuse(404, "FSS.0404", "Not found the async invoke config");
});

/** `DELETE …/functions/{urn}/async-invoke-config`. */
export const deleteAsyncConfig = withFunction((state, _, { found }) => {
  if (!found.asyncConfig) return refuse(404, "FSS.0404", "Not found the async invoke config");
  return { state: changeFunction(state, found, { asyncConfig: null }), status: 204, body: null };
});

/** `POST …/functions/enable-lts-logs`, for the whole project; a second time changes nothing. */
export const enableLtsLogs: FunctionGraphHandler = (state, { project }) => {
  const ltsProjects = [...new Set([...state.ltsProjects, project])];
  return { state: { ...state, ltsProjects }, status: 200, body: null };
};

/** `GET …/functions/{urn}/lts-log-detail`. */
export const showLogDetail = withFunction((state, _, { found }) => {
  if (found.log === null) return refuse(404, "FSS.0404", "Not found the log stream of the function");
  const { groupId, streamId } = found.log;
  return answer(state, {
    group_id: groupId,
    group_name: "functiongraph.log.group.emulated",
    stream_id: streamId,
    stream_name: found.config.func_name,
  });
});
