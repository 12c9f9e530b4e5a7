import { checkCron, checkZone, nextCronTime } from "../core/cron.ts";
import { verb } from "../domain/verbs.ts";
import { formOf } from "./check-on.ts";
import type { Finding } from "./diagnostic.ts";
import type { PolicyFile } from "./file-policy.ts";
import { actionOf } from "./policy-parts.ts";
import type { Named } from "./sections.ts";

const HOUR_MS = 3_600_000;

/** An arbitrary Monday from which is looked ahead. */
const FROM_MS = Date.UTC(2024, 0, 1);

/** Times that are looked at: more than a day of the finest pattern that fires once an hour has. */
const TIMES = 30;

/** Whether it comes round so often that what was cut has its turn soon. */
function comesSoon(cron: string, zone: string): boolean {
  let atMs = FROM_MS;
  for (let time = 0; time < TIMES; time += 1) {
    const nextMs = nextCronTime(cron, zone, atMs);
    if (nextMs === null) return false;
    if (time > 0 && nextMs - atMs <= HOUR_MS) return true;
    atMs = nextMs;
  }
  return false;
}

/**
 * A moment that a cron expression names is over when it is over: whoever starts a machine an hour later was not meant, so
 * nothing goes on by itself with what a cap kept back then. That is easily overlooked, and matters once it is enforced.
 */
export function checkCronStop({ name, file }: Named<PolicyFile>): readonly Finding[] {
  const { cron, zone = "UTC" } = file.on;
  if (file.mode !== "enforce") return [];
  if (formOf(file.on) !== "cron" || cron === undefined || checkCron(cron) || checkZone(zone)) return [];
  const wanted = actionOf(file)?.verb;
  if (wanted === undefined || !verb(wanted).disruptive || verb(wanted).repeat !== "convergent") return [];
  if (comesSoon(cron, zone)) return [];
  return [
    {
      path: ["policies", name, "on", "cron"],
      severity: "warning",
      message: "what a cap keeps back (limits) is left alone until it comes round again",
      hint: 'on: { every: 10m } with hours: { off: "Mon-Fri 20:00-07:00" } goes on pass by pass',
    },
  ];
}
