import type { InvocationResult } from "./invocation-result.ts";

/** What an HTTP caller gets from the gateway. */
export interface ApigAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Why the gateway made a 500 of it. */
  readonly problem?: string;
}

function broken(problem: string): ApigAnswer {
  return { status: 500, headers: {}, body: new Uint8Array(), problem };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(answer: Record<string, unknown>): string | undefined {
  const { statusCode, headers = {}, body = "" } = answer;
  if (!Number.isInteger(statusCode)) return "statusCode must be an integer (FSS.1202)";
  if (typeof body !== "string") return "body must be a text: JSON.stringify it";
  const texts =
    typeof headers === "object" &&
    headers !== null &&
    Object.values(headers).every((value) => typeof value === "string");
  return texts ? undefined : "headers must be texts by name";
}

/**
 * What a gateway makes of an invocation: a function that failed, or answers anything but `{ statusCode, headers, body,
 * isBase64Encoded }` with an integer and a text, is an HTTP 500. Source: Developer Guide and FAQ, error code 500.
 */
export function apigAnswer(invocation: Pick<InvocationResult, "outcome" | "result">): ApigAnswer {
  if (invocation.outcome !== "ok" || invocation.result === null) return broken("the function failed");
  const answer = parse(invocation.result);
  if (answer === undefined) return broken("the result must be an object with statusCode and body");
  const problem = problemOf(answer);
  if (problem !== undefined) return broken(problem);
  const { statusCode, headers = {}, body = "", isBase64Encoded } = answer;
  return {
    status: statusCode as number,
    headers: headers as Record<string, string>,
    body: Buffer.from(body as string, isBase64Encoded === true ? "base64" : "utf8"),
  };
}
