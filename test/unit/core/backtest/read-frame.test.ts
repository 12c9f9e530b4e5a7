import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlainMachine } from "../../../../lib/core/backtest/plain-machine.ts";
import { createReadFrame } from "../../../../lib/core/backtest/read-frame.ts";
import { Frame, SeenMachine } from "../../../../lib/domain/frame.ts";
import { NOW, notebook } from "../../../fixtures/resources.ts";
import { seen } from "./logged.ts";

const { resource: _whole, ...PLAIN } = seen(notebook({ id: "nb-1" }), 0);

/** Something that does not belong there, now and then something that does. */
const odd = fc.oneof(
  fc.constantFrom(null, undefined, "", "running", 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, true),
  fc.constantFrom(
    [],
    {},
    [1, "EUR"],
    [1],
    ["cpu", 1, 2, 3, 4],
    [["cpu", 1, 2, 3, 4]],
    [["disk", 1, 2, 3, 4]],
  ),
  fc.constantFrom(
    [["cpu", 1, 2, 3]],
    [["cpu", 1, 2, 3, null]],
    [["gpu", "1", 2, 3, 4]],
    [["cpu", 1, 2, 3, 4, 5]],
  ),
);

const fields = ["ref", "status", "standing", "owner", "team", "price", "signals", "resource", "more"];

const details = (machines: readonly unknown[]) => ({
  ...{ slot: new Date(NOW).toISOString(), doubtful: ["prod/supernode"], last: true },
  machines,
});

describe("a machine that is told short", () => {
  it("is taken without the schema only where the schema says the same", () => {
    expect(isPlainMachine(PLAIN)).toBe(true);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...fields), odd, { maxKeys: 2 }), (changed) => {
        const machine = { ...PLAIN, ...changed };
        const parsed = SeenMachine.safeParse(machine);
        if (!isPlainMachine(machine)) return;
        const { more: _more, ...told } = { more: 0, ...machine };
        expect(parsed.data).toEqual(told);
      }),
      { numRuns: 300 },
    );
  });
});

describe("reading frames", () => {
  it("comes to what the schema comes to", () => {
    const told = details([PLAIN, seen(notebook({ id: "nb-2" }), 0)]);
    expect(createReadFrame()(told)).toEqual(Frame.parse(told));
  });

  it("reads a machine that is told again as the same object, and a changed one as another", () => {
    const read = createReadFrame();
    const whole = (name: string) =>
      read(details([seen(notebook({ id: "nb-1", name }), 0)]))?.machines[0]?.resource;
    const first = whole("one");
    expect(whole("one")).toBe(first);
    expect(whole("two")?.name).toBe("two");
  });

  it.each([
    ["a machine of another form", details([{ ...PLAIN, signals: [["cpu", "much", 1, 1, 1]] }])],
    ["a whole machine of another form", details([{ ...PLAIN, resource: { ref: PLAIN.ref } }])],
    ["no slot", { ...details([PLAIN]), slot: "noon" }],
    ["no frame", null],
  ])("refuses %s", (_what, told) => {
    expect(createReadFrame()(told)).toBeUndefined();
  });
});
