import { describe, expect, it } from "vitest";
import { createReport, type ReportOptions } from "../../../../lib/core/report/build-report.ts";
import { FLEET_POLICY, type SeenMachine } from "../../../../lib/domain/frame.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";
import { HOUR, MINUTE, NOW, notebook, server, stopped } from "../../../fixtures/resources.ts";
import { step } from "../entries.ts";

const DAY = 24 * HOUR;
const FROM = Date.UTC(2026, 0, 15);
const entryOf = (atMs: number, parts: Partial<StatusEntry>): StatusEntry => ({
  ...{ v: 1, run: "run-1", seq: 1, event: "tick", policy: null, resource: null, action: null },
  ...{ phase: "seen", reason: "fleet", text: "", step: null, call: null, request: null, durationMs: null },
  ...{ at: new Date(atMs).toISOString(), details: {} },
  ...parts,
});

function seen(resource: Resource, overrides: Partial<SeenMachine> = {}): SeenMachine {
  const { ref, status, standing } = resource;
  return {
    ...{ ref, status, standing, owner: "anna", team: "vision", price: [3, "EUR"], signals: [], resource },
    ...overrides,
  };
}

const frame = (slotMs: number, machines: readonly SeenMachine[], doubtful: readonly string[] = []) =>
  entryOf(slotMs + 1_000, {
    policy: FLEET_POLICY,
    details: { slot: new Date(slotMs).toISOString(), doubtful, machines },
  });

/** A stop or start that was planned and came about. */
function done(atMs: number, ref: string, overrides: { verb?: "stop" | "start"; saves?: number | null } = {}) {
  const { verb = "stop", saves = 3 } = overrides;
  const one = step({ id: `${verb} ${ref} ${atMs}`, resource: ref, verb, policy: "nights", owner: "anna" });
  const savesPerHour = saves === null ? null : { amount: saves, currency: "EUR" };
  return [
    entryOf(atMs - MINUTE, { phase: "planned", step: one.id, details: { step: one, savesPerHour } }),
    entryOf(atMs, { phase: "succeeded", reason: "confirmed", step: one.id }),
  ];
}

function report(entries: readonly StatusEntry[], options: Partial<ReportOptions> = {}) {
  const builder = createReport({ fromMs: FROM, untilMs: FROM + DAY, pricesOf: () => undefined, ...options });
  for (const entry of entries) builder.add(entry);
  return builder.report();
}

const nb = notebook({ updatedAtMs: FROM - 9 * HOUR });
const off = stopped(nb);
const hours = (from: number, until: number, machine: SeenMachine) =>
  Array.from({ length: until - from }, (_, index) => frame(FROM + (from + index + 1) * HOUR, [machine]));

describe("what was spent", () => {
  it("is an hour for each frame in which a machine ran, by owner and currency", () => {
    const other = seen(notebook({ id: "nb-2" }), { owner: "ben", price: [2, "CNY"] });
    const { spent } = report([
      frame(FROM + HOUR, [seen(nb), other]),
      frame(FROM + 2 * HOUR, [seen(nb), { ...other, standing: "stopped" }]),
    ]);
    expect(spent).toMatchObject([
      { owner: "anna", team: "vision", currency: "EUR", hours: 2, amount: 6, always: 0 },
      { owner: "ben", currency: "CNY", hours: 1, amount: 2 },
    ]);
  });

  it("bridges hours that nobody saw only for what ran before and after", () => {
    const both = [frame(FROM + HOUR, [seen(nb)]), frame(FROM + 5 * HOUR, [seen(nb)])];
    expect(report(both)).toMatchObject({ spent: [{ hours: 5 }], hoursSeen: 2, hoursExpected: 24 });
    const after = [frame(FROM + HOUR, [seen(off)]), frame(FROM + 5 * HOUR, [seen(nb)])];
    expect(report(after).spent).toMatchObject([{ hours: 1 }]);
  });

  it("charges a piece that was written twice once", () => {
    expect(report([frame(FROM + HOUR, [seen(nb)]), frame(FROM + HOUR, [seen(nb)])]).spent).toMatchObject([
      { hours: 1 },
    ]);
  });

  it("names what a stop would not have saved, and leaves apart what is paid by the month", () => {
    const metal = stopped(server({ stoppedCost: { kind: "full", why: "bare metal" }, hardware: "BMS" }));
    const bought = server({ id: "ds-2", billing: "prepaid", stoppedCost: { kind: "full", why: "paid" } });
    const { spent } = report([frame(FROM + HOUR, [seen(metal), seen(bought)])]);
    expect(spent).toMatchObject([{ hours: 1, amount: 3, always: 3 }]);
  });

  it("counts hours without a price and no money for them", () => {
    const { spent } = report([frame(FROM + HOUR, [seen(nb, { price: null })])]);
    expect(spent).toMatchObject([{ currency: null, hours: 1, amount: 0, unpricedHours: 1 }]);
  });
});

describe("what a stop saved", () => {
  it("ends when anybody starts the machine again", () => {
    const again = seen(notebook({ updatedAtMs: FROM + 6 * HOUR + 30 * MINUTE }));
    const { saved, policies } = report([
      frame(FROM + HOUR, [seen(nb)]),
      ...done(FROM + 2 * HOUR, nb.ref),
      ...hours(1, 6, seen(off)),
      frame(FROM + 7 * HOUR, [again]),
    ]);
    expect(saved).toMatchObject([{ owner: "anna", stops: 1, hours: 4.5, amount: 13.5 }]);
    expect(policies).toMatchObject([{ policy: "nights", stops: 1, hours: 4.5, amount: 13.5 }]);
  });

  it("ends with our own start", () => {
    const entries = [...done(FROM + HOUR, nb.ref), ...done(FROM + 3 * HOUR, nb.ref, { verb: "start" })];
    expect(report(entries).saved).toMatchObject([{ hours: 2, amount: 6 }]);
  });

  it("ends with the report, and begins with it where the stop is older", () => {
    expect(report(done(FROM - 5 * HOUR, nb.ref)).saved).toMatchObject([{ stops: 0, hours: 24, amount: 72 }]);
  });

  it("ends when the machine is gone, and not when its list could not be read", () => {
    const before = [...done(FROM + HOUR, nb.ref), frame(FROM + 2 * HOUR, [seen(off)])];
    const other = seen(notebook({ id: "nb-2" }));
    expect(report([...before, frame(FROM + 9 * HOUR, [other])]).saved).toMatchObject([{ hours: 1 }]);
    const doubt = frame(FROM + 9 * HOUR, [other], ["prod/notebook"]);
    expect(report([...before, doubt]).saved).toMatchObject([{ hours: 23 }]);
  });

  it("is counted once, however many policies stopped the machine", () => {
    const entries = [...done(FROM + HOUR, nb.ref), ...done(FROM + 2 * HOUR, nb.ref)];
    expect(report(entries).saved).toMatchObject([{ stops: 1, hours: 23, amount: 69 }]);
  });

  it("is nothing for what is billed on, which is told by name", () => {
    const { saved, saveNothing } = report([
      frame(FROM + HOUR, [seen(nb, { resource: { ...nb, stoppedCost: { kind: "full", why: "a pool" } } })]),
      ...done(FROM + 2 * HOUR, nb.ref, { saves: 0 }),
    ]);
    expect(saved).toMatchObject([{ stops: 1, hours: 0, amount: 0 }]);
    expect(saveNothing).toMatchObject([{ ref: nb.ref, name: nb.name, text: "a pool" }]);
  });

  it("is hours without money where no price is known", () => {
    const { saved } = report(done(FROM + HOUR, nb.ref, { saves: null }));
    expect(saved).toMatchObject([{ currency: null, hours: 23, amount: 0, unpricedHours: 23 }]);
  });
});

describe("what is said of machines", () => {
  const pricesOf = () => ({
    ...{ version: 1 as const, currency: "EUR", source: "example", flavors: {}, storageGbHour: 0.01 },
  });

  it("names disks that go on costing, with the sum where size and price are known", () => {
    const sized = { ...stopped(notebook({ id: "nb-2" })), diskGb: 100 };
    const { disks } = report([frame(FROM + HOUR, [seen(off), seen(sized)])], { pricesOf });
    expect(disks.map(({ text }) => text)).toEqual([
      "its disks go on costing; size or price is not known",
      "100 GB of disk go on costing 24.00 EUR a day",
    ]);
  });

  it("advises to turn off the renewal of what idles and is prepaid", () => {
    const bought = server({ billing: "prepaid", orderId: "CS1", stoppedCost: { kind: "full", why: "paid" } });
    const signals: SeenMachine["signals"] = [["cpu", 1, 12, 12, NOW]];
    const days = (load: SeenMachine["signals"]) =>
      Array.from({ length: 97 }, (_, hour) =>
        frame(FROM + hour * HOUR, [seen(bought, { signals: hour === 0 ? signals : load })]),
      );
    const untilMs = FROM + 4 * DAY;
    expect(report(days(signals), { untilMs }).advice).toMatchObject([
      { text: "idle for 4d and prepaid: turn off renewal before its order ends (order CS1)" },
    ]);
    expect(report(days([["cpu", 80, 12, 12, NOW]]), { untilMs }).advice).toEqual([]);
    expect(report(days([]), { untilMs }).advice).toEqual([]);
  });

  it("advises to look at what has been off for a month", () => {
    const old = stopped(notebook({ updatedAtMs: FROM - 30 * DAY }));
    expect(report([frame(FROM + HOUR, [seen(old)])]).advice).toMatchObject([
      { text: "stopped for 31 days: candidate for deletion" },
    ]);
    expect(report([frame(FROM + HOUR, [seen(off)])]).advice).toEqual([]);
  });

  it("is left to one owner or team where that was asked", () => {
    const other = seen(notebook({ id: "nb-2" }), { owner: "ben", team: "speech" });
    const entries = [frame(FROM + HOUR, [seen(nb), other])];
    expect(report(entries, { owner: "ben" }).spent.map(({ owner }) => owner)).toEqual(["ben"]);
    expect(report(entries, { team: "vision" }).spent.map(({ owner }) => owner)).toEqual(["anna"]);
  });
});
