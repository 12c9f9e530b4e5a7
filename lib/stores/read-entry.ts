import * as z from "zod";
import { AutomationError } from "../domain/errors.ts";
import { STATUS_VERSION, StatusEntry } from "../domain/status.ts";
import { storeFailed } from "./store-failed.ts";

const Versioned = z.object({ v: z.number().int() });

/**
 * Reads an entry back from its kept bytes.
 *
 * @throws AutomationError `store-version` for an entry of a newer shape, `store-failed` for anything else that is not
 *   an entry
 */
export function readEntry(bytes: string): StatusEntry {
  const json = parseJson(bytes);
  const entry = StatusEntry.safeParse(json);
  if (entry.success) return entry.data;
  const versioned = Versioned.safeParse(json);
  if (versioned.success && versioned.data.v > STATUS_VERSION) {
    throw new AutomationError(
      "store-version",
      `an entry of the log has shape version ${versioned.data.v}, this Curfew reads up to ${STATUS_VERSION}; use the newer Curfew that wrote it`,
    );
  }
  throw storeFailed(
    `an entry of the log cannot be read: ${firstIssue(entry.error)}; check the log with verify`,
    {
      cause: entry.error,
    },
  );
}

/** Refuses an entry that could not be read back later. Throws `store-failed`. */
export function checkEntry(entry: StatusEntry): void {
  const checked = StatusEntry.safeParse(entry);
  if (checked.success) return;
  throw storeFailed(`an entry of phase ${entry.phase} cannot be kept: ${firstIssue(checked.error)}`, {
    cause: checked.error,
  });
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join(".") || "entry"}: ${issue?.message ?? "invalid"}`;
}

function parseJson(bytes: string): unknown {
  try {
    return JSON.parse(bytes);
  } catch (cause) {
    throw storeFailed("an entry of the log is not JSON; check the log with verify", { cause });
  }
}
