/** What an error says, for an operational line. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
