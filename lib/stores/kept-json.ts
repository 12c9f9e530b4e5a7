import type * as z from "zod";
import { storeFailed } from "./store-failed.ts";

/** A record as the JSON text to keep. What could not be read back is refused now: it would block every later reader. */
export function writeKept<T>(what: string, schema: z.ZodType<T>, value: T): string {
  return JSON.stringify(checkKept(what, schema, value));
}

/** The record itself, once it is known that it could be read back. */
export function checkKept<T>(what: string, schema: z.ZodType<T>, value: T): T {
  return readKept(what, schema, JSON.stringify(value));
}

/**
 * Reads a record back. Rejecting is the safe answer to a damaged one: a kill switch that cannot be read counts as
 * pulled, and without the holds nothing may be stopped.
 *
 * @throws AutomationError `store-failed`
 */
export function readKept<T>(what: string, schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw storeFailed(`${what} does not have the form it must have; set it again`, { cause });
  }
}
