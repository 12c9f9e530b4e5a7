// Writes dist/stack.json, which serverless.yml and serverless.lambda.yml read. The configuration is CURFEW_CONFIG, else
// curfew.yaml, else the example; settings are CURFEW_SETTINGS, else curfew.stack.json if it is there. Prints what to know.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./bundle-module.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
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
  text: readFileSync(path, "utf8"),
  path,
  readFile: (file) => readFile(resolve(dirname(path), file), "utf8"),
  schemes: SCHEMES.map(({ id }) => id),
});
if (!loaded.ok) {
  for (const { message } of loaded.errors) console.error(`${name}: ${message}`);
  process.exit(1);
}

const settingsName = process.env.CURFEW_SETTINGS ?? firstThere("curfew.stack.json");
const settings =
  settingsName === undefined ? {} : JSON.parse(readFileSync(resolve(root, settingsName), "utf8"));

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
