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
  const [issue] = entry.error.issues;
  throw storeFailed(
    `an entry of the log cannot be read: ${issue?.path.join(".") || "entry"}: ${issue?.message ?? "invalid"}; check the log with verify`,
    { cause: entry.error },
  );
}

function parseJson(bytes: string): unknown {
  try {
    return JSON.parse(bytes);
  } catch (cause) {
    throw storeFailed("an entry of the log is not JSON; check the log with verify", { cause });
  }
}
