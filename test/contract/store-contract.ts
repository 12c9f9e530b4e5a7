import { describe } from "vitest";
import { describeFinding } from "./store-finding.ts";
import type { OpenStore } from "./store-opening.ts";
import { describeTampering } from "./store-tampering.ts";
import { describeWriting } from "./store-writing.ts";

/** The behaviour that every store must have. */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    describeWriting(open);
    describeFinding(open);
    describeTampering(open);
  });
}
