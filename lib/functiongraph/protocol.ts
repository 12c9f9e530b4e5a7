import type { AgencyCredentials } from "./agency-credentials.ts";

/** Descriptor on which the child writes frames, one JSON object a line. */
export const CHILD_WRITES_FD = 3;
/** Descriptor on which the child reads frames. */
export const CHILD_READS_FD = 4;

/** Inner codes of the platform. Source: its Node.js runtime (40xx below 4010) and its engine. */
export const INNER_CODES = {
  ok: 0,
  entry: 4001,
  exception: 4002,
  resultTooLarge: 4004,
  resultInvalid: 4007,
  initializer: 4009,
  timeout: 4010,
  eventTooLarge: 4140,
  outOfMemory: 4205,
  initializerTimeout: 4211,
} as const;

/** The body that a caller gets when a function fails. */
export interface ErrorBody {
  readonly errorMessage: string;
  readonly errorType: string;
  /** Frames of the function's own code; its folder is shown as a dot. Only for what the handler threw. */
  readonly stackTrace?: readonly string[];
  /** Why, and the way out, where the platform says little or misleads. It is added here; the platform has no such field. */
  readonly hint?: string;
}

/** What differs from call to call. */
export interface CallValues {
  readonly requestId: string;
  readonly credentials: AgencyCredentials;
  readonly alias: string;
}

/** What the child is asked to do. */
export type ChildRequest =
  | { readonly type: "initialize"; readonly call: CallValues }
  | { readonly type: "invoke"; readonly call: CallValues; readonly event: string };

/** How a request came out, seen from inside. */
export type Answer =
  | { readonly code: 0; readonly body: string }
  | { readonly code: number; readonly error: ErrorBody };

/** What the child tells. A note explains why an answer may never come. */
export type ChildFrame =
  | { readonly type: "ready" }
  | { readonly type: "log"; readonly line: string }
  | { readonly type: "note"; readonly text: string }
  | { readonly type: "answer"; readonly answer: Answer; readonly rssBytes: number };
