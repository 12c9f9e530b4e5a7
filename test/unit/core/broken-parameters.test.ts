import { expect, it } from "vitest";
import { brokenParameters } from "../../../lib/core/broken-parameters.ts";
import { intent, request, rulebook } from "../../fixtures/policies.ts";

function broken(verb: string, parameters: Record<string, unknown>) {
  return brokenParameters(intent(request({ verb, parameters }), rulebook()))?.text;
}

it("has nothing to say about parameters that fit the verb", () => {
  expect(broken("lease", { hours: 2 })).toBeUndefined();
  expect(broken("stop", {})).toBeUndefined();
});

it.each([
  ["lease", { hours: 73 }, "hours: 1 to 72 hours (for lease)"],
  ["stop", { force: true }, /^force: .* \(for stop\)$/],
  ["stop", { force: true, now: true }, /^force, now: .* \(for stop\)$/],
  ["reinstall-os", { leave: "burning" }, /^leave: .* \(for reinstall-os\)$/],
  ["reinstall-os", { password: "example" }, /^password: a reference such as env:SERVER_PASSWORD/],
  ["reinstall-os", {}, "keyPair: either keyPair or password (a reference) must be given (for reinstall-os)"],
  [
    "change-os",
    { image: "9ad0b2c4-1111-4222-8333-444455556666" },
    /^keyPair: either keyPair or password .* \(for change-os\)$/,
  ],
])("names what is wrong with %s %j", (verb, parameters, text) => {
  expect(broken(verb, parameters)).toMatch(text);
});

it("names every broken field", () => {
  expect(broken("lease", { hours: 0, type: "never" })).toMatch(
    /^(?:hours: 1 to 72 hours|type: .+) \(for lease\); (?:hours: 1 to 72 hours|type: .+) \(for lease\)$/,
  );
});

it("does not repeat a password that stands where a reference belongs", () => {
  expect(broken("reinstall-os", { password: "Not-For-Logs-1" })).not.toContain("Not-For-Logs-1");
});

it("names the parameters as a whole when no field is to blame", () => {
  const meant = intent(request(), rulebook());
  expect(brokenParameters({ ...meant, parameters: [] as never })?.text).toMatch(/^parameters: /);
});
