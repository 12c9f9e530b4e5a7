import type { Cloud, Service } from "../domain/clouds.ts";
import type { OperationName } from "../domain/modelarts/operations.ts";
import type { EmulatorResponse } from "./request.ts";

/** A failure in the words of whoever answers it. */
export interface Refusal {
  readonly status: number;
  /** Complete code, for example `ModelArts.6357`; the gateway's own codes carry no prefix: `0301`. */
  readonly code: string;
  readonly message: string;
}

const encoder = new TextEncoder();

/** An answer with a JSON body. Every answer carries a request id, as the DevServer pages document. */
export function jsonResponse(status: number, body: unknown, requestId: string): EmulatorResponse {
  return {
    status,
    headers: { "content-type": "application/json;charset=UTF-8", "x-request-id": requestId },
    body: encoder.encode(JSON.stringify(body)),
  };
}

/** An answer with an HTML page, as gateways and proxies give it. */
export function htmlResponse(status: number, text: string, requestId: string): EmulatorResponse {
  return {
    status,
    headers: { "content-type": "text/html", "x-request-id": requestId },
    body: encoder.encode(`<html><head><title>${text}</title></head><body><h1>${text}</h1></body></html>`),
  };
}

/** An error of the API gateway. The prefix is `APIGW.` on Huawei Cloud, `APIG.` on Open Telekom Cloud. */
export function gatewayError(cloud: Cloud, refusal: Refusal, requestId: string): EmulatorResponse {
  const prefix = cloud === "otc" ? "APIG" : "APIGW";
  const body = { error_code: `${prefix}.${refusal.code}`, error_msg: refusal.message, request_id: requestId };
  return jsonResponse(refusal.status, body, requestId);
}

/** An error of the service behind the gateway, in the shape of that service. */
export function serviceError(
  operation: { readonly name: OperationName; readonly service: Service },
  refusal: Refusal,
  requestId: string,
): EmulatorResponse {
  return jsonResponse(refusal.status, errorBody(operation, refusal), requestId);
}

function errorBody(
  { name, service }: { readonly name: OperationName; readonly service: Service },
  { status, code, message }: Refusal,
): unknown {
  switch (service) {
    case "ces":
      // Both codes are strings here, and the text stands one level down.
      return { http_code: String(status), message: { code, details: message } };
    case "aom":
      // Documented for the 403 of a query in the form of Prometheus; a bad parameter is told as AOM tells it elsewhere.
      if (status === 403) return { status: "error", errorType: code, error: message };
      return { error_code: code, error_msg: message, error_type: status === 400 ? "BAD_REQUEST" : "ERROR" };
    case "ecs":
    case "iam":
      return { error: { code, message } };
    case "modelarts":
      // The older development environments write `error_message`, everything newer `error_msg`.
      return name.includes("LegacyNotebook")
        ? { error_message: message, error_code: code }
        : { error_code: code, error_msg: message };
  }
}
