import type { Pause } from "../domain/pause.ts";
import { printable } from "./cell-text.ts";
import { showTime } from "./show-time.ts";

/** `since … by …: why`, as far as it is known; empty when nothing is. */
export function describePause({ at, by, why }: Pause): string {
  const parts = [at === null ? "" : `since ${showTime(at)}`, by === null ? "" : `by ${by}`];
  const told = parts.filter(Boolean).join(" ");
  return printable([told, why ?? ""].filter(Boolean).join(": "));
}
