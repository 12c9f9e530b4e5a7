// Writes curfew.schema.json, the JSON Schema that editors check curfew.yaml with. `--check` only says whether the
// file is up to date, and fails when it is not.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SIZE_MAX = 60_000;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const path = join(root, "curfew.schema.json");

// The schema is made by TypeScript sources, which this version of Node does not read by itself.
const bundle = await build({
  absWorkingDir: root,
  entryPoints: ["lib/config/config-json-schema.ts"],
  bundle: true,
  write: false,
  platform: "node",
  format: "esm",
  target: "node20.19",
  logLevel: "warning",
});
const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
const { configSchemaText } = await import(`data:text/javascript;base64,${code}`);

const text = configSchemaText();
if (text.length >= SIZE_MAX) {
  console.error(`curfew.schema.json would have ${text.length} bytes; at most ${SIZE_MAX - 1} are allowed`);
  process.exit(1);
}

function current() {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

if (!process.argv.includes("--check")) {
  writeFileSync(path, text);
} else if (current() !== text) {
  console.error("curfew.schema.json is out of date: run node scripts/schema.js");
  process.exit(1);
}
