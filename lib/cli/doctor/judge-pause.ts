import type { Pause } from "../../domain/pause.ts";
import { describePause } from "../describe-pause.ts";
import { type Finding, fine, warning } from "./finding.ts";

/** Whether the kill switch is on: a warning, because somebody wanted it so. */
export function judgePause(pause: Pause): Finding {
  if (!pause.paused) return fine("pause", "not paused");
  return warning("pause", `PAUSED ${describePause(pause)}`, "curfew resume, when the reason is gone");
}
