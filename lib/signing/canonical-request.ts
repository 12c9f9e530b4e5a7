/** A header as it is signed: name in lower case, value without surrounding spaces. */
export interface SignedHeader {
  readonly name: string;
  readonly value: string;
}

/** What a canonical request is made of; path and query already canonical, headers in their final order. */
export interface CanonicalParts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly SignedHeader[];
  readonly payloadHash: string;
}

/** The six lines, and the fifth of them, which also goes into the Authorization header. */
export interface CanonicalRequest {
  readonly text: string;
  readonly signedHeaders: string;
}

/** Joins the six lines (API Request Signing Guide, AK/SK signing algorithm). */
export function canonicalRequest(parts: CanonicalParts): CanonicalRequest {
  let headerLines = "";
  let signedHeaders = "";
  for (const { name, value } of parts.headers) {
    headerLines += `${name}:${value}\n`;
    signedHeaders += signedHeaders === "" ? name : `;${name}`;
  }
  // The closing slash is part of the signed text only; the request is sent without it.
  const path = parts.path.endsWith("/") ? parts.path : `${parts.path}/`;
  const text = `${parts.method}\n${path}\n${parts.query}\n${headerLines}\n${signedHeaders}\n${parts.payloadHash}`;
  return { text, signedHeaders };
}
