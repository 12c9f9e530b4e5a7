// Writes dist/stack.json, which serverless.yml and serverless.lambda.yml read, and puts the same configuration beside the
// code of the functions, so that what is declared and what is packed never differ. The configuration is CURFEW_CONFIG, else
// curfew.yaml, else the example; settings are CURFEW_SETTINGS, else curfew.stack.json if it is there. Prints what to know.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./bundle-module.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function fail(line) {
  console.error(line);
  process.exit(1);
}

/** What a variable names is read or refused by that variable's name. */
function read(file, variable) {
  try {
    return readFileSync(resolve(root, file), "utf8");
  } catch (error) {
    return fail(`${variable}: ${resolve(root, file)} cannot be read (${error.code})`);
  }
}

function parse(text, file) {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(`${file}: not JSON (${error.message}); docs/deploy-functiongraph.md has the keys`);
  }
}

const firstThere = (...names) => names.find((name) => name !== undefined && existsSync(resolve(root, name)));

const { declareStack, loadConfig, SCHEMES, STAGE_OF_OSLS, stackFile } = await importTypeScript(`
  export { declareStack } from "./lib/stack/declare-stack.ts";
  export { STAGE_OF_OSLS } from "./lib/stack/stack-settings.ts";
  export { stackFile } from "./lib/stack/synth-serverless.ts";
  export { loadConfig } from "./lib/config/load-config.ts";
  export { SCHEMES } from "./lib/sources/schemes.ts";
`);

const name = process.env.CURFEW_CONFIG ?? firstThere("curfew.yaml", "examples/curfew.yaml");
const path = resolve(root, name);
const loaded = await loadConfig({
  text: read(name, "CURFEW_CONFIG"),
  path,
  readFile: (file) => readFile(resolve(dirname(path), file), "utf8"),
  schemes: SCHEMES.map(({ id }) => id),
});
if (!loaded.ok) {
  for (const { message } of loaded.errors) console.error(`${name}: ${message}`);
  fail(`nothing was written; see where with: npx curfew validate --config ${name}`);
}

const settingsName = process.env.CURFEW_SETTINGS ?? firstThere("curfew.stack.json");
const settings = settingsName === undefined ? {} : parse(read(settingsName, "CURFEW_SETTINGS"), settingsName);

/** A host that the configuration does not fit is left out, and says why: the other one may be the one that is meant. */
function stackFor(host) {
  // What is set for one host is not meant for the other one.
  const own = (settings.host ?? "functiongraph") === host ? settings : {};
  try {
    return declareStack({ ...own, host, stage: STAGE_OF_OSLS, config: loaded.config });
  } catch (error) {
    if (typeof error.code !== "string") throw error;
    if (own === settings) process.exitCode = 1;
    console.error(`${host}: ${error.message}`);
    return null;
  }
}

mkdirSync(join(root, "dist"), { recursive: true });
const stacks = { functiongraph: stackFor("functiongraph"), lambda: stackFor("lambda") };
writeFileSync(join(root, "dist/stack.json"), stackFile(stacks));
console.log(`dist/stack.json: of ${name}${settingsName === undefined ? "" : ` and ${settingsName}`}`);
if (name === "examples/curfew.yaml") console.log("there is no curfew.yaml, so this is the example");
for (const [host, stack] of Object.entries(stacks)) {
  if (stack === null) console.log(`${host}: left out`);
  for (const note of stack?.notes ?? []) console.log(`${host}: ${note}`);
}

// Settings may name another folder for the code; the functions are packed where the declaration looks for them.
if (existsSync(join(root, "dist/cli/curfew.js"))) {
  const out = resolve(root, settings.code ?? "dist/functions");
  execFileSync(process.execPath, [join(root, "bin/curfew.js"), "package", "--config", path, "--out", out], {
    cwd: root,
    stdio: "inherit",
  });
}
