import { type Fight, findFights } from "../../core/conflicts/fights.ts";
import type { TimeBooks } from "../../core/conflicts/times.ts";
import type { Config } from "../../domain/config.ts";
import type { Policy } from "../../domain/policy.ts";
import type { Finding } from "../diagnostic.ts";
import { localStretch } from "./local-time.ts";

/** A stretch that does not end within days is not told by its end. */
const LONG_MS = 14 * 86_400_000;

function machinesOf({ stop, start }: Fight): string {
  return stop.resources.filter((kind) => start.resources.includes(kind)).join(" and ");
}

function whenOf({ first, times, zone }: Fight): string {
  if (first === null || first.toMs - first.fromMs > LONG_MS) return "at any time";
  const more = times > 1 ? ", and again after that" : "";
  return `first ${localStretch(first.fromMs, first.toMs, zone)}${more}`;
}

function messageOf(fight: Fight): string {
  const { kind, stop, start, sure } = fight;
  const may = sure ? "" : "may ";
  const machines = `${machinesOf(fight)} machines`;
  if (kind === "opposite") {
    const verbs = sure ? ["stops", "wants them on"] : ["stop", "want them on"];
    return `${stop.name} ${may}${verbs[0]} ${machines} while ${start.name} ${may}${verbs[1]}: ${whenOf(fight)}`;
  }
  const starts = sure ? "starts" : "start";
  const idle = stop.idleMs === null ? "" : " because they are idle";
  return `${start.name} ${may}${starts} ${machines} again that ${stop.name} has stopped${idle}: ${whenOf(fight)}`;
}

function hintOf({ kind, stop, start }: Fight): string {
  const apart = "keep them apart by where";
  if (kind === "opposite") return `let the hours of one begin where those of the other end, or ${apart}`;
  const pair = "let the starting policy be then: [stop, start], which starts only what it stopped itself";
  return stop.idleMs !== null && start.hours === null
    ? `let ${start.name} come round by cron, once a day, or ${apart}`
    : `${pair}, or ${apart}`;
}

/** Pairs of policies that fight, told at the later one of the two. */
export function fightFindings(config: Config, books: TimeBooks): readonly Finding[] {
  const place = (policy: Policy) => config.policies.indexOf(policy);
  return findFights(config, books).map((fight) => {
    const later = place(fight.stop) > place(fight.start) ? fight.stop : fight.start;
    const path = ["policies", later.name, ...(later.hours === null ? [] : ["hours"])];
    const trial = later.mode === "observe" ? "; nothing happens while both only observe" : "";
    return {
      path,
      part: "key",
      severity: "warning",
      message: `${messageOf(fight)}${trial}`,
      hint: hintOf(fight),
    };
  });
}
