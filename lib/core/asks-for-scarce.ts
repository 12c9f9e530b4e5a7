import type { Intent } from "../domain/intent.ts";
import { verb } from "../domain/verbs.ts";
import { askedByPerson } from "./guards/guard.ts";

/** Whether an intent may take machines away that are to come back, without a person who asked for it. */
export function asksForScarce(intent: Intent): boolean {
  const { disruptive, wanted } = verb(intent.verb);
  return intent.policy.scarce === "ask" && disruptive && wanted !== "gone" && !askedByPerson(intent);
}
