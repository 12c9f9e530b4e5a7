import fc from "fast-check";
import { expect, it } from "vitest";
import { HAPPENINGS, playApprovals } from "./approval-world.ts";

it("nothing is sent to which two persons who may have not agreed, in thousands of histories", {
  timeout: 600_000,
}, async () => {
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(HAPPENINGS, async (history) => {
      if (await playApprovals(history)) sent += 1;
    }),
    { numRuns: 3_000 },
  );
  // Histories in which nothing is ever sent would prove nothing.
  expect(sent).toBeGreaterThan(100);
});
