/** Longest part of a thrown text that is kept, in characters. */
const TEXT_LENGTH_MAX = 300;

/**
 * What was thrown, as an error with a stack. The platform takes the stack apart before it answers, and breaks on a
 * value that has none.
 */
export function realError(thrown: unknown): Error {
  if (thrown instanceof Error && typeof thrown.stack === "string") return thrown;
  if (thrown instanceof Error) return new Error(thrown.message, { cause: thrown });
  const what = typeof thrown === "string" ? thrown.slice(0, TEXT_LENGTH_MAX) : typeof thrown;
  return new Error(`something was thrown that is no error: ${what}`, { cause: thrown });
}
