import { type AutomationEvent, claimKey } from "../domain/event.ts";
import { digest } from "../signing/hash-chain.ts";

const DIGEST_DIGITS = 20;

/**
 * The run of an event that is put down by one function and taken in by another: the same delivery has the same one, also
 * when its sender signs it anew with a later time, so that whoever puts it down can name it.
 */
export function runOf(event: Pick<AutomationEvent, "source" | "id">): string {
  return `r${digest(claimKey(event)).slice(0, DIGEST_DIGITS)}`;
}
