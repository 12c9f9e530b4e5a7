import type { Cloud, Service } from "../domain/clouds.ts";
import type { EmulatorRequest } from "./request.ts";
import type { Refusal } from "./respond.ts";
import type { Route } from "./route.ts";
import type { EmulatorCredentials, EmulatorState } from "./state.ts";

/** A request whose signature was believed. */
interface Believed {
  readonly request: EmulatorRequest;
  readonly route: Route;
  readonly cloud: Cloud;
  readonly caller: EmulatorCredentials;
}

/**
 * What each service calls a missing permission: ModelArts and ECS in their tables of error codes, Cloud Eye in the sample
 * of its page; the query in the form of Prometheus documents `errorType` for a 403 and no words for it.
 */
const CODES: Readonly<Record<Service, string>> = {
  modelarts: "ModelArts.0108",
  ces: "403",
  aom: "forbidden",
  ecs: "Ecs.0003",
  iam: "403",
};

function refusalFor(service: Service, action: string): Refusal {
  const message =
    service === "modelarts"
      ? `You are not authorized to perform the (${action}) operation.`
      : `Policy doesn't allow [${action}] to be performed`;
  return { status: 403, code: CODES[service], message };
}

/** Why a known caller may not do this: another project than the one named, or a permission that is missing. */
export function forbiddance(
  state: EmulatorState,
  { request, route, cloud, caller }: Believed,
): Refusal | null {
  const { operation, project } = route;
  const named = request.headers["x-project-id"];
  if (named !== undefined && named !== project) {
    const message = "The project id in the request URL does not match the token.";
    return { status: 403, code: "ModelArts.0210", message };
  }
  const granted = state.permissions[caller.accessKey];
  // At another address the action is another one as well, and the table does not know it.
  const permission = operation.pathOn?.[cloud] === undefined ? operation.permission : undefined;
  if (!granted || !permission || granted.includes(permission)) return null;
  return refusalFor(operation.service, permission);
}
