import type { CommandEntry } from "../command-entry.ts";

/** What brings Curfew to where it runs. */
export const SHIP_COMMANDS: readonly CommandEntry[] = [
  {
    name: "doctor",
    group: "Ship",
    summary: "check configuration, credentials, clock, store and secrets from here, and what is deployed",
    options: [
      {
        flags: "--host <name>",
        description: "look at the deployed functions and their bucket too",
        choices: ["functiongraph"],
      },
      { flags: "--stage <name>", description: "stage of the deployment (default: as in curfew.stack.json)" },
    ],
    load: async () => (await import("../commands/doctor.ts")).runDoctor,
  },
  {
    name: "permissions",
    group: "Ship",
    summary: "print the least that IAM has to grant for this configuration",
    options: [
      {
        flags: "--host <name>",
        description: "what runs it (default: functiongraph)",
        choices: ["functiongraph", "lambda", "node"],
      },
      { flags: "--bucket <name>", description: "bucket of the status log (default: the one in store:)" },
    ],
    load: async () => (await import("../commands/permissions-command.ts")).runPermissions,
  },
  {
    name: "synth",
    group: "Ship",
    summary: "write the deployment of this configuration for another tool; sends nothing",
    options: [
      {
        flags: "--target <tool>",
        description: "tool to write for (default: terraform)",
        choices: ["terraform", "serverless"],
      },
      { flags: "--out <folder>", description: "where to write (default: standard output)" },
      { flags: "--settings <file>", description: "settings as JSON (default: curfew.stack.json, if there)" },
      {
        flags: "--host <name>",
        description: "what runs the functions (default: functiongraph)",
        choices: ["functiongraph", "lambda"],
      },
      { flags: "--stage <name>", description: "part of every name (default: dev)" },
      { flags: "--cloud <name>", description: "cloud of the functions", choices: ["huaweicloud", "otc"] },
      { flags: "--region <region>", description: "region of the functions" },
      { flags: "--bucket <name>", description: "bucket of the status log" },
    ],
    load: async () => (await import("../commands/synth-command.ts")).runSynth,
  },
  {
    name: "schema",
    group: "Ship",
    summary: "print the JSON Schema of curfew.yaml",
    usesConfig: false,
    load: async () => (await import("../commands/schema.ts")).runSchema,
  },
  {
    name: "package",
    group: "Ship",
    summary: "put the configuration beside the functions' code, and pack both",
    usesConfig: true,
    options: [
      {
        flags: "--platform <name>",
        description: "platform (default: both)",
        choices: ["functiongraph", "lambda"],
      },
      { flags: "--out <folder>", description: "where to write (default: dist/functions)" },
    ],
    load: async () => (await import("../commands/package-command.ts")).runPackage,
  },
  {
    name: "invoke",
    group: "Ship",
    summary: "call a built function here, under the rules of its platform",
    usesConfig: false,
    options: [
      { flags: "--platform <name>", description: "platform (default: functiongraph)" },
      { flags: "--function <name>", description: "function, such as webhook" },
      { flags: "--event <file>", description: "event as JSON (- for standard input)" },
      { flags: "--bundle <folder>", description: "built folder or zip (default: the function's in dist)" },
      { flags: "--handler <name>", description: "file and function (default: index.handler)" },
      { flags: "--initializer <name>", description: "file and function that run first (default: none)" },
      { flags: "--data-env <name=value...>", description: "environment variables of the function" },
      { flags: "--timeout <span>", description: "when the call is ended from outside (default: 3s)" },
      {
        flags: "--node <path>",
        description: "Node.js to run on, or current (default: 20.15.1, fetched once)",
      },
    ],
    load: async () => (await import("../commands/invoke-command.ts")).runInvoke,
  },
  {
    name: "emulate",
    group: "Ship",
    summary: "run the ModelArts emulator as a server",
    usesConfig: false,
    options: [
      { flags: "--port <number>", description: "port (default: any free one)" },
      { flags: "--access-key <key>", description: "access key that callers sign with" },
      { flags: "--secret-key <key>", description: "its secret key" },
      { flags: "--fleet <file>", description: "fleet as JSON, or sample (default: sample)" },
      { flags: "--notebooks <number>", description: "a made-up fleet of so many notebooks instead" },
      { flags: "--speed <factor>", description: "transitions take this many times less (default: 1)" },
      { flags: "--seed <number>", description: "seed of ids and noise (default: 1)" },
    ],
    load: async () => (await import("../commands/emulate.ts")).runEmulate,
  },
];
