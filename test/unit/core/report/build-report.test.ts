import { describe, expect, it } from "vitest";
import { createReport, type ReportOptions } from "../../../../lib/core/report/build-report.ts";
import { machineAdvice } from "../../../../lib/core/report/machine-advice.ts";
import { newHistory } from "../../../../lib/core/report/machine-history.ts";
import { FLEET_POLICY, type SeenMachine } from "../../../../lib/domain/frame.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";
import type { Step } from "../../../../lib/domain/step.ts";
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

interface Done {
  readonly verb: Step["verb"];
  readonly saves: number | null;
  readonly run: string;
  readonly plannedMs: number;
  readonly reason: StatusEntry["reason"];
}

/** A step that was planned and came about. */
function done(atMs: number, ref: string, overrides: Partial<Done> = {}) {
  const {
    verb = "stop",
    saves = 3,
    run = "run-1",
    plannedMs = atMs - MINUTE,
    reason = "confirmed",
  } = overrides;
  const one = step({ id: `${verb} ${ref} ${atMs}`, resource: ref, verb, policy: "nights", owner: "anna" });
  const savesPerHour = saves === null ? null : { amount: saves, currency: "EUR" };
  return [
    entryOf(plannedMs, { run, phase: "planned", step: one.id, details: { step: one, savesPerHour } }),
    entryOf(atMs, { run, phase: "succeeded", reason, step: one.id }),
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

  it("goes by the machine's own time of change where it came up or went off within the hour", () => {
    const at = (minutes: number) => ({ updatedAtMs: FROM + HOUR + minutes * MINUTE });
    const came = [frame(FROM + HOUR, [seen(off)]), frame(FROM + 2 * HOUR, [seen(notebook(at(45)))])];
    expect(report(came).spent).toMatchObject([{ hours: 0.25, amount: 0.75 }]);
    const went = [frame(FROM + HOUR, [seen(nb)]), frame(FROM + 2 * HOUR, [seen(stopped(notebook(at(30))))])];
    expect(report(went).spent).toMatchObject([{ hours: 1.5, amount: 4.5 }]);
    // Told not whole, what went off is not charged for the time that nobody saw.
    const { resource: _, ...short } = seen(stopped(notebook(at(30))));
    expect(report([frame(FROM + HOUR, [seen(nb)]), frame(FROM + 2 * HOUR, [short])]).spent).toMatchObject([
      { hours: 1 },
    ]);
  });

  it("charges disks on and off, and says how much of the sum they are", () => {
    const pricesOf = () => ({
      ...{ version: 1 as const, currency: "EUR", source: "example", flavors: {}, storageGbHour: 0.01 },
    });
    const sized = notebook({ diskGb: 100, updatedAtMs: FROM - HOUR });
    const entries = [frame(FROM + HOUR, [seen(sized)]), frame(FROM + 5 * HOUR, [seen(stopped(sized))])];
    expect(report(entries, { pricesOf }).spent).toMatchObject([{ hours: 1, amount: 8, disks: 5, always: 0 }]);
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

  it("is counted once, however many runs and policies wanted the machine stopped at once", () => {
    const plannedMs = FROM + HOUR - MINUTE;
    const later = (run: string, reason: StatusEntry["reason"]) =>
      done(FROM + 2 * HOUR, nb.ref, { run, plannedMs, reason });
    const entries = [
      ...done(FROM + HOUR, nb.ref),
      ...later("run-2", "confirmed"),
      ...later("run-3", "already-so"),
    ];
    expect(report(entries).saved).toMatchObject([{ stops: 1, hours: 23, amount: 69 }]);
  });

  it("is two savings where the machine was started in between and stopped again, without the time that nobody saw", () => {
    const entries = [
      ...done(FROM + HOUR + 5 * MINUTE, nb.ref),
      frame(FROM + 2 * HOUR, [seen(off)]),
      ...done(FROM + 2 * HOUR + 50 * MINUTE, nb.ref, { run: "run-2" }),
      frame(FROM + 3 * HOUR, [seen(off)]),
    ];
    const { saved } = report(entries);
    expect(saved).toMatchObject([{ stops: 2, hours: expect.closeTo(55 / 60 + 21 + 10 / 60, 8) }]);
  });

  it("goes on over a restart of Curfew that leaves hours without a frame", () => {
    const { saved } = report([
      ...done(FROM + HOUR, nb.ref),
      frame(FROM + 2 * HOUR, [seen(off)]),
      frame(FROM + 20 * HOUR, [seen(off)]),
    ]);
    expect(saved).toMatchObject([{ stops: 1, hours: 23 }]);
  });

  it("is nobody's where the machine was off already, or was found so by a start", () => {
    expect(report(done(FROM + HOUR, nb.ref, { reason: "already-so" })).saved).toEqual([]);
    const found = done(FROM + 3 * HOUR, nb.ref, { verb: "start", reason: "already-so" });
    const entries = [...done(FROM + HOUR, nb.ref), frame(FROM + 2 * HOUR, [seen(off)]), ...found];
    expect(report(entries).saved).toMatchObject([{ stops: 1, hours: 1 }]);
  });

  it("is nothing for a stop that only makes way for another verb, and ends with the machine", () => {
    const rebuild = done(FROM + 2 * HOUR, nb.ref, { verb: "reinstall-os", run: "run-2", plannedMs: FROM });
    const around = done(FROM + HOUR, nb.ref, { run: "run-2", plannedMs: FROM });
    const [planned, ended] = rebuild as [StatusEntry, StatusEntry];
    expect(report([planned, ...around, ended]).saved).toEqual([]);
    const deleted = done(FROM + 3 * HOUR, nb.ref, { verb: "delete", run: "run-3" });
    expect(report([...done(FROM + HOUR, nb.ref), ...deleted]).saved).toMatchObject([{ hours: 2, amount: 6 }]);
  });

  it("is nothing for what is billed on, which is told by name", () => {
    const { saved, saveNothing } = report([
      frame(FROM + HOUR, [seen(nb, { resource: { ...nb, stoppedCost: { kind: "full", why: "a pool" } } })]),
      ...done(FROM + 2 * HOUR, nb.ref, { saves: 0 }),
    ]);
    expect(saved).toMatchObject([{ stops: 1, hours: 0, amount: 0 }]);
    expect(saveNothing).toMatchObject([{ ref: nb.ref, name: nb.name, text: "a pool" }]);
  });

  it("is nothing for what is prepaid, although no price makes that a sum", () => {
    const bought = server({ billing: "prepaid", stoppedCost: { kind: "full", why: "paid for already" } });
    const { saved, saveNothing } = report([
      frame(FROM + HOUR, [seen(bought, { price: null })]),
      ...done(FROM + 2 * HOUR, bought.ref, { saves: null }),
    ]);
    expect(saved).toMatchObject([{ stops: 1, hours: 0, amount: 0, unpricedHours: 0 }]);
    expect(saveNothing).toMatchObject([{ ref: bought.ref, text: "paid for already" }]);
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
      {
        text: "idle for 4d and prepaid: turn off renewal before 2026-02-05, when its order ends at the earliest (order CS1)",
      },
    ]);
    expect(report(days([["cpu", 80, 12, 12, NOW]]), { untilMs }).advice).toEqual([]);
    expect(report(days([]), { untilMs }).advice).toEqual([]);
  });

  it.each([
    ["2025-10-31T08:00Z", "2026-01-31"],
    ["2025-02-18T23:00Z", "2026-02-18"],
    ["2025-02-20T08:00Z", "2026-01-20"],
  ])("reckons when an order of %s ends at the earliest: %s", (made, end) => {
    const bought = server({ billing: "prepaid", createdAtMs: Date.parse(made) });
    const entries = [0, 96].map((hour) => frame(FROM + hour * HOUR, [seen(stopped(bought))]));
    expect(report(entries, { untilMs: FROM + 4 * DAY + HOUR }).advice).toMatchObject([
      {
        text: `stopped for 4d 1h and prepaid: turn off renewal before ${end}, when its order ends at the earliest`,
      },
    ]);
  });

  it.each([
    ["2026-10-21T23:00:00Z", "2026-11-21T10:00:00Z", "today, 2026-11-21, since its order may end today"],
    ["2026-01-31T12:00:00Z", "2026-02-28T08:00:00Z", "today, 2026-02-28, since its order may end today"],
    [
      "2026-10-21T23:00:00Z",
      "2026-11-22T00:00:00Z",
      "before 2026-12-21, when its order ends at the earliest",
    ],
  ])("is not late on the day itself: an order of %s, seen on %s", (made, now, text) => {
    const nowMs = Date.parse(now);
    const bought = stopped(server({ billing: "prepaid", createdAtMs: Date.parse(made) }));
    const history = { ...newHistory(bought.ref), resource: bought, offSinceMs: nowMs - 9 * DAY };
    expect(machineAdvice(history, nowMs)[0]).toBe(`stopped for 9d and prepaid: turn off renewal ${text}`);
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
