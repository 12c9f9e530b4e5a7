import { checkZone } from "../core/cron.ts";
import { dayNumber } from "../core/hours/work-calendar.ts";
import type { Freeze } from "../domain/policy.ts";
import type { ConfigPath, Finding } from "./diagnostic.ts";

/** Longest freeze, in days: a quarter of a year. */
const FREEZE_DAYS_MAX = 92;

function tooLong({ from, to }: Freeze, path: ConfigPath): readonly Finding[] {
  const days = dayNumber(to) - dayNumber(from) + 1;
  if (days <= FREEZE_DAYS_MAX) return [];
  const message = `the freeze lasts ${days} days, and ${FREEZE_DAYS_MAX} are the most: one that nobody sees the end of is forgotten`;
  return [
    { path: [...path, "to"], message, hint: "end it earlier; turn policies to mode: observe for longer" },
  ];
}

/** Freezes that never end, whose days run backwards, or whose zone does not exist. */
export function checkFreeze(freezes: readonly Freeze[]): readonly Finding[] {
  return freezes.flatMap(({ from, to, zone, why }, index) => {
    const path = ["limits", "freeze", index];
    const problem = checkZone(zone);
    const findings: Finding[] = problem ? [{ path: [...path, "zone"], ...problem }] : [];
    if (from > to) {
      const message = `the freeze ends on ${to}, before it begins on ${from}`;
      findings.push({ path: [...path, "to"], message, hint: "swap from and to" });
    }
    return [...findings, ...tooLong({ from, to, zone, why }, path)];
  });
}
