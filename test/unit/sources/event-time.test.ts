import { expect, it } from "vitest";
import { eventTimeMs } from "../../../lib/sources/event-time.ts";

it("reads ISO 8601 with an offset, GitLab's older form and milliseconds", () => {
  const ms = Date.UTC(2025, 0, 15, 8, 30);
  expect(eventTimeMs("2025-01-15T08:30:00Z")).toBe(ms);
  expect(eventTimeMs("2025-01-15T09:30:00+01:00")).toBe(ms);
  expect(eventTimeMs("2025-01-15 08:30:00 UTC")).toBe(ms);
  expect(eventTimeMs(ms + 0.7)).toBe(ms);
});

it("does not guess: no offset, no such day, a sentence, another kind of value", () => {
  const values = ["2025-01-15T08:30:00", "2025-02-30T08:30:00Z", "Wed Jan 15 2025", "", null, {}, Number.NaN];
  expect(values.map(eventTimeMs)).toEqual(values.map(() => null));
});

it("refuses times outside 1970 to 9999, which the event's form cannot hold", () => {
  expect(eventTimeMs(-1)).toBeNull();
  expect(eventTimeMs(253_402_300_800_000)).toBeNull();
  expect(eventTimeMs("1969-12-31T23:59:59Z")).toBeNull();
});
