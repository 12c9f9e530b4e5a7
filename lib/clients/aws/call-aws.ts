import { AutomationError, isAutomationError } from "../../domain/errors.ts";
import type { CredentialsProvider } from "../../ports/credentials.ts";
import type { HttpTransport, WireResponse } from "../../ports/http-transport.ts";
import { signAwsV4 } from "../../signing/aws-v4.ts";
import { canonicalUrl } from "../../signing/wire-url.ts";
import { awsFailure } from "./aws-failure.ts";

/** What every call to AWS is made with. */
export interface AwsSender {
  readonly credentials: CredentialsProvider;
  readonly transport: HttpTransport;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** One call of a service that speaks JSON. */
export interface AwsCall {
  /** For example `SecretsManager.GetSecretValue`; names the call in errors. */
  readonly name: string;
  /** Name of the service in signatures. */
  readonly service: "secretsmanager" | "ssm" | "sqs";
  readonly region: string;
  /** Origin, without a slash at the end. */
  readonly endpoint: string;
  /** Value of `X-Amz-Target`. */
  readonly target: string;
  readonly contentType: "application/x-amz-json-1.0" | "application/x-amz-json-1.1";
  readonly body: Readonly<Record<string, unknown>>;
}

/** A call may take so long; a function has few seconds in all. */
const TIMEOUT_MS = 4_000;

/** A secret has 65,536 bytes at most, and JSON may write six for one. */
const ANSWER_BYTES_MAX = 524_288;

/** Tries of one call. */
const TRIES_MAX = 2;

function bodyOf({ body }: WireResponse): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

async function callOnce(call: AwsCall, { credentials, transport, now }: AwsSender): Promise<unknown> {
  const url = canonicalUrl(`${call.endpoint}/`);
  const body = Buffer.from(JSON.stringify(call.body), "utf8");
  const headers = signAwsV4({
    method: "POST",
    url,
    headers: { "content-type": call.contentType, "x-amz-target": call.target },
    body,
    region: call.region,
    service: call.service,
    credentials: await credentials(),
    date: new Date(now()),
  });
  const limits = { timeoutMs: TIMEOUT_MS, responseBytesMax: ANSWER_BYTES_MAX };
  const response = await transport({ method: "POST", url, headers, body, ...limits });
  const answer = bodyOf(response);
  if (response.status !== 200) throw awsFailure(call.name, response, answer);
  if (answer !== undefined) return answer;
  throw new AutomationError("invalid-response", `${call.name}: the answer is not JSON`, {
    details: { operation: call.name, status: 200, retryable: false, ambiguous: true },
  });
}

/** A connection that was kept while the function was frozen is found dead at its first use; that is no outage. */
function isWorthAnotherTry(error: unknown): boolean {
  return isAutomationError(error) && (error.code === "connection" || error.code === "unavailable");
}

/**
 * Signs and sends one call and returns its parsed answer. Tried twice where the connection broke or the service failed:
 * every call made here may be repeated, a read anyway, and a queue message twice is taken in once. Throws an
 * `AutomationError` without anything of the request or the answer but names.
 */
export async function callAws(call: AwsCall, sender: AwsSender): Promise<unknown> {
  for (let left = TRIES_MAX - 1; ; left -= 1) {
    try {
      return await callOnce(call, sender);
    } catch (error) {
      if (left <= 0 || !isWorthAnotherTry(error)) throw error;
    }
  }
}

/** The public endpoint of a service; the regions in China have a domain of their own. */
export function awsEndpoint(service: string, region: string): string {
  if (!/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(region)) {
    throw new AutomationError("invalid-config", "AWS region: must look like eu-central-1", {
      details: { field: "region", rule: "must look like eu-central-1" },
    });
  }
  return `https://${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}
