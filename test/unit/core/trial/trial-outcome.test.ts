import { describe, expect, it } from "vitest";
import { createTrialReader } from "../../../../lib/core/trial/trial-outcome.ts";
import type { Reason } from "../../../../lib/domain/reasons.ts";
import type { StatusEntry } from "../../../../lib/domain/status.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 9);

interface Said {
  readonly hour: number;
  readonly reason: Reason;
  readonly id?: string;
  readonly action?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

function verdict({ hour, reason, id = "a", action = "stop", details = {} }: Said): StatusEntry {
  return {
    ...{ v: 1, run: "r", seq: 1, event: "e", policy: "nights", action, reason },
    ...{ at: new Date(START + hour * HOUR).toISOString(), resource: `prod/notebook/${id}` },
    phase: reason === "observe" || reason === "idle" ? "planned" : "skipped",
    ...{ text: `text of ${reason}`, step: null, call: null, request: null, durationMs: null },
    details: { name: `nb-${id}`, owner: "anna", ...details },
  };
}

function outcome(said: readonly Said[], { fromHour = 0, untilHour = 100 } = {}) {
  const window = { fromMs: START + fromHour * HOUR, untilMs: START + untilHour * HOUR };
  const reader = createTrialReader(window);
  for (const one of said) reader.add(verdict(one));
  return reader.outcome(window);
}

describe("createTrialReader", () => {
  it("counts one stop until the machine is used again, however often it was looked at", () => {
    const { machines } = outcome([
      { hour: 2, reason: "observe" },
      { hour: 3, reason: "observe" },
      { hour: 12, reason: "busy" },
      { hour: 20, reason: "observe" },
    ]);
    expect(machines).toMatchObject([
      {
        ...{ ref: "prod/notebook/a", name: "nb-a", owner: "anna", hours: 90, busyAfterMs: [10 * HOUR] },
        acts: [
          { fromMs: START + 2 * HOUR, toMs: START + 12 * HOUR, endedBy: "busy", text: "text of observe" },
          { fromMs: START + 20 * HOUR, toMs: null, endedBy: null },
        ],
      },
    ]);
  });

  it("counts only the hours of the time that is looked at, also of what began before it", () => {
    const window = { fromHour: 50, untilHour: 100 };
    const long = outcome([{ hour: 2, reason: "observe" }], window);
    expect(long.machines).toMatchObject([{ hours: 50, acts: [{ before: true }] }]);
    const over = outcome(
      [
        { hour: 2, reason: "observe" },
        { hour: 49, reason: "busy" },
      ],
      window,
    );
    expect(over.machines).toEqual([]);
  });

  it("takes what a cap put off for a stop of a later pass, with the reason of that pass", () => {
    const { machines } = outcome([
      { hour: 1, reason: "cap-percent" },
      { hour: 3, reason: "observe" },
      { hour: 4, reason: "cap-percent" },
      { hour: 5, reason: "busy" },
    ]);
    expect(machines).toMatchObject([{ hours: 4, acts: [{ capped: true, text: "text of observe" }] }]);
  });

  it("tells the evidence of what only a cap put off, where the log has it", () => {
    const evidence = [
      { signal: "cpu", says: "idle", value: "0.5 % (limit 5, 22 points, AOM)", max: 0.5, limit: 5 },
      { signal: "gpu", says: "absent", value: "no points", max: null, limit: 1 },
    ];
    const { machines } = outcome([
      { hour: 1, reason: "cap-percent", details: { evidence } },
      { hour: 2, reason: "cap-hour", id: "b" },
    ]);
    expect(machines.map(({ acts }) => acts[0]?.text)).toEqual([
      "cpu idle: 0.5 % (limit 5, 22 points, AOM); gpu absent: no points",
      "text of cap-hour",
    ]);
  });

  it.each(["doubtful-inventory", "already-planned", "changing"] as const)(
    "goes on through a pass that left it alone because of %s",
    (reason) => {
      const { machines } = outcome([
        { hour: 1, reason: "observe" },
        { hour: 2, reason },
        { hour: 5, reason: "busy" },
      ]);
      expect(machines).toMatchObject([{ hours: 4, busyAfterMs: [4 * HOUR] }]);
    },
  );

  it("does not call it use when somebody else stopped the machine, and counts that it was started again", () => {
    const { machines } = outcome([
      { hour: 1, reason: "observe" },
      { hour: 3, reason: "already-so" },
      { hour: 9, reason: "just-started" },
      { hour: 12, reason: "busy" },
    ]);
    expect(machines).toMatchObject([{ hours: 2, busyAfterMs: [], startedAgain: 1 }]);
  });

  it("puts a price on the hours where one is known", () => {
    const details = { savesPerHour: { amount: 2.5, currency: "EUR" } };
    const { machines } = outcome([
      { hour: 90, reason: "observe", details },
      { hour: 96, reason: "observe", id: "b" },
    ]);
    expect(machines.map(({ name, saved }) => [name, saved])).toEqual([
      ["nb-a", { amount: 25, currency: "EUR" }],
      ["nb-b", null],
    ]);
  });

  it("counts no hours for what is no stop", () => {
    const { machines } = outcome([{ hour: 1, reason: "observe", action: "start" }]);
    expect(machines).toMatchObject([{ hours: 0, acts: [{ verb: "start" }] }]);
  });

  it("keeps the stops and the starts of one policy apart", () => {
    const { machines } = outcome([
      { hour: 1, reason: "observe" },
      { hour: 1, reason: "not-ours", action: "start" },
      { hour: 5, reason: "busy" },
      { hour: 6, reason: "observe", action: "start" },
    ]);
    expect(machines.map(({ hours, acts }) => [acts.map(({ verb }) => verb), hours])).toEqual([
      [["stop"], 4],
      [["start"], 0],
    ]);
  });

  it("is over when the policy was enforced and has really acted", () => {
    const { machines } = outcome([
      { hour: 1, reason: "observe" },
      { hour: 4, reason: "idle" },
    ]);
    expect(machines).toMatchObject([{ hours: 3 }]);
  });

  it("puts the machines first that it would have stopped most often, and names those that nobody owns", () => {
    const { machines, ownerless } = outcome([
      { hour: 1, reason: "observe", id: "b" },
      { hour: 2, reason: "observe", id: "a" },
      { hour: 3, reason: "busy", id: "a" },
      { hour: 9, reason: "observe", id: "a" },
      { hour: 4, reason: "owner-unknown", id: "c", details: { owner: null } },
      { hour: 4, reason: "owner-unknown", id: "d", details: { owner: null } },
      { hour: 5, reason: "busy", id: "d" },
    ]);
    expect(machines.map(({ name }) => name)).toEqual(["nb-a", "nb-b"]);
    expect(ownerless).toEqual(["nb-c"]);
  });
});
