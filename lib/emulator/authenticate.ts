import { type Verification, verifySignature } from "../signing/verify-signature.ts";
import type { EmulatorRequest } from "./request.ts";
import type { Refusal } from "./respond.ts";
import type { EmulatorCredentials, EmulatorState } from "./state.ts";

/** Who signed a request, or why it is refused: the gateway answers 401 with code 0301 to anything wrong. */
export type Authentication = { readonly caller: EmulatorCredentials } | { readonly refusal: Refusal };

/**
 * Checks the signature like the gateway: its date may be 15 minutes off. A signature may follow the clock of the
 * caller or, after the machines' clock was set forward, that clock: both kinds of client exist.
 */
export function authenticate(state: EmulatorState, request: EmulatorRequest, now: number): Authentication {
  const gatewayNow = now + state.gatewaySkewMs;
  const first = verify(state, request, gatewayNow);
  const isLate = !first.ok && first.reason === "expired" && state.clockOffsetMs !== 0;
  const verification = isLate ? verify(state, request, gatewayNow + state.clockOffsetMs) : first;
  if (!verification.ok) return { refusal: unauthorized(verification, request, gatewayNow) };
  const caller = state.credentials.find(({ accessKey }) => accessKey === verification.accessKey);
  return caller ? { caller } : { refusal: refusalOf("the access key does not exist") };
}

/** The access key a request claims to be signed with. */
export function claimedAccessKey(request: EmulatorRequest): string | null {
  return /\bAccess=([^\s,]{1,128})/.exec(request.headers["authorization"] ?? "")?.[1] ?? null;
}

function verify(state: EmulatorState, request: EmulatorRequest, at: number): Verification {
  const target = request.query === "" ? request.path : `${request.path}?${request.query}`;
  return verifySignature(
    { method: request.method, target, headers: request.headers, body: request.body },
    {
      lookupSecret: (accessKey) => state.credentials.find((one) => one.accessKey === accessKey)?.secretKey,
      now: new Date(at),
    },
  );
}

function unauthorized(
  verification: Extract<Verification, { ok: false }>,
  request: EmulatorRequest,
  gatewayNow: number,
): Refusal {
  switch (verification.reason) {
    case "missing":
      return refusalOf("no Authorization header");
    case "malformed":
      return refusalOf("the Authorization header is malformed");
    case "unknown-key":
      return refusalOf("the access key does not exist");
    case "expired":
      return refusalOf(
        `signature expired, signature time: ${request.headers["x-sdk-date"] ?? ""}, server time: ${new Date(gatewayNow).toISOString()}`,
      );
    case "mismatch":
      return refusalOf(
        `verify aksk signature fail, canonicalRequest: ${oneLine(verification.canonicalRequest)}`,
      );
  }
}

function refusalOf(detail: string): Refusal {
  return { status: 401, code: "0301", message: `Incorrect IAM authentication information: ${detail}` };
}

/** The gateway shows its own canonical request with bars for line ends; a token in it stays hidden here. */
function oneLine(canonicalRequest = ""): string {
  return canonicalRequest.replace(/^(x-security-token|x-auth-token):.*$/gm, "$1:***").replaceAll("\n", "|");
}
