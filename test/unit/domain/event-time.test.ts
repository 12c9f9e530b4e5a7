import { expect, it } from "vitest";
import { EVENT_AHEAD_MS_MAX, eventTimeProblem } from "../../../lib/domain/event-time.ts";

const NOW = Date.UTC(2026, 2, 14, 12);
const at = (ms: number) => ({ time: new Date(NOW + ms).toISOString() });

it.each([-365 * EVENT_AHEAD_MS_MAX, 0, EVENT_AHEAD_MS_MAX])("finds nothing wrong with %d ms ahead", (ms) => {
  expect(eventTimeProblem(at(ms), NOW)).toBeUndefined();
});

it.each([EVENT_AHEAD_MS_MAX + 1, 1_000 * EVENT_AHEAD_MS_MAX])(
  "names the rule that %d ms ahead break",
  (ms) => {
    expect(eventTimeProblem(at(ms), NOW)).toBe(
      "time: at most 24 hours ahead of the clock here, which says 2026-03-14T12:00:00.000Z",
    );
  },
);
