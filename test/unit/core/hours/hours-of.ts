import { createHoursBook } from "../../../../lib/core/hours/hours-book.ts";
import type { HoursDoubt, HoursView } from "../../../../lib/core/hours/hours-view.ts";
import type { Calendar, Hours } from "../../../../lib/domain/hours.ts";
import type { Teams } from "../../../../lib/domain/policy.ts";
import { policy } from "../../../fixtures/policies.ts";

/** Hours in Berlin that say nothing yet. */
export function hours(overrides: Partial<Hours> = {}): Hours {
  return {
    ...{ off: null, on: null, within: null, zones: ["Europe/Berlin"], calendar: null },
    ...{ minUptimeMs: 0, starts: false },
    ...overrides,
  };
}

interface Around {
  readonly team?: string | null;
  readonly teams?: Teams;
  readonly calendars?: Readonly<Record<string, Calendar>>;
}

/** Hours compiled, or why they cannot be told. */
export function bookOf(
  parts: Partial<Hours>,
  { team = null, teams = {}, calendars = {} }: Around = {},
): HoursView | HoursDoubt | null {
  const asking = policy({ hours: hours(parts) });
  return createHoursBook({ policies: [asking], teams, calendars }).hoursOf(asking, team);
}

/** Hours compiled that can be told. */
export function viewOf(parts: Partial<Hours>, around?: Around): HoursView {
  const view = bookOf(parts, around);
  if (!view || "reason" in view) throw new Error(view?.text ?? "no hours");
  return view;
}

/** Whether machines are wanted on at a time of UTC such as `2026-03-30T05:00`. */
export function wantedAt(view: HoursView, at: string): boolean | undefined {
  return view.wanted?.at(Date.parse(`${at}Z`));
}

/** When the wish changes, each with what holds from then on: `2026-03-30T05:00 on`. */
export function edgesOf(view: HoursView, from: string, to: string): readonly string[] {
  const edges = view.wanted?.edges(Date.parse(`${from}Z`), Date.parse(`${to}Z`)) ?? [];
  return edges.map(({ atMs, holds }) => {
    const word = holds === undefined ? "unknown" : holds ? "on" : "off";
    return `${new Date(atMs).toISOString().slice(0, 16)} ${word}`;
  });
}

/** A week of October in China: the 1st to the 7th are free, Saturday the 10th is worked. */
export const GOLDEN_WEEK: Calendar = {
  version: 1,
  source: "a made-up one for the tests",
  holidays: [1, 2, 3, 4, 5, 6, 7].map((day) => `2026-10-0${day}`),
  workdays: ["2026-10-10"],
  until: "2026-12-31",
};
