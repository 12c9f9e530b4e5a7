import { describe, expect, it } from "vitest";
import { measurementsOf, sumUp, windowOf } from "../../../lib/clients/target/window.ts";
import { measured } from "../../score/measure.ts";
import { timeOf } from "../../score/month.ts";
import { smallScene } from "./small-scene.ts";

const { parts, month } = smallScene();
const part = parts.find(({ agentIsDead, hasAccelerator }) => !agentIsDead && hasAccelerator);
const step = month.first + 150;

describe("what is measured of a machine", () => {
  it.each([2, 4, 8])("over %i hours is what the client would sum up", (hours) => {
    if (!part) throw new Error("no such machine");
    const on = new Uint8Array(month.end).fill(1, step - 70);
    const window = windowOf({ nowMs: timeOf(step), windowMs: hours * 3_600_000, lookbackMs: 5_400_000 });
    const found = measured({ part, step, window, on });
    const steps = Array.from({ length: 400 }, (_, back) => step - 400 + back).filter(
      (at) => on[at] === 1 && timeOf(at) >= window.fromMs,
    );
    const read = (values: Float32Array) => ({ value: (at: number) => values[at] ?? 0, atMs: timeOf });
    const from = "the emulated meters";
    const { cpu, network, accelerator } = part.meters;
    const wanted = measurementsOf(
      [
        { signal: "cpu", from, ...sumUp(steps, read(cpu), window) },
        { signal: "network", from, ...sumUp(steps, read(network), window) },
        { signal: "gpu", from, ...sumUp(steps, read(accelerator), window) },
      ],
      window,
    );
    expect(found.map((one) => ({ ...one, peaks: one.peaks }))).toEqual(wanted);
  });

  it("is nothing while the machine has not been on", () => {
    if (!part) throw new Error("no such machine");
    const window = windowOf({ nowMs: timeOf(step), windowMs: 7_200_000 });
    expect(measured({ part, step, window, on: new Uint8Array(month.end) })).toEqual([]);
  });
});
