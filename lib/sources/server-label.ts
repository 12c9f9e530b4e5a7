const SERVER_LABEL = /^server:(\S{1,256})$/;

/**
 * The machine that a ticket names, by a convention that every ticketing system can keep: a label, or the text of
 * a custom field, of the form `server:<id>`. `null` when none does or when several name different machines: an
 * order about two machines is an order about neither.
 * Whoever may edit the ticket may set the label, so a policy that acts on it asks for a status or an approval too.
 */
export function serverLabel(texts: readonly unknown[]): string | null {
  const named = texts.flatMap((text) =>
    typeof text === "string" ? (SERVER_LABEL.exec(text.trim())?.[1] ?? []) : [],
  );
  const [first, ...others] = new Set(named);
  return first !== undefined && others.length === 0 ? first : null;
}
