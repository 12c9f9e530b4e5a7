/** One request as it came over the wire, without any type of a web server. */
export interface EmulatorRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  /** Still percent-encoded, without the question mark; empty when there is none. */
  readonly query: string;
  /** Names in lower case; repeated headers are joined with ", ". */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** The answer, and what the network does to it. */
export interface EmulatorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /**
   * `close`: the connection ends without an answer. `hang`: it stays open for `delayMs` and then ends without one.
   * The record still holds the answer that was lost.
   */
  readonly transport?: "close" | "hang";
  /** How long to wait before anything is sent. */
  readonly delayMs?: number;
}

/** Largest body that the gateway takes, 12 MB. */
export const REQUEST_BYTES_MAX = 12 * 1024 * 1024;

/** The fields of a query; of a repeated one the first value counts. */
export function queryFields(query: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) fields[name] ??= value;
  return fields;
}
