import { checkZone } from "../core/cron.ts";
import type { Freeze } from "../domain/policy.ts";
import type { Finding } from "./diagnostic.ts";

/** Freezes whose days run backwards, or whose zone does not exist. */
export function checkFreeze(freezes: readonly Freeze[]): readonly Finding[] {
  return freezes.flatMap(({ from, to, zone }, index) => {
    const path = ["limits", "freeze", index];
    const problem = checkZone(zone);
    const findings: Finding[] = problem ? [{ path: [...path, "zone"], ...problem }] : [];
    if (from > to) {
      const message = `the freeze ends on ${to}, before it begins on ${from}`;
      findings.push({ path: [...path, "to"], message, hint: "swap from and to" });
    }
    return findings;
  });
}
