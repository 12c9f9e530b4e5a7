/** What a template may name. */
export interface SignedParts {
  readonly id: string;
  readonly timestamp: string;
  /** As received, byte for byte. */
  readonly body: Uint8Array;
  /** The key, for the one sender that signs its own secret. */
  readonly secret?: Uint8Array;
}

/**
 * The bytes that a sender signed, from its template (`{id}.{timestamp}.{body}`).
 * The body is never decoded: bytes that are no UTF-8 would all become the same replacement character.
 */
export function signedText(template: string, parts: SignedParts): Uint8Array {
  const pieces = template.split(/(\{(?:id|timestamp|body|secret)\})/).map((piece) => {
    if (piece === "{body}") return parts.body;
    if (piece === "{secret}") return parts.secret ?? new Uint8Array();
    if (piece === "{id}") return Buffer.from(parts.id, "utf8");
    if (piece === "{timestamp}") return Buffer.from(parts.timestamp, "utf8");
    return Buffer.from(piece, "utf8");
  });
  return Buffer.concat(pieces);
}
