import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReport } from "../../lib/core/report/build-report.ts";
import { FLEET_POLICY } from "../../lib/domain/frame.ts";
import type { Resource } from "../../lib/domain/resource.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { HOUR, MINUTE, notebook, stopped } from "../fixtures/resources.ts";
import { step } from "../unit/core/entries.ts";

const FROM = Date.UTC(2026, 0, 15);
const HOURS = 30;

const entryOf = (atMs: number, parts: Partial<StatusEntry>): StatusEntry => ({
  ...{ v: 1, run: "run-1", seq: 1, event: "tick", policy: null, resource: null, action: null },
  ...{ phase: "seen", reason: "fleet", text: "", step: null, call: null, request: null, durationMs: null },
  ...{ at: new Date(atMs).toISOString(), details: {} },
  ...parts,
});

function frame(slotMs: number, machine: Resource): StatusEntry {
  const { ref, status, standing } = machine;
  const seen = { ref, status, standing, owner: "anna", team: "vision", price: [1, "EUR"], signals: [] };
  const details = {
    slot: new Date(slotMs).toISOString(),
    doubtful: [],
    machines: [{ ...seen, resource: machine }],
  };
  return entryOf(slotMs + 1_000, { policy: FLEET_POLICY, details });
}

/** A step of ours that is planned half a minute before it comes about. */
function ours(atMs: number, verb: "stop" | "start", ref: string): readonly StatusEntry[] {
  const one = step({ id: `${verb} ${atMs}`, resource: ref, verb, policy: "nights", owner: "anna" });
  const details = { step: one, savesPerHour: { amount: 1, currency: "EUR" } };
  const parts = { run: `run-${atMs}`, step: one.id };
  return [
    entryOf(atMs - MINUTE / 2, { ...parts, phase: "planned", details }),
    entryOf(atMs, { ...parts, phase: "succeeded", reason: "confirmed" }),
  ];
}

interface Turn {
  /** Minutes after the turn before it. */
  readonly after: number;
  readonly byUs: boolean;
}

/** A machine that is turned on and off in turns, by people and by us, as the log tells of it. */
function played(turns: readonly Turn[], missing: ReadonlySet<number>) {
  const made = notebook({ createdAtMs: FROM - 240 * HOUR, updatedAtMs: FROM - 24 * HOUR });
  const entries: StatusEntry[] = [];
  const hours = { on: 0, offByUs: 0 };
  let machine: Resource = made;
  let sinceMs = FROM;
  let byUs = false;
  const end = FROM + HOURS * HOUR;
  const until = (atMs: number) => {
    const length = (Math.min(atMs, end) - Math.min(sinceMs, end)) / HOUR;
    if (machine.standing === "running") hours.on += length;
    else if (byUs) hours.offByUs += length;
    for (let slot = Math.ceil((sinceMs + 1) / HOUR) * HOUR; slot <= Math.min(atMs, end); slot += HOUR) {
      if (!missing.has((slot - FROM) / HOUR)) entries.push(frame(slot, machine));
    }
    sinceMs = atMs;
  };
  entries.push(frame(FROM, machine));
  for (const turn of turns) {
    const atMs = sinceMs + turn.after * MINUTE;
    if (atMs >= end) break;
    until(atMs);
    const goesOff = machine.standing === "running";
    byUs = turn.byUs && goesOff;
    const changed = notebook({ createdAtMs: made.createdAtMs, updatedAtMs: atMs });
    machine = goesOff ? stopped(changed) : changed;
    if (turn.byUs) entries.push(...ours(atMs, goesOff ? "stop" : "start", machine.ref));
  }
  until(end);
  return { entries: entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), hours };
}

function reported(entries: readonly StatusEntry[]) {
  const builder = createReport({ fromMs: FROM, untilMs: FROM + HOURS * HOUR, pricesOf: () => undefined });
  for (const entry of entries) builder.add(entry);
  const { spent, saved } = builder.report();
  const sum = (rows: readonly { readonly hours: number }[]) => rows.reduce((all, row) => all + row.hours, 0);
  return { spent: sum(spent), saved: sum(saved) };
}

const turns = (least: number) =>
  fc.array(fc.record({ after: fc.integer({ min: least, max: 600 }), byUs: fc.boolean() }), { maxLength: 40 });

describe("a report of any history", () => {
  it("never counts an hour of a machine twice, as spent and as saved or as saved by two stops", () => {
    const missing = fc.uniqueArray(fc.integer({ min: 1, max: HOURS }));
    fc.assert(
      fc.property(turns(2), missing, (history, gaps) => {
        const { spent, saved } = reported(played(history, new Set(gaps)).entries);
        expect(spent + saved).toBeLessThanOrEqual(HOURS + 1e-6);
      }),
      { numRuns: 50 },
    );
  });

  it("is the truth where no machine turns twice between two frames", () => {
    fc.assert(
      fc.property(turns(61), (history) => {
        const { entries, hours } = played(history, new Set());
        const { spent, saved } = reported(entries);
        expect(spent).toBeCloseTo(hours.on, 6);
        expect(saved).toBeCloseTo(hours.offByUs, 6);
      }),
      { numRuns: 50 },
    );
  });
});
