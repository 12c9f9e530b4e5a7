/** What an error answer says, whichever of the seven known shapes it has. */
export interface CloudErrorBody {
  readonly code?: string;
  readonly text?: string;
  readonly requestId?: string;
}

/** Every name under which some service puts a part of its error. */
interface Fields {
  readonly error_code?: unknown;
  readonly errorCode?: unknown;
  readonly code?: unknown;
  readonly errorType?: unknown;
  readonly error_msg?: unknown;
  readonly error_message?: unknown;
  readonly errorMsg?: unknown;
  readonly errorMessage?: unknown;
  readonly message?: unknown;
  readonly details?: unknown;
  readonly error?: unknown;
  readonly request_id?: unknown;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? value : {};
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  const found = candidates.find((candidate) => {
    return (typeof candidate === "string" && candidate !== "") || typeof candidate === "number";
  });
  return found === undefined ? undefined : String(found);
}

/**
 * Reads an error body. `error_code` with `error_msg` (newer ModelArts, gateway) or `error_message` (older), `errorCode`
 * (older AOM), `{ http_code, message: { code, details } }` (Cloud Eye), `{ error: { code, message } }` (IAM),
 * `{ errorType, error }` (Prometheus). What is not there is left out; a body that is no object gives nothing.
 */
export function parseErrorBody(body: unknown): CloudErrorBody {
  const top = fieldsOf(body);
  const message = fieldsOf(top.message);
  const error = fieldsOf(top.error);
  const code = firstText(top.error_code, top.errorCode, top.code, message.code, error.code, top.errorType);
  const text = firstText(
    ...[top.error_msg, top.error_message, top.errorMsg, top.errorMessage],
    ...[top.message, message.details, error.message, top.error],
  );
  const requestId = firstText(top.request_id);
  return {
    ...(code === undefined ? {} : { code }),
    ...(text === undefined ? {} : { text }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
