import type { Cloud, Service } from "../domain/clouds.ts";
import { isAutomationError } from "../domain/errors.ts";
import { type BrokenRule, checkQuery, checkRequest } from "../domain/modelarts/check-request.ts";
import type { OperationName } from "../domain/modelarts/operations.ts";
import { type EmulatorRequest, queryFields } from "./request.ts";
import type { Refusal } from "./respond.ts";
import type { Route } from "./route.ts";

/** What a request asks for, in the form its operation takes. */
export type Validation = { readonly body: unknown; readonly query: unknown } | { readonly refusal: Refusal };

/** Calls whose body may be missing altogether: everything in it is optional, or the query carries it. */
const BODY_OPTIONAL: readonly OperationName[] = ["StartNotebook", "RenewLease"];

/** Checks path parameters, query and body against the rules of the documents. */
export function validate(route: Route, request: EmulatorRequest, cloud: Cloud): Validation {
  const { name, operation } = route;
  for (const [param, schema] of Object.entries(operation.params ?? {})) {
    if (!schema.safeParse(route.params[param]).success) {
      return { refusal: refusalOf(operation.service, "ModelArts.0104", `${param} is invalid`) };
    }
  }
  try {
    // A query that a call does not know is ignored, and so is a body: the vendor's SDK sends `{}` with every GET.
    const query = operation.query ? checkQuery(name, cloud, queryFields(request.query)) : undefined;
    const body = operation.request ? checkRequest(name, cloud, parsedBody(name, request.body)) : undefined;
    return { body, query };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return { refusal: refusalOf(operation.service, "ModelArts.0101", "The request body is not JSON.") };
    }
    if (!isAutomationError(error)) throw error;
    const { code, message } = ruleCode(name, error.details["broken"], error.message);
    return { refusal: refusalOf(operation.service, code, message) };
  }
}

function parsedBody(name: OperationName, bytes: Uint8Array): unknown {
  if (bytes.length === 0) return BODY_OPTIONAL.includes(name) ? {} : undefined;
  return JSON.parse(new TextDecoder("utf-8", { fatal: false }).decode(bytes));
}

/** Every service has a general code of its own for a bad parameter. */
const BAD_PARAMETER: Readonly<Record<Service, string | null>> = {
  modelarts: null,
  ces: "ces.0014",
  aom: "AOM.04008001",
  ecs: "Ecs.0005",
  iam: "400",
};

function refusalOf(service: Service, code: string, message: string): Refusal {
  return { status: 400, code: BAD_PARAMETER[service] ?? code, message };
}

/** Codes that the documents give for one rule each; everything else is the general 0104. */
function ruleCode(name: OperationName, broken: unknown, message: string): { code: string; message: string } {
  const general = { code: "ModelArts.0104", message };
  if (!name.includes("Notebook") || !Array.isArray(broken)) return general;
  const first: Partial<BrokenRule> = broken[0] ?? {};
  const { field = "", rule = "" } = first;
  if (field.endsWith("description")) return { code: "ModelArts.6334", message };
  if (field.endsWith("auto_stop.duration")) {
    return { code: rule.startsWith("mandatory") ? "ModelArts.6348" : "ModelArts.6349", message };
  }
  if (field.endsWith("location.path")) return pathCode(rule, message);
  return general;
}

function pathCode(rule: string, message: string): { code: string; message: string } {
  if (rule.includes("root")) return { code: "ModelArts.6358", message };
  if (rule.startsWith("mandatory")) return { code: "ModelArts.6317", message };
  if (rule.includes("end with"))
    return { code: "ModelArts.6318", message: "The param path needs to end with /." };
  return { code: "ModelArts.0104", message };
}
