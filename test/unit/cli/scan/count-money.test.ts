import { describe, expect, it } from "vitest";
import { countMoney } from "../../../../lib/cli/scan/count-money.ts";
import type { ScanReason } from "../../../../lib/cli/scan/judge-machine.ts";
import type { ScannedMachine } from "../../../../lib/cli/scan/scan.ts";
import type { PriceBook } from "../../../../lib/domain/prices.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { notebook, server, stopped } from "../../../fixtures/resources.ts";

const NOBODY = { owner: null, team: null, from: null };
const GPU = "modelarts.vm.gpu.p100";
const PRICES: PriceBook = {
  version: 1,
  currency: "EUR",
  source: "example list of 2026-01-01",
  flavors: { [GPU]: 1.35 },
};

function judged(resource: Resource, reason: ScanReason | null): ScannedMachine {
  const verdict = reason === null ? null : { reason, text: "", evidence: [] };
  return { resource, guess: NOBODY, verdict };
}

const full = (why: string) => ({ kind: "full", why }) as const;

describe("countMoney", () => {
  it("sums a month of hours over the idle machines, two decimals, with the source", () => {
    const idle = ["a", "b"].map((id) => judged(notebook({ id }), "idle"));
    const { recoverable } = countMoney([...idle, judged(notebook({ id: "c" }), "busy")], PRICES);
    expect(recoverable).toMatchObject({
      machines: ["prod/notebook/a", "prod/notebook/b"],
      hoursPerMonth: 1460,
      perMonth: 1971,
      currency: "EUR",
      source: "example list of 2026-01-01",
      unpriced: [],
    });
    expect(recoverable.byFlavor).toMatchObject([{ flavor: GPU, pricePerHour: 1.35, perMonth: 1971 }]);
  });

  it("shows hours and no money without a price file", () => {
    const { recoverable } = countMoney([judged(notebook(), "idle")], undefined);
    expect(recoverable).toMatchObject({ hoursPerMonth: 730, perMonth: null, currency: null, source: null });
  });

  it("says which flavors have no price instead of guessing one", () => {
    const { recoverable } = countMoney([judged(notebook(), "idle"), judged(server(), "idle")], PRICES);
    expect(recoverable).toMatchObject({ perMonth: 985.5, unpriced: ["p2s.2xlarge.8"] });
  });

  it("has no sum at all where no flavor has a price: nothing is not zero", () => {
    const { recoverable } = countMoney([judged(server(), "idle")], PRICES);
    expect(recoverable).toMatchObject({ perMonth: null, hoursPerMonth: 730, unpriced: ["p2s.2xlarge.8"] });
  });

  it.each(["busy", "no-evidence", "no-metrics", "just-started", "signals-failed"] as const)(
    "counts nothing of a machine that is %s",
    (reason) => {
      expect(countMoney([judged(notebook(), reason)], PRICES).recoverable).toMatchObject({
        machines: [],
        perMonth: 0,
      });
    },
  );

  it("keeps apart what a stop does not save, by its reason, and how much of it idles", () => {
    const metal = full("bare metal is billed on while stopped");
    const money = countMoney(
      [
        judged(notebook({ id: "m1", stoppedCost: metal }), "idle"),
        judged(notebook({ id: "m2", stoppedCost: metal }), "busy"),
      ],
      PRICES,
    );
    expect(money.recoverable.machines).toEqual([]);
    expect(money.notRecoverable).toMatchObject([
      { why: metal.why, idle: 1, perMonth: 1971, machines: ["prod/notebook/m1", "prod/notebook/m2"] },
    ]);
    expect(money.notRecoverable[0]?.source).toBe("example list of 2026-01-01");
  });

  it("puts no hourly price on prepaid machines, and none twice on a supernode and its nodes", () => {
    const stoppedCost = full("paid for");
    const money = countMoney(
      [
        judged(notebook({ id: "y", billing: "prepaid", stoppedCost }), "idle"),
        judged(notebook({ id: "s", kind: "supernode", stoppedCost }), "no-metrics"),
      ],
      PRICES,
    );
    expect(money.notRecoverable).toMatchObject([{ perMonth: null }]);
  });

  it("does not promise money where the cloud does not tell how a machine is billed", () => {
    const stoppedCost = { kind: "unknown", why: "the cloud does not say" } as const;
    const money = countMoney([judged(notebook({ stoppedCost }), "idle")], PRICES);
    expect(money.recoverable.machines).toEqual([]);
    expect(money.notRecoverable).toMatchObject([{ why: "the cloud does not say", idle: 1 }]);
  });

  it("reminds of the disks of idle and of stopped machines, without a figure where no size is known", () => {
    const machines = [judged(notebook({ id: "a" }), "idle"), judged(stopped(notebook({ id: "b" })), null)];
    expect(countMoney(machines, PRICES).notRecoverable.at(-1)).toMatchObject({
      why: "disks and addresses go on being billed while stopped; the sizes of 2 are not in the lists",
      machines: ["prod/notebook/a", "prod/notebook/b"],
      idle: 1,
      perMonth: null,
    });
  });

  it("counts disks whose sizes are known, and says of which they are not", () => {
    const machines = [
      judged(notebook({ id: "a", diskGb: 50 }), "idle"),
      judged(stopped(notebook({ id: "b", diskGb: 100 })), null),
    ];
    const disksOf = (all: readonly ScannedMachine[], prices: PriceBook | undefined) =>
      countMoney(all, prices).notRecoverable.at(-1);
    const head = "disks go on being billed while stopped: 150 GB";
    expect(disksOf(machines, { ...PRICES, storageGbHour: 0.0002 })).toMatchObject({
      ...{ why: `${head}; addresses not counted`, perMonth: 21.9 },
    });
    expect(disksOf(machines, PRICES)).toMatchObject({
      ...{ why: `${head}, no storageGbHour in the price file; addresses not counted`, perMonth: null },
    });
    const blind = judged(stopped(notebook({ id: "c" })), null);
    expect(disksOf([...machines, blind], undefined)?.why).toBe(
      `${head}; the sizes of 1 are not in the lists; addresses not counted`,
    );
  });
});
