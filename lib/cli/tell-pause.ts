import type { Pause } from "../domain/pause.ts";
import type { PauseSwitch } from "../ports/store.ts";
import { readPause } from "../shell/read-pause.ts";
import { describePause } from "./describe-pause.ts";
import type { Terminal } from "./terminal.ts";

/** Tells whoever types that nothing is sent at the moment, since when and why; silent while Curfew is not paused. */
export function showPause(pause: Pick<Pause, "paused" | "why" | "by" | "at">, terminal: Terminal): void {
  if (pause.paused) terminal.err(`curfew: paused ${describePause(pause)} (back with: curfew resume)`);
}

/** Reads the kill switch and tells when it is set. One that cannot be read counts as set. */
export async function tellPause(store: PauseSwitch, terminal: Terminal): Promise<Pause> {
  const pause = await readPause(store);
  showPause(pause, terminal);
  return pause;
}
