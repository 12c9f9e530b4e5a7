// Writes docs/emulator.md from the table of operations and the table of what is emulated. With --check it only
// compares and fails when the page is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const page = join(root, "docs/emulator.md");

const bundle = await build({
  stdin: {
    contents: `export { FIDELITY, NOT_EMULATED } from "./lib/emulator/fidelity/fidelity.ts";
      export { OPERATIONS } from "./lib/domain/modelarts/operations.ts";
      export { citation } from "./lib/domain/modelarts/documents.ts";
      export { TRANSITION_SECONDS } from "./lib/emulator/timings.ts";
      export { DEFAULT_QUIRKS } from "./lib/emulator/state.ts";
      export { FAULT_KINDS } from "./lib/emulator/fault.ts";
      export { PATTERNS } from "./lib/emulator/truth.ts";`,
    resolveDir: root,
    loader: "ts",
  },
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
  logLevel: "error",
});
const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
const tables = await import(`data:text/javascript;base64,${code}`);

const text = render(tables);
if (process.argv.includes("--check")) {
  if (readFileSync(page, "utf8") !== text) {
    console.error("docs/emulator.md is stale: run node scripts/emulator-doc.js");
    process.exit(1);
  }
} else {
  writeFileSync(page, text);
}

function render({ FIDELITY, NOT_EMULATED, OPERATIONS, citation, TRANSITION_SECONDS, ...rest }) {
  const names = Object.keys(OPERATIONS);
  const groups = names.flatMap((name) => FIDELITY[name].map((group) => ({ name, ...group })));
  const missing = NOT_EMULATED.reduce((sum, { calls }) => sum + calls.length, 0);
  const known = names.length + missing;
  const count = (mark) => groups.filter((group) => group.mark === mark).length;
  const percent = (part, whole) => `${((part / whole) * 100).toFixed(0)} %`;
  const quirks = Object.keys(rest.DEFAULT_QUIRKS).map((quirk) => `\`${quirk}\``);
  return `# The emulator

<!-- Written by scripts/emulator-doc.js from lib/emulator/fidelity. Edit there, not here. -->

A local server that behaves like the ModelArts management API and its neighbours: signatures, state machines, leases,
metrics, errors and quirks. \`curfew emulate\` starts it, \`--notebooks 30\` with a made-up fleet; tests and simulations drive the same code without a socket:
\`handle(state, request, now, random)\` answers the next state and a response, and nothing in it waits.

\`\`\`ts
import { SAMPLE_FLEET, startEmulator } from "curfew/emulator";

const { url, close } = await startEmulator({
  credentials: [{ accessKey: "EXAMPLE", secretKey: "EXAMPLE-SECRET" }],
  fleet: SAMPLE_FLEET,
});
\`\`\`

## Coverage

- **${names.length} of ${names.length}** calls in Curfew's table are emulated (100 %; a missing one does not compile). The documents and the SDK have ${missing} more on these resources, ${known} in all; they are listed at the end.
- ${groups.length} groups of fields and rules: **${count("documented")} documented** (${percent(count("documented"), groups.length)}), ${count("observed")} observed in public code or answers (${percent(count("observed"), groups.length)}), ${count("inferred")} inferred (${percent(count("inferred"), groups.length)}).

What is inferred may differ from the real service. Do not rely on it without having looked.

## Operations

| operation | request | fields | mark | what the emulator does |
|---|---|---|---|---|
${groups.map((group) => row(group, OPERATIONS[group.name])).join("\n")}

## Documents

| operation | document |
|---|---|
${names.map((name) => `| ${name} | ${citation(OPERATIONS[name].document)} |`).join("\n")}

## Times

Seconds at speed 1. Leases, automatic stops and metrics keep real time at every speed.

| | ${Object.keys(TRANSITION_SECONDS.notebook).join(" | ")} |
|---|${Object.keys(TRANSITION_SECONDS.notebook)
    .map(() => "---|")
    .join("")}
${Object.entries(TRANSITION_SECONDS)
  .map(([kind, steps]) => `| ${kind} | ${Object.values(steps).join(" | ")} |`)
  .join("\n")}

## The gateway

Signatures are checked byte by byte, at most 15 minutes off: 401 \`APIGW.0301\`, on Open Telekom Cloud \`APIG.0301\`. A
path that a cloud does not have is 404 \`0101\`, a project that the fleet does not name 403 \`0310\`, a project header that
contradicts the path 403 \`ModelArts.0210\`. A fleet that names no project accepts every one. Bodies end at 12 MB.

## Control API

Under \`/_emulator/\`, unsigned, answered to this machine only. It is no part of any cloud.
\`curfew rehearse\` sets the clock back with it and lives through the last days in fast forward ([enforce](enforce.md)).

| call | what for |
|---|---|
| \`POST fleet\` | a fleet, or \`{ "generate": { "size": 100, "seed": 1 } }\`, in place of what is there |
| \`POST clock\` | \`{ advanceMs }\` or \`{ at }\` moves the machines' clock; \`{ skewMs }\` only the clock that judges signatures |
| \`POST faults\`, \`GET faults\`, \`DELETE faults\` | a list of \`{ match: { operation?, method?, path? }, fault, times?, retryAfterS?, delayMs?, machines? }\` |
| \`GET journal\`, \`DELETE journal\` | every write that came in, with what it did to which machine |
| \`GET calls\`, \`DELETE calls\` | number of calls by operation, reads included |
| \`GET state\` | every machine as it really stands |
| \`GET truth\`, \`GET truth?at=ms\` | who really works, which no call of the cloud tells |
| \`POST flavors\`, \`GET flavors\` | \`{ soldOut: [names] }\`: of these flavors nothing is left; the lists say so, creations are refused, and starts end in \`START_FAILED\` |
| \`POST permissions\` | \`{ accessKey, allowed: [actions] }\`, or \`null\` for everything |
| \`POST machines/{id}\` | \`{ status?, truth?, failNext?, tags? }\` |
| \`POST quirks\` | ${quirks.join(", ")}: each \`true\` or \`false\` |

Faults: ${rest.FAULT_KINDS.map((kind) => `\`${kind}\``).join(", ")}. A lost answer ends the connection at once, or after
\`delayMs\` during which the caller waits in vain. \`quota\` and \`sold-out\` refuse, \`create-failed\` lets the last \`machines\` that
a call makes (all without it) end in their failure.

## Fleets and their hidden truth

A fleet file lists machines, and for each of them what really goes on: ${rest.PATTERNS.map((pattern) => `\`${pattern}\``).join(", ")}.
Metrics follow from that truth by noise that depends on seed, machine, metric and minute alone, so any past can be asked
for. The schema is in \`lib/emulator/fleet.ts\`; \`generateFleet\` makes fleets of any size, \`SAMPLE_FLEET\` is one by hand.

## Not emulated

${NOT_EMULATED.map(({ topic, calls }) => `- ${topic}: ${calls.join(", ")}`).join("\n")}
`;
}

function row(group, operation) {
  const request = `\`${operation.method} ${operation.path}\``;
  const cells = [group.name, request, group.fields, group.mark, group.behaviour];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
