import { describe, expect, it } from "vitest";
import { SHOWN_CHARACTERS_MAX, tooMuchToShow } from "../../../../lib/core/approval/too-much-to-show.ts";
import { brokenParameters } from "../../../../lib/core/broken-parameters.ts";
import { approvals, approvedRebuild } from "../../../fixtures/approvals.ts";
import { intent, rulebook, ticket } from "../../../fixtures/policies.ts";

const INTENT = intent(ticket({ by: "u-anna" }), rulebook(approvals()));
const LONG = { parameters: { keyPair: "x".repeat(SHOWN_CHARACTERS_MAX) } };
const ALONE = { policy: approvedRebuild({ approve: null }) };

describe("an order that is longer than a card", () => {
  it("is refused where people have to agree, since they would agree to what they do not see", () => {
    for (const one of [
      { ...INTENT, ...LONG },
      { ...INTENT, ...LONG, ...ALONE, byChat: true },
    ]) {
      expect(brokenParameters(one)).toMatchObject({
        reason: "invalid-parameters",
        text: expect.stringContaining("can be shown at most 8000"),
      });
    }
  });

  it("is nobody's business where nobody is asked, or where it fits", () => {
    expect(tooMuchToShow({ ...INTENT, ...LONG, ...ALONE })).toBeUndefined();
    expect(tooMuchToShow(INTENT)).toBeUndefined();
  });
});
