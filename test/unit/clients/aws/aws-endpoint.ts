import { createHash, createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import { answerJson, type SeenRequest, startServer } from "../../../fixtures/loopback-server.ts";

/** Credentials of a role, visibly none. */
export const ROLE = {
  accessKey: "ASIAEXAMPLEACCESSKEY",
  secretKey: "example/secret+key",
  securityToken: "example//session+token==",
} as const;

export const NOW = Date.parse("2026-09-01T08:30:00Z");

const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
const hmac = (key: Buffer | string, text: string) => createHmac("sha256", key).update(text).digest();

/**
 * The signature of a request for `/`, computed from what arrived and from AWS's own description of the algorithm
 * ("Create a signed AWS API request"), and from nothing of the code under test.
 */
function expectedSignature(request: SeenRequest, scope: string, signedHeaders: string): string {
  const headers = signedHeaders.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const canonical = [request.method, "/", "", headers.join(""), signedHeaders, sha256(request.body)].join(
    "\n",
  );
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce<Buffer | string>((last, part) => hmac(last, part), `AWS4${ROLE.secretKey}`);
  return hmac(Buffer.from(key), text).toString("hex");
}

/** Why the services would not take a request, or `undefined`. */
function refusal(request: SeenRequest, service: string): string | undefined {
  const header = request.headers.authorization ?? "";
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, accessKey, scope = "", names = "", signature] = parts.exec(header) ?? [];
  const needed = ["host", "x-amz-date", "x-amz-security-token", "x-amz-target"];
  if (accessKey !== ROLE.accessKey) return "another access key";
  if (scope !== `20260901/eu-central-1/${service}/aws4_request`) return `scope ${scope}`;
  if (!needed.every((name) => names.split(";").includes(name))) return `only ${names} are signed`;
  if (request.headers["x-amz-security-token"] !== ROLE.securityToken) return "another token";
  return signature === expectedSignature(request, scope, names) ? undefined : "another signature";
}

/** What a stand-in answers: a status and a JSON body, or a broken connection. */
export type Planned =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | "break";

function answer(response: ServerResponse, planned: Planned): void {
  if (planned === "break") response.destroy();
  else
    answerJson(response, planned.status, planned.body, {
      "x-amzn-requestid": "aws-request-1",
      ...planned.headers,
    });
}

/**
 * Stands in for Secrets Manager, Parameter Store or SQS: a request that is not signed as it should be gets what AWS
 * says then, and every other one what `plan` says.
 */
export async function startAws(service: string, plan: (body: unknown, count: number) => Planned) {
  const server = await startServer((response, request, count) => {
    const why = refusal(request, service);
    if (why !== undefined)
      answer(response, { status: 400, body: { __type: "InvalidSignatureException", why } });
    else answer(response, plan(JSON.parse(request.body.toString("utf8")), count));
  });
  const targets = () => server.seen.map(({ headers }) => [headers["x-amz-target"], headers["content-type"]]);
  const bodies = () => server.seen.map(({ body }): unknown => JSON.parse(body.toString("utf8")));
  return { ...server, targets, bodies };
}
