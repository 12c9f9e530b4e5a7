import { paintFor } from "../paint.ts";
import type { Terminal } from "../terminal.ts";

/** Work that is done sooner needs no words. */
const QUIET_MS = 1_000;

/** Says on a terminal what takes long, but only once it does. Answers what is to be called when it is over. */
export function reportProgress(text: string, { isTty, color, err }: Terminal): () => void {
  if (!isTty) return () => undefined;
  const timer = setTimeout(() => err(paintFor(color).dim(`curfew: ${text}…`)), QUIET_MS);
  // A scan that fails ends without a word to this timer, and must not wait for it.
  timer.unref();
  return () => clearTimeout(timer);
}
