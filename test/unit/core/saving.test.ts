import { describe, expect, it } from "vitest";
import { perMonth, savingPerHour } from "../../../lib/core/saving.ts";
import type { PriceBook } from "../../../lib/domain/prices.ts";
import { notebook } from "../../fixtures/resources.ts";

const PRICES: PriceBook = { version: 1, currency: "EUR", source: "an example", flavors: { big: 4, tiny: 0 } };
const big = { flavor: { name: "big", gpu: 8, npu: 0, vcpus: 64 } };

describe("savingPerHour", () => {
  it("is the price of the flavor when compute stops being billed", () => {
    expect(savingPerHour(notebook(big), PRICES)).toEqual({ amount: 4, currency: "EUR" });
  });

  it("is nothing, even without a price, when the machine is billed on", () => {
    const machine = notebook({ ...big, stoppedCost: { kind: "full", why: "bare metal" } });
    expect(savingPerHour(machine, PRICES)).toEqual({ amount: 0, currency: "EUR" });
    expect(savingPerHour(machine, undefined)).toEqual({ amount: 0, currency: null });
  });

  it("is not known when the billing is not known", () => {
    const machine = notebook({ ...big, stoppedCost: { kind: "unknown", why: "a new kind of billing" } });
    expect(savingPerHour(machine, PRICES).amount).toBeNull();
  });

  it.each(["other", "constructor"])("is not known for the flavor %s, which has no price", (name) => {
    const machine = notebook({ flavor: { ...big.flavor, name } });
    expect(savingPerHour(machine, PRICES).amount).toBeNull();
  });

  it("is not known without a price file", () => {
    expect(savingPerHour(notebook(big), undefined)).toEqual({ amount: null, currency: null });
  });

  it("keeps a price of zero apart from no price", () => {
    expect(savingPerHour(notebook({ flavor: { ...big.flavor, name: "tiny" } }), PRICES).amount).toBe(0);
  });
});

describe("perMonth", () => {
  it("counts a twelfth of a year in hours", () => {
    expect(perMonth(2)).toBe(1_460);
  });
});
