import type { HttpAnswer } from "../web/http-record.ts";
import type { HttpForm } from "./read-http-event.ts";

/** What API Gateway and function URLs take as an answer. */
export interface LambdaHttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
  /** Format 2.0 alone, and only when there is one. */
  readonly cookies?: readonly string[];
}

/** An answer in the form of the request that it answers; format 2.0 wants cookies beside the headers. */
export function toLambdaHttpAnswer({ status, headers, body }: HttpAnswer, form: HttpForm): LambdaHttpAnswer {
  const { "set-cookie": cookie, ...others } = headers;
  const apart = form === "v2" && cookie !== undefined;
  return {
    statusCode: status,
    headers: apart ? others : headers,
    body,
    isBase64Encoded: false,
    ...(apart ? { cookies: [cookie] } : {}),
  };
}
