import { describe } from "vitest";
import { describeArchiveTampering } from "./store-archive-tampering.ts";
import { describeArchiving } from "./store-archiving.ts";
import { describeFinding } from "./store-finding.ts";
import { describeInbox } from "./store-inbox.ts";
import { describeLeases } from "./store-leases.ts";
import type { OpenStore } from "./store-opening.ts";
import { describeTampering } from "./store-tampering.ts";
import { describeWriting } from "./store-writing.ts";

/** The behaviour that every store must have. */
export function describeStore(name: string, open: OpenStore): void {
  describe(name, () => {
    describeWriting(open);
    describeInbox(open);
    describeLeases(open);
    describeFinding(open);
    describeTampering(open);
    describeArchiving(open);
    describeArchiveTampering(open);
  });
}
