import { describe, expect, it } from "vitest";
import { scopeOf } from "../../../lib/core/intent-scope.ts";
import { alarm, request, target, tick, trace } from "../../fixtures/policies.ts";

const LAB = target({ name: "lab", cloud: "otc", region: "eu-de" });
const TARGETS = [target(), LAB];

describe("scopeOf", () => {
  it.each([
    [{ resource: "train-1" }, { only: "train-1", target: null }],
    [{ target: "lab" }, { only: null, target: "lab" }],
    [{ resource: "prod/notebook/nb-1" }, { only: "prod/notebook/nb-1", target: "prod" }],
    [{}, { only: null, target: null }],
  ])("takes the order %j at its word", (data, expected) => {
    expect(scopeOf(request(data), ["notebook"], TARGETS)).toEqual(expected);
  });

  it("takes the target of a trace that has one of the kinds, though not all of them", () => {
    const created = trace({ traceName: "create_instance" });
    expect(scopeOf(created, ["notebook", "dev-server"], TARGETS)).toEqual({ only: "nb-1", target: "lab" });
    expect(scopeOf(created, ["dev-server"], TARGETS)).toEqual({ only: "nb-1", target: null });
  });

  it("knows no target for a trace that means nothing here", () => {
    const stopped = trace({ traceName: "stopNotebook" });
    expect(scopeOf(stopped, ["notebook"], TARGETS)).toEqual({ only: "nb-1", target: null });
  });

  it("leaves out nothing for a clock or an alarm", () => {
    for (const event of [tick(), alarm()])
      expect(scopeOf(event, ["notebook"], TARGETS)).toEqual({ only: null, target: null });
  });
});
