import { checkShape } from "../../domain/functiongraph/check-body.ts";
import {
  type AnswerOf,
  type BodyOf,
  type FunctionGraphOperationName,
  operationOf,
} from "../../domain/functiongraph/operations.ts";
import { notUnderstood } from "./api-failure.ts";
import { apiUrl } from "./api-url.ts";
import { type ApiOptions, callApi } from "./call-api.ts";
import { type Invocation, invokeFunction, invokeFunctionAsync } from "./invoke-function.ts";

/** What a call takes beyond its name. */
export interface CallInput<N extends FunctionGraphOperationName> {
  /** Path parameters other than the project. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: BodyOf<N>;
}

/** {@link ApiOptions}, and where logs are read. */
export interface FunctionGraphClientOptions extends ApiOptions {
  /** Origin of LTS. Default: the endpoint of FunctionGraph, which only suits an emulator. */
  readonly logEndpoint?: string;
}

/** The management API of FunctionGraph, signed. */
export interface FunctionGraphClient {
  /** Makes one call of the table. Rejects with an `AutomationError`; `invalid-request` comes before anything is sent. */
  call<N extends FunctionGraphOperationName>(name: N, input?: CallInput<N>): Promise<AnswerOf<N>>;
  /** Calls a function and waits. */
  invoke(urn: string, event: unknown): Promise<Invocation>;
  /** Hands an event over and answers with the request id. */
  invokeAsync(urn: string, event: unknown): Promise<string>;
}

const SECRET_KEY = /password|secret|access_key|user_data/i;

/** Texts of a body that stand under a key that holds secrets, also inside JSON written as text. */
function secretsIn(value: unknown, isSecret = false): string[] {
  if (typeof value === "string") return isSecret ? [value, ...insideJson(value)] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => secretsIn(item, isSecret || SECRET_KEY.test(key)));
}

function insideJson(text: string): string[] {
  if (!text.startsWith("{")) return [];
  try {
    return secretsIn(JSON.parse(text), true);
  } catch {
    return [];
  }
}

function parsedAnswer<N extends FunctionGraphOperationName>(
  name: N,
  bytes: Uint8Array,
  status: number,
): AnswerOf<N> {
  const text = new TextDecoder().decode(bytes).trim();
  let value: unknown;
  try {
    value = text === "" ? undefined : JSON.parse(text);
  } catch {
    throw notUnderstood(name, status, "the answer is not JSON, so it does not come from the service");
  }
  const parsed = operationOf(name).response.safeParse(value);
  if (parsed.success) return parsed.data as AnswerOf<N>;
  const field = parsed.error.issues[0]?.path.map(String).join(".") || "body";
  throw notUnderstood(name, status, `${field} is not what the API reference describes`);
}

/** Builds a client for the management API of FunctionGraph. Nothing is opened or sent before the first call. */
export function createFunctionGraphClient(options: FunctionGraphClientOptions): FunctionGraphClient {
  const { endpoint, projectId, logEndpoint = endpoint } = options;
  return {
    call: async <N extends FunctionGraphOperationName>(name: N, input: CallInput<N> = {}) => {
      const { method, path, service, effect, request } = operationOf(name);
      const params = { ...input.path, project_id: projectId };
      const origin = service === "lts" ? logEndpoint : endpoint;
      const url = apiUrl({ endpoint: origin, path, params, ...(input.query ? { query: input.query } : {}) });
      const where = { where: "", code: "invalid-request" } as const;
      const body = request === undefined ? undefined : checkShape(request, input.body, where);
      const content =
        body === undefined
          ? {}
          : { body: new TextEncoder().encode(JSON.stringify(body)), secrets: secretsIn(body) };
      const response = await callApi({ name, method, effect, url, ...content }, options);
      return parsedAnswer(name, response.body, response.status);
    },
    invoke: (urn, event) => invokeFunction(urn, event, options),
    invokeAsync: (urn, event) => invokeFunctionAsync(urn, event, options),
  };
}
