// Writes docs/actions.md from the verb table, the table of operations and the code that calls them. With --check it
// fails when the file is stale, when nobody can call an operation, or when no test names it.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { importTypeScript } from "./bundle-module.js";

const {
  OPERATIONS,
  CLOUDS,
  VERBS,
  LOCAL_VERBS,
  VERB_ALIASES,
  RESOURCE_KINDS,
  CHAT_WORDS,
  verbNamed,
  summaryOf,
  callOfSteps,
} = await importTypeScript(`
  export { OPERATIONS } from "./lib/domain/modelarts/operations.ts";
  export { CLOUDS } from "./lib/domain/clouds.ts";
  export { VERBS, LOCAL_VERBS, VERB_ALIASES, verbNamed } from "./lib/domain/verbs.ts";
  export { CHAT_WORDS } from "./lib/domain/chat.ts";
  export { summaryOf } from "./lib/domain/word-summaries.ts";
  export { RESOURCE_KINDS } from "./lib/domain/resource.ts";
  export { callOfSteps } from "./lib/clients/target/call-of-steps.ts";
`);

/** States the documents ask for, where the verb table is coarser than they are. */
const PRECONDITIONS = {
  StartDevServer: "STOPPED, STOP_FAILED or START_FAILED",
  StopDevServer: "RUNNING or STOP_FAILED",
  RebootDevServer: "RUNNING",
  DeleteDevServer: "pay-per-use, or CREATE_FAILED or ERROR",
  ChangeDevServerOS: "STOPPED; ends RUNNING",
  ReinstallDevServerOS: "STOPPED; ends RUNNING",
  BatchDevServersAction: "as the single action; reports nothing per server",
  CreateDevServer: "exactly one of password and key pair; supernodes by key pair",
  StartHyperinstance: "STOPPED",
  StopHyperinstance: "RUNNING or STOP_FAILED",
  ChangeHyperinstanceOS: "key pair only",
  DeleteHyperinstance: "pay-per-use and running, or ERROR",
  ActOnLegacyNotebook: "start: STOPPED; stop: RUNNING",
  UpdateLegacyNotebook: "takes effect at the next start",
  DeleteLegacyNotebook: "stopped first",
  CreateLegacyNotebook: "OBS path ends in / and is not the bucket root; OTC: obs only",
  StartNotebook: "STOPPED",
  StopNotebook: "RUNNING",
  RenewLease: "RUNNING",
  DeleteNotebook: "stopped first",
  CreateNotebook: "exactly one of flavor and custom_spec",
};

/** Calls that only the typed client offers: nothing in Curfew decides to make them. */
const LIBRARY_ONLY = {
  UpdateDevServer: "renames; a name is people's business",
  SyncDevServers: "forces the cloud to refresh its own list",
  GetDevServerOperation: "only disks report operations, and Curfew attaches none",
  UpdateNotebook: "changes a notebook's size or image",
  ShowLease: "every notebook's answer holds its lease already",
};

const step = (verb, kind) => ({
  id: "step",
  wave: 0,
  verb,
  policy: "",
  resource: `target/${kind}/id`,
  target: "target",
  kind,
  name: "",
  owner: null,
  parameters: { keyPair: "key" },
  after: [],
  repeat: "convergent",
});

/** Operation → verbs that lead to it, found by building the calls. */
function callersByOperation() {
  const callers = new Map();
  const add = (operation, verb) => callers.set(operation, new Set([...(callers.get(operation) ?? []), verb]));
  for (const verb of Object.keys(VERBS)) {
    for (const kind of RESOURCE_KINDS) {
      for (const steps of [[step(verb, kind)], [step(verb, kind), step(verb, kind)]]) {
        try {
          add(callOfSteps(steps, () => "secret").operation, verb);
        } catch (error) {
          if (error.code !== "not-supported") throw error;
        }
      }
    }
  }
  return callers;
}

const files = (...patterns) =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    encoding: "utf8",
  })
    .trim()
    .split("\n")
    // What was moved and is not committed yet is still in the index.
    .filter((file) => file !== "" && existsSync(file));
const sources = files(
  "lib/clients/target/*.ts",
  "lib/clients/modelarts/listings.ts",
  "lib/cli/**/*.ts",
  "lib/compose/*.ts",
).map((file) => [file, readFileSync(file, "utf8")]);
const tests = files("test/**/*.test.ts").map((file) => [file, readFileSync(file, "utf8")]);

/** A read is used when the code that looks at machines calls it. */
function readBy(operation) {
  const name = operation.charAt(0).toLowerCase() + operation.slice(1);
  return sources.some(([, text]) => new RegExp(`\\b(client|calls)\\.${name}\\(`).test(text));
}

/** Tests of behaviour come before tests of shape. */
const ORDER = [
  "test/e2e/",
  "test/contract/",
  "test/unit/clients/",
  "test/unit/emulator/",
  "test/unit/",
  "test/",
];
function testOf(operation) {
  const name = operation.charAt(0).toLowerCase() + operation.slice(1);
  const naming = tests
    .filter(([, text]) => new RegExp(`\\b(${operation}|${name})\\b`).test(text))
    .map(([file]) => file);
  return ORDER.flatMap((prefix) => naming.filter((file) => file.startsWith(prefix)))[0];
}

/** The words of a chat that stand for a verb; `create` stands for those that it can name. */
const CREATED_IN_CHAT = ["create-notebook", "create-dev-server"];
function wordsInChat(verbs) {
  const words = CHAT_WORDS.filter(
    (word) =>
      verbs.includes(verbNamed(word)) ||
      (word === "create" && verbs.some((verb) => CREATED_IN_CHAT.includes(verb))),
  );
  return words.map((word) => `\`${word}\``).join(", ") || "–";
}

const problems = [];
const callers = callersByOperation();
const rows = Object.entries(OPERATIONS).map(([name, operation]) => {
  const verbs = [...(callers.get(name) ?? [])];
  const test = testOf(name);
  if (!test) problems.push(`${name}: no test names it`);
  const looks = operation.effect === "read" && readBy(name);
  if (verbs.length === 0 && !looks && !LIBRARY_ONLY[name]) problems.push(`${name}: nobody can call it`);
  if ((verbs.length > 0 || looks) && LIBRARY_ONLY[name])
    problems.push(`${name}: is called, so it is not only for the library`);
  const words = verbs.map((verb) => [
    verb,
    ...Object.keys(VERB_ALIASES).filter((alias) => VERB_ALIASES[alias] === verb),
  ]);
  const command = verbs.map((verb) => `\`curfew ${verb}\``).join(", ");
  const fallback = looks ? "scan, plan, run, serve" : `\`curfew/modelarts\` only: ${LIBRARY_ONLY[name]}`;
  const kinds = [...new Set(verbs.map((verb) => VERBS[verb].repeat))];
  const undo = [...new Set(verbs.map((verb) => VERBS[verb].undo).filter(Boolean))];
  return [
    name,
    `${operation.method} \`${operation.path}\``,
    operation.clouds.map((cloud) => CLOUDS[cloud].title).join(", "),
    command || fallback,
    verbs.map((verb) => `\`${verb}\``).join(", ") || "–",
    words
      .flat()
      .map((word) => `\`${word}\``)
      .join(", ") || "–",
    wordsInChat(verbs),
    verbs.length > 0 ? `\`action.request\` ${verbs.map((verb) => `\`${verb}\``).join(", ")}` : "–",
    PRECONDITIONS[name] ?? (operation.effect === "read" ? "none" : "–"),
    operation.effect === "read" ? "repeatable (reads)" : kinds.join(", ") || "not repeated",
    undo.map((verb) => `\`${verb}\``).join(", ") || "–",
    test ? `[${test.replace("test/", "")}](../${test})` : "–",
  ];
});

const HEAD = [
  "operation",
  "API call",
  "clouds",
  "command",
  "policy `then`",
  "ticket",
  "chat",
  "queue message",
  "precondition",
  "repeatable or once-only",
  "undo",
  "test",
];
const LOCAL_HEAD = [
  "verb",
  "what it does",
  "command",
  "ticket",
  "chat",
  "queue message",
  "parameters",
  "test",
];
const localRows = Object.entries(LOCAL_VERBS).map(([name, { summary, parameters }]) => [
  `\`${name}\``,
  summary.replace(/\.$/, ""),
  `\`curfew ${name}\``,
  `\`${name}\``,
  wordsInChat([name]),
  `\`action.request\` \`${name}\``,
  Object.keys(parameters.shape).join(" or ") || "–",
  "[unit/shell/decide-exception.test.ts](../test/unit/shell/decide-exception.test.ts)",
]);
/** Words that are no verb: they only ask, steer or answer. */
const otherWords = CHAT_WORDS.filter((word) => word !== "create" && !verbNamed(word));
const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
const text = `# Actions

Generated by \`node scripts/actions-doc.js\` from the verb table (\`lib/domain/verbs.ts\`), the table of operations
(\`lib/domain/modelarts/operations.ts\`) and the code that builds the calls. Convergent actions are planned only when they are
not already true and may be repeated after reading the machine; once-only actions have at most one effect. Everything passes
the \`allow:\` wall of the configuration.

${line(HEAD)}
${line(HEAD.map(() => "---"))}
${rows.map(line).join("\n")}

## Verbs that stay in the house

They change what the store keeps and call nothing, so \`allow:\` says nothing of them, and no policy can do one by itself
([exceptions](exceptions.md)). Each wish is carried out once.

${line(LOCAL_HEAD)}
${line(LOCAL_HEAD.map(() => "---"))}
${localRows.map(line).join("\n")}

## Words that only ask, steer or answer

Said in a [chat](chat-ops.md); those that have a command of the same name do the same there.

${line(["word", "what it does"])}
${line(["---", "---"])}
${otherWords.map((word) => line([`\`${word}\``, summaryOf(word)])).join("\n")}
`;

if (process.argv.includes("--check")) {
  let kept = "";
  try {
    kept = readFileSync("docs/actions.md", "utf8");
  } catch {
    // Missing is stale.
  }
  if (kept !== text) problems.push("docs/actions.md is stale: run node scripts/actions-doc.js");
} else {
  writeFileSync("docs/actions.md", text);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
