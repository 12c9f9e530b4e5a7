import { describe, expect, it } from "vitest";
import { type ExceptionFacts, type ExceptionWish, ruleException } from "../../../lib/core/rule-exception.ts";
import { Hold } from "../../../lib/domain/hold.ts";
import { at, HOUR, hold, MINUTE, NOW } from "../../fixtures/resources.ts";

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

describe("an end that somebody asked for", () => {
  const DAYS = { holdDays: 30, holdsPerOwner: 5 };
  /** Asks one after the other, a minute apart; answers who holds it until when, in days, or why not. */
  function asked(...wishes: readonly [by: string, verb: "hold" | "extend" | "release", span: string][]) {
    let kept: Hold | undefined;
    return wishes.map(([by, verb, span], index) => {
      const askedMs = NOW + index * MINUTE;
      const ruling = ruleException(
        {
          ...{ verb, resource: REF, by, why: "training", askedMs, run: `r${index}` },
          parameters: verb === "release" ? {} : { for: span },
        },
        { nowMs: askedMs, holds: kept ? [kept] : [], pendingMs: undefined, limits: DAYS },
      );
      if (!ruling.ok) return ruling.text;
      kept = Hold.parse(JSON.parse(JSON.stringify(ruling.hold)));
      return `${kept.owner} ${Math.round((Date.parse(kept.until) - NOW) / (24 * HOUR))}`;
    });
  }

  it("is nobody else's to shorten, also after another hold took its place", () => {
    const [, , refused, shorter] = asked(
      ["bob", "hold", "5d"],
      ["anna", "hold", "6d"],
      ["anna", "hold", "1s"],
      ["anna", "hold", "5d"],
    );
    expect(refused).toBe(
      `until: before this hold bob asked for it until ${at(120 * HOUR)}, which is nobody else's to shorten; ask bob, or end it first with release`,
    );
    expect(shorter).toBe("anna 5");
  });

  it("is so however many asked, and by an extension as well", () => {
    expect(
      asked(
        ["bob", "hold", "5d"],
        ["cleo", "hold", "6d"],
        ["anna", "extend", "1d"],
        ["anna", "hold", "1s"],
      )[3],
    ).toContain("cleo asked for it until");
    expect(
      asked(["bob", "hold", "5d"], ["anna", "hold", "6d"], ["bob", "hold", "7d"], ["bob", "hold", "1s"])[3],
    ).toContain("anna asked for it until");
  });

  it("is one's own to shorten, and ends with a release", () => {
    expect(asked(["bob", "hold", "5d"], ["bob", "hold", "1d"])).toEqual(["bob 5", "bob 1"]);
    expect(
      asked(
        ["bob", "hold", "5d"],
        ["anna", "hold", "6d"],
        ["anna", "release", ""],
        ["anna", "hold", "1d"],
      )[3],
    ).toBe("anna 1");
  });
});

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

describe("what is written down of an exception", () => {
  const facts = { nowMs: NOW, holds: [], pendingMs: undefined, limits: { holdDays: 2, holdsPerOwner: 3 } };
  const wish: ExceptionWish = {
    ...{ verb: "hold", resource: REF, by: " anna ", why: " training ", parameters: { for: "2h" } },
    ...{ askedMs: NOW, run: "r1" },
  };
  const held = hold(REF, { owner: "olga", until: at(HOUR), reason: "tests" });

  it("names who, until when, how long and why, without the blanks around them", () => {
    expect(ruleException(wish, facts)).toEqual({
      ...{ ok: true, reason: "hold-set", before: null },
      text: `held by anna until ${at(2 * HOUR)}, for 2h: training`,
      hold: {
        resource: REF,
        owner: "anna",
        reason: "training",
        run: "r1",
        createdAt: at(),
        until: at(2 * HOUR),
      },
    });
  });

  it("tells what stood before, and keeps it to be seen", () => {
    const longer = ruleException(wish, { ...facts, holds: [held] });
    expect(longer).toMatchObject({
      text: `held by anna until ${at(2 * HOUR)}, for 2h: training; instead of the hold by olga until ${at(HOUR)}`,
      before: held,
    });
    const extended = ruleException({ ...wish, verb: "extend" }, { ...facts, holds: [held] });
    expect(extended).toMatchObject({
      text: `extended by anna until ${at(3 * HOUR)}, for 3h, from ${at(HOUR)} by olga: training`,
    });
  });

  it("a release needs no reason, and tells one that was given", () => {
    const release = { ...wish, verb: "release", parameters: {}, why: undefined } as const;
    const facts1 = { ...facts, holds: [held] };
    expect(ruleException(release, facts1)).toMatchObject({
      text: `released by anna, held by olga until ${at(HOUR)}`,
      hold: { owner: "anna", reason: "released", until: at() },
    });
    expect(ruleException({ ...release, why: " done " }, facts1)).toMatchObject({
      text: `released by anna, held by olga until ${at(HOUR)}: done`,
      hold: { reason: "done" },
    });
  });

  it.each([
    [{ by: undefined }, "by: say who asks"],
    [{ by: "  " }, "by: say who asks"],
    [{ why: undefined }, "why: give the reason"],
    [{ why: "  " }, "why: give the reason"],
  ])("without %j there is none", (part, text) => {
    expect(ruleException({ ...wish, ...part } as ExceptionWish, facts)).toMatchObject({
      ...{ ok: false, reason: "invalid-parameters", text: expect.stringContaining(text) },
    });
  });

  it("the hold of another machine is not this one's, and a wish of the same moment is no later one", () => {
    const other = hold("prod/notebook/nb-2", { owner: "olga", until: at(HOUR) });
    expect(ruleException(wish, { ...facts, holds: [other] })).toMatchObject({ ok: true, before: null });
    const atOnce = { ...held, createdAt: at() };
    expect(ruleException(wish, { ...facts, holds: [atOnce] })).toMatchObject({ ok: true, before: atOnce });
    const later = { ...held, createdAt: at(1) };
    expect(ruleException(wish, { ...facts, holds: [later] })).toMatchObject({ reason: "superseded" });
  });
});
