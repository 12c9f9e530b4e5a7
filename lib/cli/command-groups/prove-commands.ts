import type { CommandEntry } from "../command-entry.ts";

/** What proves a configuration before it acts. */
export const PROVE_COMMANDS: readonly CommandEntry[] = [
  {
    name: "validate",
    group: "Prove",
    summary: "check a configuration: every problem with its line and the way out",
    arguments: [["[file]", "configuration (default: curfew.yaml)"]],
    usesConfig: false,
    options: [
      {
        flags: "--host <name>",
        description: "what it is to run on (default: what its store is meant for)",
        choices: ["node", "functiongraph", "lambda"],
      },
      { flags: "--strict", description: "exit with 2 on warnings as well" },
    ],
    load: async () => (await import("../commands/validate.ts")).runValidate,
  },
  {
    name: "plan",
    group: "Prove",
    summary: "show what every policy would do now, and why; sends nothing",
    options: [
      {
        flags: "--event <file>",
        description: "plan for this event instead of the clock (- for standard input)",
      },
      {
        flags: "--without-log",
        description: "leave aside what the log holds: holds, warnings, cooldowns and hourly caps",
      },
    ],
    load: async () => (await import("../commands/plan.ts")).runPlan,
  },
  {
    name: "next",
    group: "Prove",
    summary: "list when clock policies come round and hours begin and end, in local time and UTC",
    options: [
      { flags: "--days <number>", description: "how many days ahead, 1 to 366 (default: 7)" },
      { flags: "--policy <name>", description: "only this policy" },
    ],
    load: async () => (await import("../commands/next.ts")).runNext,
  },
  {
    name: "backtest",
    group: "Prove",
    summary:
      "play the log again: what this configuration would have done beside another, or beside what was done",
    options: [
      { flags: "--days <number>", description: "how far back, 1 to 90 (default: 30)" },
      {
        flags: "--against <file>",
        description: "configuration to compare with (default: what was really done)",
      },
      { flags: "--every <span>", description: "time between two passes, whole hours up to 1d (default: 1h)" },
      { flags: "--as-enforced", description: "play policies that only observe as if they were enforced" },
      { flags: "--markdown", description: "print a comment for a pull request" },
    ],
    load: async () => (await import("../commands/backtest-command.ts")).runBacktest,
  },
  {
    name: "enforce",
    group: "Prove",
    summary: "let a policy act, after showing what it would have done in the last 7 days",
    arguments: [["<policy>", "policy of the configuration"]],
    options: [
      { flags: "--now", description: "although the log holds less than 72 h of trial; needs --why" },
      { flags: "--why <reason>", description: "the reason, for the log" },
      { flags: "--yes", description: "do not ask" },
    ],
    load: async () => (await import("../commands/enforce-command.ts")).runEnforce,
  },
  {
    name: "observe",
    group: "Prove",
    summary: "let a policy only watch again",
    arguments: [["<policy>", "policy of the configuration"]],
    options: [{ flags: "--why <reason>", description: "the reason, for the log" }],
    load: async () => (await import("../commands/enforce-command.ts")).runObserve,
  },
];
