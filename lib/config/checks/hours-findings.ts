import { findIdleHours, type IdleHours } from "../../core/conflicts/idle-hours.ts";
import type { TimeBooks } from "../../core/conflicts/times.ts";
import type { Config } from "../../domain/config.ts";
import { formatDuration } from "../../domain/duration.ts";
import type { Finding } from "../diagnostic.ts";

interface Told {
  readonly message: string;
  readonly hint: string;
}

function textOf({ policy, kind }: IdleHours): Told {
  const { name, on, hours, action } = policy;
  const verb = action?.verb ?? "act";
  const state = hours?.off === null && hours.on === null ? "within" : hours?.off === null ? "on" : "off";
  switch (kind) {
    case "never":
      return {
        message: `${name} never comes to ${verb} anything: there is no time at which its hours let it`,
        hint: hours?.within ? "let off or on overlap with within" : `check ${state}`,
      };
    case "never-starts":
      return {
        message: `${name} stops machines and never starts them again: they are wanted off at all times`,
        hint: `check ${state}, or write then: stop`,
      };
    case "always":
      return {
        message: `the hours of ${name} say nothing: they let it ${verb} at any time`,
        hint: `check ${state}, or leave hours out`,
      };
    case "between":
      return {
        message: `${name} comes round between its hours only, so it never comes to ${verb} anything`,
        hint: "write on: { every: 10m }, or a cron that falls into the hours and their zone",
      };
    case "may-miss": {
      const every = on.kind === "every" ? formatDuration(on.everyMs) : "";
      return {
        message: `${name} comes round every ${every}, counted from midnight UTC, and for a year no such time falls into its hours: it may never ${verb} anything`,
        hint: "write on: { every: 10m }",
      };
    }
  }
}

/** Hours that let a policy never act, or that are none. */
export function hoursFindings(config: Config, books: TimeBooks): readonly Finding[] {
  return findIdleHours(config, books).map((found) => ({
    path: ["policies", found.policy.name, "hours"],
    part: "key",
    severity: "warning",
    ...textOf(found),
  }));
}
