/** Raw header fields, name and value in turn, as Node's parsers yield them. */
type RawHeaders = readonly (string | Uint8Array)[];

const text = (part: string | Uint8Array | undefined): string => {
  if (part === undefined) return "";
  return typeof part === "string" ? part : Buffer.from(part).toString("latin1");
};

/** Header names in lower case; repeated ones are joined with ", ", whichever they are. */
export function responseHeaders(raw: RawHeaders): Record<string, string> {
  // No prototype, so that a header named __proto__ is a header like any other.
  const headers: Record<string, string> = Object.create(null);
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = text(raw[at]).toLowerCase();
    const value = text(raw[at + 1]);
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}
