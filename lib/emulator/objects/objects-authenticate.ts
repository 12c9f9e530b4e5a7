import { awsSignature } from "../../signing/aws-v4.ts";
import { obsSignature, obsStringToSign } from "../../signing/obs-signature.ts";
import { payloadHash } from "../../signing/payload-hash.ts";
import { parseSdkDate } from "../../signing/sdk-date.ts";
import { equalInConstantTime } from "../../signing/webhook-signature.ts";
import type { EmulatorRequest } from "../request.ts";
import type { EmulatorCredentials } from "../state.ts";
import { errorAnswer, type ObjectsAnswer } from "./objects-answer.ts";
import type { ObjectsCall } from "./objects-call.ts";
import type { ObjectsState } from "./objects-state.ts";

/** How far a signature's date may be from the service's clock, either way. */
const SKEW_MAX_MS = 15 * 60_000;

const OBS = /^OBS ([^:\s]+):([A-Za-z\d+/=]+)$/;
const AWS =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,]+)\/s3\/aws4_request, ?SignedHeaders=([a-z\d;-]+), ?Signature=([\da-f]{64})$/;

/** Access key a request claims, `null` when it claims none. */
export function claimedObjectsKey({ headers }: EmulatorRequest): string | null {
  const authorization = headers["authorization"] ?? "";
  return (OBS.exec(authorization) ?? AWS.exec(authorization))?.[1] ?? null;
}

/** Why a request is not believed; `undefined` when it is. */
export function refuseObjectsCaller(state: ObjectsState, call: ObjectsCall): ObjectsAnswer | undefined {
  const accessKey = claimedObjectsKey(call.request);
  if (accessKey === null) return errorAnswer(403, "AccessDenied");
  const caller = state.credentials.find((one) => one.accessKey === accessKey);
  if (caller === undefined) return errorAnswer(403, "InvalidAccessKeyId");
  return state.dialect === "obs" ? refuseObs(call, caller) : refuseAws(state, call, caller);
}

function isSkewed(signedAtMs: number, now: number): boolean {
  // Written so that a date that cannot be read is refused.
  return !(Math.abs(signedAtMs - now) <= SKEW_MAX_MS);
}

function refuseObs(
  { request, resource, now }: ObjectsCall,
  caller: EmulatorCredentials,
): ObjectsAnswer | undefined {
  const { method, headers, query } = request;
  const [, , claimed] = OBS.exec(headers["authorization"] ?? "") ?? [];
  if (claimed === undefined) return errorAnswer(403, "AccessDenied");
  const date = headers["x-obs-date"] ?? headers["date"] ?? "";
  if (isSkewed(Date.parse(date), now)) return errorAnswer(403, "RequestTimeTooSkewed");
  const text = obsStringToSign({ method, resource, query, headers });
  return equalInConstantTime(obsSignature(text, caller.secretKey), claimed)
    ? undefined
    : errorAnswer(403, "SignatureDoesNotMatch");
}

function refuseAws(
  state: ObjectsState,
  { request, now }: ObjectsCall,
  caller: EmulatorCredentials,
): ObjectsAnswer | undefined {
  const { method, headers, path, query, body } = request;
  const parts = AWS.exec(headers["authorization"] ?? "");
  const [, , day = "", region = "", names = "", claimed = ""] = parts ?? [];
  if (parts === null || region !== state.region) return errorAnswer(400, "AuthorizationHeaderMalformed");
  const amzDate = headers["x-amz-date"] ?? "";
  if (isSkewed(parseSdkDate(amzDate) ?? Number.NaN, now)) return errorAnswer(403, "RequestTimeTooSkewed");
  const hash = headers["x-amz-content-sha256"] ?? "";
  if (hash !== payloadHash(body)) return errorAnswer(400, "XAmzContentSHA256Mismatch");
  const signedNames = names.split(";");
  if (leavesOut(headers, signedNames) || !amzDate.startsWith(day)) return errorAnswer(403, "AccessDenied");
  const signed = Object.fromEntries(signedNames.map((name) => [name, headers[name] ?? ""]));
  const input = { method, path, query, headers: signed, payloadHash: hash, amzDate, region, service: "s3" };
  return equalInConstantTime(awsSignature(input, caller.secretKey), claimed)
    ? undefined
    : errorAnswer(403, "SignatureDoesNotMatch");
}

/** Host and every `x-amz-` header must be signed. */
function leavesOut(headers: EmulatorRequest["headers"], signedNames: readonly string[]): boolean {
  const required = Object.keys(headers).filter((name) => name === "host" || name.startsWith("x-amz-"));
  return required.some((name) => !signedNames.includes(name));
}
