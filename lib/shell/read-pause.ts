import { NOT_PAUSED, type Pause } from "../domain/pause.ts";
import type { PauseSwitch } from "../ports/store.ts";

/** A switch that cannot be read stands at "paused": doubt stops action. */
export async function readPause(store: PauseSwitch): Promise<Pause> {
  try {
    return await store.readPause();
  } catch {
    return { ...NOT_PAUSED, paused: true, why: "the pause switch could not be read", by: "curfew" };
  }
}
