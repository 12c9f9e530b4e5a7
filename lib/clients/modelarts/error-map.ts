import type { ErrorCode } from "../../domain/errors.ts";

/** What an error answer means to a caller. */
export interface CloudFailure {
  readonly code: ErrorCode;
  /** Whether the very same call may succeed later. */
  readonly retryable: boolean;
}

/** One line of the table: the HTTP status, the codes without their prefix, and what they mean. */
interface Row {
  /** Absent: any status. */
  readonly status?: number;
  readonly codes: string;
  readonly means: ErrorCode;
  readonly retryable?: boolean;
}

/**
 * ModelArts codes (`ModelArts.NNNN`), from the error code tables of both clouds. One code comes with several statuses
 * and means something else each time, so both are looked up together.
 */
const MODELARTS_ROWS: readonly Row[] = [
  { status: 400, codes: "0101 0104 0107 1120 6332 6335 6336 6400 6600 6334 6303", means: "invalid-request" },
  { status: 400, codes: "6316 6317 6318 6358 6324 6331 6371 6346 6348 6349", means: "invalid-request" },
  { status: 400, codes: "6323 6330 6792 6870 6797 6737 6789", means: "invalid-request" },
  // "Not found" is a 400 here: 6404 for DevServers, 6309 and 6404 for notebooks, the others for workspaces.
  { status: 400, codes: "6309 6404 0102 7005", means: "not-found" },
  { status: 404, codes: "6650", means: "invalid-config" },
  // The path is unknown, which says nothing about the machine: never to be read as "gone".
  { codes: "6624 4204", means: "not-supported" },
  { status: 400, codes: "6301 6304 6305 6306 6307 6308 6327 6347", means: "conflict" },
  // Another operation is running, or it is there already, or it is gone: read the state again.
  { status: 400, codes: "6357", means: "conflict" },
  { status: 400, codes: "6333 6355", means: "unavailable", retryable: true },
  { status: 400, codes: "0113 0118 6302 7006", means: "quota" },
  // The documented status of 0116 is an impossible "100".
  { codes: "0116", means: "quota" },
  { status: 403, codes: "5040", means: "quota" },
  { status: 400, codes: "6329 6716 6360 6528", means: "capacity", retryable: true },
  { status: 500, codes: "6200", means: "capacity", retryable: true },
  { status: 400, codes: "6326 1003", means: "forbidden" },
  { status: 401, codes: "6201 6203", means: "forbidden" },
  { status: 400, codes: "6319 6350 6353 6354 6376 6377 6378 6379 6782 6328", means: "forbidden" },
  { status: 400, codes: "0420 0421 0422 0423 0424 0425 0426 0427 0428 0429 0430 0431", means: "forbidden" },
  { status: 400, codes: "0204 0210", means: "invalid-config" },
  { status: 400, codes: "4205", means: "timeout", retryable: true },
  { status: 400, codes: "6361", means: "unavailable", retryable: true },
];

/** Gateway codes, prefix `APIGW.` on Huawei Cloud and `APIG.` on OTC. Their texts are explicitly not stable. */
const GATEWAY_ROWS: readonly Row[] = [
  { codes: "0101", means: "not-supported" },
  { codes: "0103 0105", means: "unavailable", retryable: true },
  { codes: "0308", means: "throttled", retryable: true },
  { codes: "0501", means: "quota" },
  { codes: "0502", means: "forbidden" },
];

/** Statuses whose code is unknown or says no more than they do. */
const BY_STATUS: Readonly<Record<number, CloudFailure>> = {
  400: { code: "invalid-request", retryable: false },
  401: { code: "unauthorized", retryable: false },
  403: { code: "forbidden", retryable: false },
  404: { code: "not-found", retryable: false },
  405: { code: "not-supported", retryable: false },
  408: { code: "timeout", retryable: true },
  409: { code: "conflict", retryable: false },
  413: { code: "invalid-request", retryable: false },
  414: { code: "invalid-request", retryable: false },
  429: { code: "throttled", retryable: true },
  494: { code: "invalid-request", retryable: false },
};

function lookUp(rows: readonly Row[], status: number, number: string): CloudFailure | undefined {
  const row = rows.find((candidate) => {
    return (candidate.status ?? status) === status && candidate.codes.split(" ").includes(number);
  });
  return row && { code: row.means, retryable: row.retryable ?? false };
}

/**
 * What an error answer means, by status and code together. A 404 without a code comes from something that is not the
 * service (a proxy, a wrong host), so it is `not-supported`, never "the machine is gone".
 */
export function failureOf(status: number, cloudCode: string | undefined): CloudFailure {
  const [, prefix = "", number = ""] = /^(ModelArts|APIGW|APIG)\.(\d+)$/.exec(cloudCode ?? "") ?? [];
  const rows = prefix === "ModelArts" ? MODELARTS_ROWS : GATEWAY_ROWS;
  const known = prefix === "" ? undefined : lookUp(rows, status, number);
  if (known) return known;
  if (status === 404 && cloudCode === undefined) return { code: "not-supported", retryable: false };
  const byStatus = BY_STATUS[status];
  if (byStatus) return byStatus;
  if (status >= 500) return { code: "unavailable", retryable: true };
  return { code: status >= 400 ? "invalid-request" : "invalid-response", retryable: false };
}
