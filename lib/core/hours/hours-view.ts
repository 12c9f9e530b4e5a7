import type { Timetable } from "./timetable.ts";

/** Hours of a policy, made ready for one team: in its zones, by its calendar. */
export interface HoursView {
  /** Whether the machines are wanted on; `null` where the policy does not say. */
  readonly wanted: Timetable | null;
  /** Whether the policy may act; `null`: at any time. */
  readonly within: Timetable | null;
  readonly zones: readonly string[];
  readonly minUptimeMs: number;
  /** What to say, worked out once: of a large fleet every machine is told the same. */
  readonly says: Readonly<Record<"on" | "off" | "closed" | "untold", string>>;
}

/** Why the hours of a policy cannot be told for a machine. */
export interface HoursDoubt {
  readonly reason: "no-zone" | "no-calendar";
  readonly text: string;
}
