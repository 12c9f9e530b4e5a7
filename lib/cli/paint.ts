import picocolors from "picocolors";
import type { StatusPhase } from "../domain/status.ts";

/** Colours, or none, for one terminal. */
export type Paint = ReturnType<typeof picocolors.createColors>;

/** Colours for a terminal that wants them. */
export function paintFor(color: boolean): Paint {
  return picocolors.createColors(color);
}

/** Colours a phase the same way everywhere: green done, red failed, yellow needs a look, grey nothing happened. */
export function paintPhase(paint: Paint, phase: StatusPhase): (text: string) => string {
  switch (phase) {
    case "succeeded":
    case "finished":
      return paint.green;
    case "failed":
    case "rejected":
      return paint.red;
    case "unknown":
    case "deferred":
      return paint.yellow;
    case "skipped":
    case "ignored":
      return paint.dim;
    case "submitting":
    case "accepted":
      return paint.cyan;
    default:
      return (text) => text;
  }
}
