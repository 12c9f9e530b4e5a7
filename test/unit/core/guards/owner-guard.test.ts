import { expect, it } from "vitest";
import { ownerGuard } from "../../../../lib/core/guards/owner-guard.ts";
import { notebook } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

const resource = notebook({ name: "nameless" });

it("vetoes disturbing a machine that nobody is known to own", () => {
  expect(ownerGuard(candidate({ resource }))).toMatchObject({ reason: "owner-unknown" });
});

it("lets a person who names the machine through", () => {
  expect(ownerGuard(candidate({ resource, person: true }))).toBeUndefined();
});

it("does not mind a start, or an owner who is known", () => {
  expect(ownerGuard(candidate({ resource, verb: "start" }))).toBeUndefined();
  expect(ownerGuard(candidate())).toBeUndefined();
});
