import { summaryOf } from "../../domain/word-summaries.ts";
import type { CommandEntry } from "../command-entry.ts";

/** What shows what is, and what was done. */
export const SEE_COMMANDS: readonly CommandEntry[] = [
  {
    name: "status",
    group: "See",
    summary: summaryOf("status"),
    options: [
      { flags: "--ending", description: "instead: the exceptions that end soon, by owner" },
      { flags: "--days <number>", description: "with --ending: how many days ahead, 1 to 366 (default: 7)" },
    ],
    load: async () => (await import("../commands/status.ts")).runStatus,
  },
  {
    name: "why",
    group: "See",
    summary: summaryOf("why"),
    arguments: [["<machine>", "name, id or target/kind/id"]],
    options: [
      { flags: "--policy <name>", description: "only this policy (default: all that a clock sets off)" },
    ],
    load: async () => (await import("../commands/why.ts")).runWhy,
  },
  {
    name: "log",
    group: "See",
    summary: "the status log: every decision, call and outcome",
    options: [
      { flags: "--run <run>", description: "entries of one run" },
      { flags: "--resource <text>", description: "target/kind/id, or a part of it" },
      { flags: "--policy <name>", description: "entries of one policy" },
      { flags: "--phase <phases>", description: "phases, separated by commas" },
      { flags: "--since <time>", description: "ISO 8601, or a span such as 2h" },
      { flags: "--until <time>", description: "ISO 8601, or a span such as 2h" },
      { flags: "--open", description: "only runs that have not ended" },
      { flags: "--limit <number>", description: "most entries (default: 200)" },
      { flags: "-f, --follow", description: "go on printing as entries come" },
      { flags: "--verify", description: "recompute every hash of the log" },
      { flags: "--anchor <hash>", description: "with --verify: a checkpoint hash kept elsewhere" },
      { flags: "--with <file...>", description: "with --verify: archives to check as well" },
      { flags: "--archive <file>", description: "move the oldest closed runs out into a new file" },
      { flags: "--keep <span>", description: "with --archive: what ended later stays (default: 90d)" },
    ],
    load: async () => (await import("../commands/log.ts")).runLog,
  },
  {
    name: "report",
    group: "See",
    summary: "what a month has cost and what was saved, by owner, team and policy",
    options: [
      { flags: "--month [month]", description: "such as 2026-11, in UTC (default: this one)" },
      { flags: "--format <name>", description: "how it is printed", choices: ["table", "csv", "json"] },
      { flags: "--owner <name>", description: "only machines of this owner" },
      { flags: "--team <name>", description: "only machines of this team" },
    ],
    load: async () => (await import("../commands/report.ts")).runReport,
  },
];
