import type { CommandEntry } from "../command-entry.ts";
import { STORY_NAMES } from "../demo/story-names.ts";

/** What shows Curfew to somebody who is new to it. */
export const TRY_COMMANDS: readonly CommandEntry[] = [
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
    load: async () => (await import("../commands/demo.ts")).runDemo,
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
    load: async () => (await import("../commands/scan.ts")).runScan,
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
    load: async () => (await import("../commands/init.ts")).runInit,
  },
  {
    name: "rehearse",
    group: "Try",
    summary: "live through the last days on an emulator in fast forward, so that the log has a history",
    options: [{ flags: "--days <number>", description: "how many, 1 to 31 (default: 4)" }],
    load: async () => (await import("../commands/rehearse.ts")).runRehearse,
  },
];
