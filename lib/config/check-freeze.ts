import { checkZone } from "../core/cron.ts";
import { dayNumber } from "../core/hours/work-calendar.ts";
import type { Freeze } from "../domain/policy.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";

/** Longest freeze, in days: a quarter of a year. */
const FREEZE_DAYS_MAX = 92;

const HINT = "end it earlier; turn policies to mode: observe for longer";

/** One freeze, and the days that it lasts together with those before it which leave no day free in between. */
interface Stretch {
  readonly index: number;
  readonly from: string;
  readonly to: string;
  /** Zone in which it ends. */
  readonly zone: string;
  /** How many rows it takes. */
  readonly rows: number;
}

function daysOf({ from, to }: Pick<Freeze, "from" | "to">): number {
  return dayNumber(to) - dayNumber(from) + 1;
}

/** Rows that adjoin or overlap are one freeze, in whatever order and zones they are written. */
function stretchesOf(freezes: readonly Freeze[]): readonly Stretch[] {
  const rows = freezes
    .map(({ from, to, zone }, index) => ({ index, from, to, zone, rows: 1 }))
    .filter(({ from, to }) => from <= to)
    .toSorted((a, b) => dayNumber(a.from) - dayNumber(b.from));
  const stretches: Stretch[] = [];
  for (const row of rows) {
    const before = stretches.at(-1);
    // Days of two zones begin up to 26 hours apart, so that a day in between may be none.
    const apart = before?.zone === row.zone ? 1 : 2;
    if (!before || dayNumber(row.from) > dayNumber(before.to) + apart) {
      stretches.push(row);
      continue;
    }
    const last = row.to > before.to ? row : before;
    stretches[stretches.length - 1] = { ...last, from: before.from, rows: before.rows + 1 };
  }
  return stretches;
}

function tooLong(stretch: Stretch): readonly Finding[] {
  const days = daysOf(stretch);
  if (days <= FREEZE_DAYS_MAX) return [];
  const { index, from, to, rows } = stretch;
  const what =
    rows === 1
      ? `the freeze lasts ${days} days`
      : `${rows} freezes without a free day in between last ${days} days, from ${from} to ${to}`;
  const message = `${what}, and ${FREEZE_DAYS_MAX} are the most: one that nobody sees the end of is forgotten`;
  return [{ path: ["limits", "freeze", index, "to"], message, hint: HINT }];
}

/** Freezes that never end, also several in a row, whose days run backwards, or whose zone does not exist. */
export function checkFreeze(freezes: readonly Freeze[]): readonly Finding[] {
  const rows = freezes.flatMap(({ from, to, zone }, index) => {
    const path: ConfigPath = ["limits", "freeze", index];
    const problem = checkZone(zone);
    const findings: Finding[] = problem ? [{ path: [...path, "zone"], ...problem }] : [];
    if (from > to) {
      const message = `the freeze ends on ${to}, before it begins on ${from}`;
      findings.push({ path: [...path, "to"], message, hint: "swap from and to" });
    }
    return findings;
  });
  return [...rows, ...stretchesOf(freezes).flatMap(tooLong)];
}
