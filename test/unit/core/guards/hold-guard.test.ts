import { expect, it } from "vitest";
import { holdGuard } from "../../../../lib/core/guards/hold-guard.ts";
import { at, facts, hold, notebook } from "../../../fixtures/resources.ts";
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

it("does not mind starting a held machine, or stopping another one", () => {
  expect(holdGuard(candidate({ facts: held(at(1)), verb: "start" }))).toBeUndefined();
  const other = notebook({ id: "nb-2" });
  expect(holdGuard(candidate({ facts: held(at(1)), resource: other }))).toBeUndefined();
});
