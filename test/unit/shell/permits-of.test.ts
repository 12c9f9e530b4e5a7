import { expect, it } from "vitest";
import { runState } from "../../../lib/core/run-state.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import { permitsOf } from "../../../lib/shell/permits-of.ts";
import { tick, ticket } from "../../fixtures/policies.ts";
import { decided, entries, type Line, planned, step } from "../core/entries.ts";

const chain = [
  step({ id: "stop" }),
  step({ id: "reinstall", verb: "reinstall-os", repeat: "once-only", after: ["stop"] }),
  step({ id: "rest", after: ["reinstall"] }),
  step({ id: "alone" }),
];

/** Of a clock slot, unless another event is said. */
function permits(id: string, ...lines: readonly Line[]): readonly string[] {
  return permitsFor(tick(), id, ...lines);
}

function permitsFor(event: AutomationEvent, id: string, ...lines: readonly Line[]): readonly string[] {
  const run = runState(entries(["received"], ...chain.map((one) => planned(one)), decided(), ...lines));
  const state = run.steps.get(id);
  if (!state) throw new Error(`no step ${id}`);
  return permitsOf(state, run, event);
}

const sent = (id: string): Line => ["submitting", { step: id }];

it("takes one for every step that somebody asked for, so that the same wish is not carried out again", () => {
  expect(permitsFor(ticket(), "alone")).toEqual(["alone"]);
  expect(permitsFor(ticket(), "alone", sent("alone"), ["deferred", { step: "alone" }])).toEqual(["alone#2"]);
  expect(permitsFor(ticket(), "stop")).toEqual(["stop", "reinstall"]);
  expect(permitsFor(ticket(), "rest")).toEqual(["rest"]);
});

it("asks for none for a convergent step of an event that is played again", () => {
  expect(permitsFor({ ...ticket(), replayof: "delivery-1" }, "alone")).toEqual([]);
});

it("asks for none for a convergent step of a clock slot", () => {
  expect(permits("alone")).toEqual([]);
  expect(permits("rest")).toEqual([]);
});

it("takes the permit of a once-only step with the call that makes ready for it, once", () => {
  expect(permits("stop")).toEqual(["reinstall"]);
  expect(permits("stop", sent("stop"), ["deferred", { step: "stop" }])).toEqual([]);
});

it("takes it with the step's own call when nothing had to be made ready", () => {
  expect(permits("reinstall", ["succeeded", { step: "stop" }])).toEqual(["reinstall"]);
});

it("takes a second one when the first is the run's own", () => {
  expect(permits("reinstall", sent("stop"), ["succeeded", { step: "stop" }])).toEqual(["reinstall#1"]);
});

it("takes the next one for a repetition that a person ordered", () => {
  const once = [
    sent("stop"),
    ["succeeded", { step: "stop" }],
    sent("reinstall"),
    ["deferred", { step: "reinstall" }],
  ] as const;
  expect(permits("reinstall", ...once)).toEqual(["reinstall#2"]);
});

it("takes one that no run ever took for a step whose dependency is not there", () => {
  const lost = step({ id: "lost", verb: "reboot", repeat: "once-only", after: ["nowhere"] });
  const run = runState(entries(["received"], planned(lost), decided()));
  expect([...run.steps.values()].map((state) => permitsOf(state, run, tick()))).toEqual([["lost"]]);
});
