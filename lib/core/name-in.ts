import type { StatusEntry } from "../domain/status.ts";

/** The machine's name, where an entry tells it: people know names, the log keys by id. */
export function nameIn({ details }: Pick<StatusEntry, "details">): string | undefined {
  const step = details["step"] as { readonly name?: unknown } | undefined;
  const name = details["name"] ?? step?.name;
  return typeof name === "string" ? name : undefined;
}
