import { type Outcome, refuse } from "./call.ts";
import type { Passage } from "./lifecycle.ts";
import type { Machine } from "./machine.ts";
import type { EmulatorState } from "./state.ts";

// No code is documented for DevServers in particular; this one stands in the table of the development environments.
export const SOLD_OUT = {
  status: 400,
  code: "ModelArts.6329",
  message: "The specification is sold out.",
} as const;

/** The answer to a creation in a flavor that is sold out; `undefined` when there is some left. */
export function soldOutAnswer({ soldOut }: EmulatorState, flavor: string): Outcome | undefined {
  return soldOut.has(flavor) ? refuse(SOLD_OUT.status, SOLD_OUT.code, SOLD_OUT.message) : undefined;
}

/** A start is taken whatever there is left, and fails on its way when there is nothing; everything else has its place. */
export function passageNow<P extends Passage>(
  { soldOut }: Pick<EmulatorState, "soldOut">,
  { flavor }: Pick<Machine, "flavor">,
  passage: P,
): Passage {
  return passage.step === "start" && soldOut.has(flavor) ? { ...passage, to: passage.fails } : passage;
}
