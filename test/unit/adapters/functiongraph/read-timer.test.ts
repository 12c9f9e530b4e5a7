import { describe, expect, it } from "vitest";
import { readTimer } from "../../../../lib/adapters/functiongraph/read-timer.ts";
import { functionGraphEvent } from "../../../fixtures/functiongraph-events.ts";

const NOW = Date.UTC(2026, 2, 2, 0, 31, 7);
const SLOT = Date.UTC(2026, 2, 2, 0, 30);

const read = (changed: Record<string, unknown> = {}) =>
  readTimer({ ...functionGraphEvent("TIMER"), ...changed }, NOW);

describe("an event of a timer", () => {
  it("is a slot with the name of its trigger", () => {
    expect(read()).toEqual({ kind: "tick", slotMs: SLOT, name: "nightly_cleanup" });
  });

  it.each([
    ["2026-03-02T08:30:00+08:00"],
    ["2026-03-02T00:30:00Z"],
    ["2026-03-02T00:30:59.999Z"],
    ["2026-03-01T20:30:21-04:00"],
  ])("of the same minute is the same slot: %s", (time) => {
    expect(read({ time, version: "v2.0" })).toMatchObject({ slotMs: SLOT });
  });

  it("that fires a moment early belongs to the minute before: a slot must have passed", () => {
    expect(read({ time: "2026-03-02T00:29:59.999Z" })).toMatchObject({ slotMs: SLOT - 60_000 });
  });

  it.each([undefined, null, "", "yesterday", "2026-03-02 08:30:00", {}])(
    "whose time cannot be read is the minute that it is now: %j",
    (time) => {
      expect(read({ time })).toMatchObject({ slotMs: Date.UTC(2026, 2, 2, 0, 31) });
    },
  );

  it("that was held up for hours keeps its slot", () => {
    expect(read({ time: "2026-03-01T20:15:00Z" })).toMatchObject({ slotMs: Date.UTC(2026, 2, 1, 20, 15) });
  });

  it("more than a day ahead is refused: its slot would promise what nobody keeps", () => {
    expect(read({ time: "2026-03-03T00:31:07Z" })).toMatchObject({ kind: "tick" });
    expect(() => read({ time: "2026-03-03T00:31:08Z" })).toThrow(
      expect.objectContaining({ code: "invalid-event", details: expect.objectContaining({ field: "time" }) }),
    );
  });

  it("without a name is called timer", () => {
    expect(read({ trigger_name: undefined })).toMatchObject({ name: "timer" });
  });

  it("is none of another type", () => {
    expect(read({ trigger_type: "KAFKA" })).toBeUndefined();
  });
});
