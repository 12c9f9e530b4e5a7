import type { CommandEntry } from "../command-entry.ts";

/** What carries a configuration out. */
export const RUN_COMMANDS: readonly CommandEntry[] = [
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
    load: async () => (await import("../commands/serve.ts")).runServe,
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
    load: async () => (await import("../commands/run.ts")).runRun,
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
      {
        flags: "--as <user>",
        description:
          "say the words in a chat, as the person with this id (slack, microsoft-teams, dingtalk, feishu-lark, wecom, standard-webhooks)",
      },
      {
        flags: "--press <command>",
        description:
          "with --as, instead of words: press a button that stands for this command (slack, feishu-lark, wecom, standard-webhooks)",
      },
    ],
    load: async () => (await import("../commands/send.ts")).runSend,
  },
];
