import { describe, expect, it } from "vitest";
import { type ExceptionFacts, type ExceptionWish, ruleException } from "../../../lib/core/rule-exception.ts";
import { at, HOUR, hold, NOW } from "../../fixtures/resources.ts";

const REF = "prod/notebook/nb-1";

function ruled(wish: Partial<ExceptionWish>, facts: Partial<ExceptionFacts> = {}) {
  const ruling = ruleException(
    {
      ...{ verb: "hold", resource: REF, by: "anna", why: "training", parameters: { for: "2h" } },
      ...{ askedMs: NOW, run: "r1" },
      ...wish,
    },
    { nowMs: NOW, holds: [], pendingMs: undefined, limits: { holdDays: 2, holdsPerOwner: 1 }, ...facts },
  );
  return ruling.ok ? `${ruling.reason} ${ruling.hold.until}` : `${ruling.reason} ${ruling.text}`;
}

describe("ruleException", () => {
  it.each([
    ["a hold counts from when it was asked for", {}, {}, `hold-set ${at(2 * HOUR)}`],
    ["however late it is decided", {}, { nowMs: NOW + HOUR }, `hold-set ${at(2 * HOUR)}`],
    ["or names its end", { parameters: { until: at(HOUR) } }, {}, `hold-set ${at(HOUR)}`],
    ["two days are not too long", { parameters: { for: "2d" } }, {}, `hold-set ${at(48 * HOUR)}`],
    [
      "an extension counts from the pending stop",
      { verb: "extend" },
      { pendingMs: NOW + HOUR },
      `hold-extended ${at(3 * HOUR)}`,
    ],
    ["or from now", { verb: "extend" }, { pendingMs: NOW - HOUR }, `hold-extended ${at(2 * HOUR)}`],
    [
      "or from the end of the hold, whatever is pending",
      { verb: "extend" },
      { pendingMs: NOW + HOUR, holds: [hold(REF, { until: at(5 * HOUR) })] },
      `hold-extended ${at(7 * HOUR)}`,
    ],
    [
      "a hold that has ended counts for nothing",
      { verb: "extend" },
      { nowMs: NOW + 6 * HOUR, askedMs: NOW, holds: [hold(REF, { until: at(5 * HOUR) })] },
      `hold-extended ${at(2 * HOUR)}`,
    ],
    [
      "a release ends it now",
      { verb: "release", parameters: {} },
      { holds: [hold(REF)] },
      `hold-released ${at()}`,
    ],
    [
      "one's own may be shortened",
      {},
      { holds: [hold(REF, { until: at(5 * HOUR) })] },
      `hold-set ${at(2 * HOUR)}`,
    ],
    [
      "somebody else's may be made longer",
      {},
      { holds: [hold(REF, { owner: "olga", until: at(HOUR) })] },
      `hold-set ${at(2 * HOUR)}`,
    ],
  ] as const)("%s", (_, wish, facts, said) => {
    expect(ruled(wish as Partial<ExceptionWish>, facts)).toBe(said);
  });

  it.each([
    [
      { parameters: { for: "49h" } },
      {},
      /^hold-limit for: .* until 2026-01-17T12:00:00.000Z, not .*; ask for less, and extend it when/,
    ],
    [{ verb: "extend", parameters: { for: "49h" } }, {}, /ask for less, and again when that is nearly over$/],
    [
      {},
      { holds: [hold("prod/notebook/nb-2")] },
      /^hold-quota by: anna holds 1 machines already, and 1 are allowed .*such as prod\/notebook\/nb-2/,
    ],
    [
      {},
      { holds: [hold(REF, { createdAt: at(1), owner: "olga" })] },
      /^superseded olga asked for something else later/,
    ],
    [{ parameters: {} }, {}, /^invalid-parameters for: an exception always ends/],
    [{ verb: "release", by: " " }, {}, /^invalid-parameters by: say who asks/],
  ] as const)("refuses %j, told the field, the rule and the way out", (wish, facts, said) => {
    expect(ruled(wish as Partial<ExceptionWish>, facts)).toMatch(said);
  });

  it("comes to the same hold when its run is asked again", () => {
    const own = hold(REF, { run: "r1", until: at(9 * HOUR) });
    expect(ruled({ verb: "extend" }, { holds: [own], nowMs: NOW + 20 * HOUR })).toBe(
      `hold-extended ${at(9 * HOUR)}`,
    );
  });
});
