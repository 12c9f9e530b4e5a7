import { describe, expect, it } from "vitest";
import { holdGuard } from "../../../../lib/core/guards/hold-guard.ts";
import type { NotebookLease } from "../../../../lib/domain/resource.ts";
import { at, facts, HOUR, hold, NOW, notebook } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

const REF = notebook().ref;
const held = (until: string) => facts({ holds: new Map([[REF, hold(REF, { until })]]) });

it("vetoes what disturbs a held machine, whoever asks", () => {
  const veto = { reason: "held", text: `held by anna until ${at(1)}: training over night` };
  expect(holdGuard(candidate({ facts: held(at(1)) }))).toEqual(veto);
  expect(holdGuard(candidate({ facts: held(at(1)), person: true }))).toEqual(veto);
});

it("lets a hold end at its time", () => {
  expect(holdGuard(candidate({ facts: held(at(0)) }))).toBeUndefined();
});

describe("of a held machine a notebook lease", () => {
  const DAY_HELD = held(at(24 * HOUR));
  const said = (type: string, hours: number, lease: NotebookLease | null = null, person = false) => {
    const asked = candidate({ facts: DAY_HELD, verb: "lease", person, resource: notebook({ lease }) });
    return holdGuard({ ...asked, intent: { ...asked.intent, parameters: { type, hours } } });
  };
  const timed = (hours: number): NotebookLease => ({
    ...{ enabled: true, type: "timing", expiresAtMs: NOW + hours * HOUR },
  });

  it.each(["timing", "idle"])("that would end before the hold is not set, whoever asks: %s", (type) => {
    expect(said(type, 23)?.text).toBe(
      `held by anna until ${at(24 * HOUR)}: training over night; under this lease the cloud could stop it from ${at(23 * HOUR)} on`,
    );
    expect(said(type, 2, null, true)?.reason).toBe("held");
    expect(said(type, 2, { ...timed(1), enabled: false })?.reason).toBe("held");
    expect(said(type, 2, timed(-1))?.reason).toBe("held");
    expect(said(type, 24)).toBeUndefined();
  });

  it("may take the place of one that ends sooner, so that the cloud does not stop it in the meantime", () => {
    expect(said("timing", 8, timed(2))).toBeUndefined();
    expect(said("idle", 8, timed(8))).toBeUndefined();
    expect(said("timing", 8, timed(9))?.reason).toBe("held");
    const idle = (hours: number): NotebookLease => ({
      ...{ enabled: true, type: "idle", setAtMs: NOW - 20 * HOUR, expiresAtMs: NOW + (hours - 20) * HOUR },
    });
    expect(said("idle", 8, idle(8), true)).toBeUndefined();
    expect(said("idle", 7, idle(8), true)?.reason).toBe("held");
    expect(said("timing", 8, idle(2), true)?.reason).toBe("held");
    expect(said("idle", 8, { enabled: true, type: "idle", expiresAtMs: NOW }, true)?.reason).toBe("held");
  });
});

it("does not mind starting a held machine, or stopping another one", () => {
  expect(holdGuard(candidate({ facts: held(at(1)), verb: "start" }))).toBeUndefined();
  const other = notebook({ id: "nb-2" });
  expect(holdGuard(candidate({ facts: held(at(1)), resource: other }))).toBeUndefined();
});
