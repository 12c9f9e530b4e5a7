import { describe, expect, it } from "vitest";
import { seenMachine } from "../../../../lib/core/frame/seen-machine.ts";
import { SeenMachine } from "../../../../lib/domain/frame.ts";
import { rulebook } from "../../../fixtures/policies.ts";
import { HOUR, idleSignals, measurement, NOW, notebook } from "../../../fixtures/resources.ts";

const prices = {
  prod: { version: 1 as const, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
};
const LEASE = { enabled: true, type: "timing", expiresAtMs: null } as const;
const context = { rulebook: rulebook({ prices }), nowMs: NOW, isWhole: false };

describe("a machine in a frame", () => {
  it("is told with owner, team, price and signals, and can be read again", () => {
    const machine = seenMachine(notebook(), idleSignals(), context);
    expect(machine).toMatchObject({ owner: "anna", team: "vision", price: [3, "EUR"] });
    expect(machine.signals.map(([signal]) => signal)).toEqual(["cpu", "gpu", "network"]);
    expect(SeenMachine.parse(JSON.parse(JSON.stringify(machine)))).toEqual(machine);
  });

  it("keeps of a doubtful signal the work it showed, and too few points for rest", () => {
    const doubtful = [
      measurement("gpu", { devices: { known: 1, seen: 2 }, max: 60 }),
      measurement("cpu", { impossible: 1 }),
      measurement("network", { max: Number.NaN, points: 0, newestAtMs: Number.NaN, ignored: 9 }),
    ];
    const { signals } = seenMachine(notebook(), doubtful, context);
    expect(signals.map(([name, max, points]) => [name, max, points])).toEqual([
      ["gpu", 60, 1],
      ["cpu", 0.5, 1],
    ]);
    const sure = measurement("gpu", { devices: { known: 1, seen: 1 } });
    expect(seenMachine(notebook(), [sure], context).signals[0]?.slice(0, 3)).toEqual(["gpu", 0.5, 22]);
  });

  it("has no price that nobody told", () => {
    const odd = notebook({ flavor: { name: "constructor", gpu: 0, npu: 0, vcpus: 1 } });
    expect(seenMachine(odd, [], context).price).toBeNull();
    expect(seenMachine(notebook({ target: "lab" }), [], context).price).toBeNull();
  });

  it.each([
    ["changed two hours ago", { updatedAtMs: NOW - 2 * HOUR }, false, true],
    ["changed longer ago", { updatedAtMs: NOW - 2 * HOUR - 1 }, false, false],
    ["had its lease set two hours ago", { lease: { ...LEASE, setAtMs: NOW - 2 * HOUR } }, false, true],
    ["had its lease set longer ago", { lease: { ...LEASE, setAtMs: NOW - 2 * HOUR - 1 } }, false, false],
    ["does not tell when it changed", { updatedAtMs: null }, false, true],
    ["stands in the first frame of a day", { updatedAtMs: 0 }, true, true],
  ])("that %s", (_, overrides, isWhole, told) => {
    const machine = seenMachine(notebook(overrides), [], { ...context, isWhole });
    expect(machine.resource !== undefined).toBe(told);
  });
});
