import {
  LOCAL_VERB_NAMES,
  type LocalVerb,
  VERB_ALIASES,
  VERB_NAMES,
  type VerbName,
  verb,
} from "../../domain/verbs.ts";
import { summaryOf } from "../../domain/word-summaries.ts";
import type { CommandEntry } from "../command-entry.ts";

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
    load: async () => (await import("../commands/act.ts")).actCommand(name),
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
    load: async () => (await import("../commands/hold.ts")).exceptionCommand(name),
  };
}

/** What a person orders, in the order of the help. */
export const ACT_COMMANDS: readonly CommandEntry[] = [
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
    load: async () => (await import("../commands/undo.ts")).runUndo,
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
    load: async () => (await import("../commands/approve.ts")).runApprove,
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
    load: async () => (await import("../commands/approve.ts")).runDeny,
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
    load: async () => (await import("../commands/resolve.ts")).runResolve,
  },
  {
    name: "pause",
    group: "Act",
    summary: summaryOf("pause"),
    options: [{ flags: "--why <reason>", description: "the reason, shown everywhere" }],
    load: async () => (await import("../commands/pause.ts")).runPause,
  },
  {
    name: "resume",
    group: "Act",
    summary: summaryOf("resume"),
    load: async () => (await import("../commands/pause.ts")).runResume,
  },
];
