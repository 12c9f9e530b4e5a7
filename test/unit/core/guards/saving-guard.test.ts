import { expect, it } from "vitest";
import { savingGuard } from "../../../../lib/core/guards/saving-guard.ts";
import { notebook } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

const resource = notebook({ stoppedCost: { kind: "full", why: "bare metal is billed until it is deleted" } });

it("vetoes a stop that saves nothing, and says why", () => {
  expect(savingGuard(candidate({ resource }))).toEqual({
    reason: "saves-nothing",
    text: "bare metal is billed until it is deleted",
  });
});

it.each(["free", "storage", "unknown"] as const)("does not mind stopping when the bill is %s", (kind) => {
  const cheaper = notebook({ stoppedCost: { kind, why: "" } });
  expect(savingGuard(candidate({ resource: cheaper }))).toBeUndefined();
});

it("does not mind another verb, or a person who asks for it", () => {
  expect(savingGuard(candidate({ resource, verb: "delete" }))).toBeUndefined();
  expect(savingGuard(candidate({ resource, person: true }))).toBeUndefined();
});
