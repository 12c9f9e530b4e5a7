import {
  LOCAL_VERB_NAMES,
  type LocalVerb,
  VERB_ALIASES,
  VERB_NAMES,
  type VerbName,
  verb,
} from "../domain/verbs.ts";
import { summaryOf } from "../domain/word-summaries.ts";
import type { CommandEntry } from "./command-entry.ts";
import { STORY_NAMES } from "./demo/story-names.ts";
import { SHIP_COMMANDS } from "./ship-commands.ts";

/** The commands of the verb table: one row there is one command here. */
function actEntry(name: VerbName): CommandEntry {
  const { creates } = verb(name);
  const alias = Object.entries(VERB_ALIASES).find(([, known]) => known === name)?.[0];
  return {
    name,
    ...(alias ? { alias } : {}),
    group: "Act",
    summary: summaryOf(name),
    arguments: [
      creates
        ? ["<file>", "request body of the API as JSON (- for standard input)"]
        : ["<resource>", "target/kind/id, or a name that only one machine has"],
    ],
    options: [
      {
        flags: "--set <name=value...>",
        description: "parameters of the verb, such as hours=2 or keyPair=ops",
      },
      ...(creates
        ? [{ flags: "--target <name>", description: "target of the configuration to create in" }]
        : []),
      { flags: "--why <reason>", description: "the reason, for the log" },
      { flags: "--wait <span>", description: "how long to wait for the outcome (default: 15m)" },
    ],
    load: async () => (await import("./commands/act.ts")).actCommand(name),
  };
}

const FOR: Readonly<Record<LocalVerb, readonly [string, string][]>> = {
  hold: [["--for <span>", "how long (default: 24h, at most limits.holdDays)"]],
  extend: [["--for <span>", "how much longer than the pending stop or the hold that stands"]],
  release: [],
};

/** The commands of people's exceptions. */
function exceptionEntry(name: LocalVerb): CommandEntry {
  const options = [
    ...FOR[name],
    ["--owner <name>", "who asks (default: the user of this shell)"] as const,
    ["--why <reason>", "the reason, for everybody who asks"] as const,
  ];
  return {
    name,
    group: "Act",
    summary: summaryOf(name),
    arguments: [["<machine>", "name, id or target/kind/id"]],
    options: options.map(([flags, description]) => ({ flags, description })),
    load: async () => (await import("./commands/hold.ts")).exceptionCommand(name),
  };
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "demo",
    group: "Try",
    summary: "play four stories against an emulated cloud; needs no account",
    usesConfig: false,
    options: [
      { flags: "--story <name>", description: "play only this one", choices: STORY_NAMES },
      {
        flags: "--kill-at <ms>",
        description: "kill the rebuild's server so long after the ticket was taken",
      },
    ],
    load: async () => (await import("./commands/demo.ts")).runDemo,
  },
  {
    name: "scan",
    group: "Try",
    summary: "look at a cloud: what runs, what idles, what a stop would save; only reads",
    usesConfig: false,
    options: [
      { flags: "--cloud <name>", description: "cloud to look at", choices: ["huaweicloud", "otc"] },
      { flags: "--region <region>", description: "region, such as cn-north-4 or eu-de" },
      { flags: "--project <id>", description: "project id (default: from the environment)" },
      { flags: "--endpoint <url>", description: "origin that stands in for the cloud, such as an emulator" },
      { flags: "--prices <file>", description: "price file; without one no money is shown" },
      { flags: "--idle <span>", description: "how long idle counts as idle (default: 2h)" },
      { flags: "--out <file>", description: "keep the scan for: curfew init --from-scan FILE" },
    ],
    load: async () => (await import("./commands/scan.ts")).runScan,
  },
  {
    name: "init",
    group: "Try",
    summary: "write a commented curfew.yaml with everything in observe mode",
    usesConfig: false,
    options: [
      { flags: "--from-scan [file]", description: "start from a scan (default: scan now)" },
      { flags: "--prices <file>", description: "price file, so that reports say what was saved" },
      { flags: "--out <file>", description: "where to write (default: curfew.yaml)" },
      { flags: "--force", description: "write over a file that is there" },
    ],
    load: async () => (await import("./commands/init.ts")).runInit,
  },
  {
    name: "rehearse",
    group: "Try",
    summary: "live through the last days on an emulator in fast forward, so that the log has a history",
    options: [{ flags: "--days <number>", description: "how many, 1 to 31 (default: 4)" }],
    load: async () => (await import("./commands/rehearse.ts")).runRehearse,
  },
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
    load: async () => (await import("./commands/validate.ts")).runValidate,
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
    ],
    load: async () => (await import("./commands/plan.ts")).runPlan,
  },
  {
    name: "next",
    group: "Prove",
    summary: "list when clock policies come round and hours begin and end, in local time and UTC",
    options: [
      { flags: "--days <number>", description: "how many days ahead, 1 to 366 (default: 7)" },
      { flags: "--policy <name>", description: "only this policy" },
    ],
    load: async () => (await import("./commands/next.ts")).runNext,
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
    load: async () => (await import("./commands/backtest-command.ts")).runBacktest,
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
    load: async () => (await import("./commands/enforce-command.ts")).runEnforce,
  },
  {
    name: "observe",
    group: "Prove",
    summary: "let a policy only watch again",
    arguments: [["<policy>", "policy of the configuration"]],
    options: [{ flags: "--why <reason>", description: "the reason, for the log" }],
    load: async () => (await import("./commands/enforce-command.ts")).runObserve,
  },
  {
    name: "serve",
    group: "Run",
    summary: "take webhooks, follow the clock, work on the inbox",
    options: [
      { flags: "--port <number>", description: "port (default: 8787, 0 for any)" },
      { flags: "--host <address>", description: "address to listen on (default: 127.0.0.1)" },
      {
        flags: "--open-status",
        description: "answer GET /status although other computers reach the port (default: 127.0.0.1 alone)",
      },
      { flags: "--sweep <span>", description: "how often open runs are gone on with (default: 10s)" },
    ],
    load: async () => (await import("./commands/serve.ts")).runServe,
  },
  {
    name: "run",
    group: "Run",
    summary: "one pass: this minute's policies, then everything that is open",
    options: [
      {
        flags: "--event <file>",
        description: "take in this event instead of the clock (- for standard input)",
      },
      {
        flags: "--wait <span>",
        description: "go on until nothing is open, at most so long (default: one pass)",
      },
      { flags: "--all", description: "make every clock policy due now" },
      { flags: "--dry-run", description: "stop after the plan: nothing is sent, nothing is kept" },
      { flags: "--replay <run>", description: "take in the event of an ended run once more" },
      { flags: "--why <reason>", description: "with --replay: the reason, for the log" },
    ],
    load: async () => (await import("./commands/run.ts")).runRun,
  },
  {
    name: "send",
    group: "Run",
    summary: "put an event into the inbox, or sign it and send it to a running server",
    arguments: [["[file]", "event as JSON (- for standard input); with --as, what is said"]],
    options: [
      { flags: "--url <url>", description: "server to send to (default: http://127.0.0.1:8787)" },
      {
        flags: "--source <name>",
        description: "send as this source of the configuration, signed with its secret",
      },
      { flags: "--as <user>", description: "say the words in a chat, as the person with this id" },
      {
        flags: "--press <command>",
        description: "with --as, instead of words: press a button that stands for this command",
      },
    ],
    load: async () => (await import("./commands/send.ts")).runSend,
  },
  {
    name: "status",
    group: "See",
    summary: summaryOf("status"),
    options: [
      { flags: "--ending", description: "instead: the exceptions that end soon, by owner" },
      { flags: "--days <number>", description: "with --ending: how many days ahead, 1 to 366 (default: 7)" },
    ],
    load: async () => (await import("./commands/status.ts")).runStatus,
  },
  {
    name: "why",
    group: "See",
    summary: summaryOf("why"),
    arguments: [["<machine>", "name, id or target/kind/id"]],
    options: [
      { flags: "--policy <name>", description: "only this policy (default: all that a clock sets off)" },
    ],
    load: async () => (await import("./commands/why.ts")).runWhy,
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
    load: async () => (await import("./commands/log.ts")).runLog,
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
    load: async () => (await import("./commands/report.ts")).runReport,
  },
  ...VERB_NAMES.map(actEntry),
  ...LOCAL_VERB_NAMES.map(exceptionEntry),
  {
    name: "undo",
    group: "Act",
    summary: summaryOf("undo"),
    arguments: [["<run>", "id of the run, or its last six characters as tables show them"]],
    options: [
      { flags: "--within <span>", description: "how long ago it may be (default: 24h, at most 7d)" },
      { flags: "--why <reason>", description: "the reason, for the log" },
      { flags: "--wait <span>", description: "how long to wait for the outcome (default: 15m)" },
    ],
    load: async () => (await import("./commands/undo.ts")).runUndo,
  },
  {
    name: "approve",
    group: "Act",
    summary: `${summaryOf("approve")}; without a code, show what is asked`,
    arguments: [
      ["<run>", "id of the run, or its last six characters as tables show them"],
      ["[code]", "which plan you mean, as status shows it"],
    ],
    options: [{ flags: "--why <reason>", description: "the reason, for the log" }],
    load: async () => (await import("./commands/approve.ts")).runApprove,
  },
  {
    name: "deny",
    group: "Act",
    summary: summaryOf("deny"),
    arguments: [
      ["<run>", "id of the run, or its last six characters as tables show them"],
      ["[code]", "which plan you mean (default: the one that is asked for now)"],
    ],
    options: [{ flags: "--why <reason>", description: "the reason, for the log" }],
    load: async () => (await import("./commands/approve.ts")).runDeny,
  },
  {
    name: "resolve",
    group: "Act",
    summary: "say how a step came out that Curfew could not tell",
    arguments: [
      ["<run>", "run"],
      ["<step>", "step"],
    ],
    options: [
      { flags: "--as <outcome>", description: "what happened", choices: ["succeeded", "failed", "retry"] },
      { flags: "--why <reason>", description: "how you know" },
    ],
    load: async () => (await import("./commands/resolve.ts")).runResolve,
  },
  {
    name: "pause",
    group: "Act",
    summary: summaryOf("pause"),
    options: [{ flags: "--why <reason>", description: "the reason, shown everywhere" }],
    load: async () => (await import("./commands/pause.ts")).runPause,
  },
  {
    name: "resume",
    group: "Act",
    summary: summaryOf("resume"),
    load: async () => (await import("./commands/pause.ts")).runResume,
  },
  ...SHIP_COMMANDS,
];
