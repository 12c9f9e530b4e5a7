// Writes lib/functiongraph/child-program.ts: the program of the local FunctionGraph runtime's child process as text.
// It has to run on Node.js 20.15 whatever the package was built with, and be found from sources, command and package
// alike; as text it is a part of each. `--check` only says whether the file is fresh.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "lib/functiongraph/child-program.ts");

const { outputFiles } = await build({
  stdin: {
    contents: `import { runChild } from "./lib/functiongraph/child/run-child.ts";
      runChild({ process, load: require, now: Date.now });`,
    resolveDir: root,
    loader: "ts",
  },
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node20.15",
  // A placeholder inside a plain string looks like a mistake to the linter.
  supported: { "template-literal": false },
  legalComments: "none",
  write: false,
  logLevel: "error",
});

// Quoted as the formatter would: the program has more double quotes than single ones.
const inner = JSON.stringify(outputFiles[0].text.trim()).slice(1, -1);
const quoted = `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
const text = `// Written by scripts/functiongraph-child.js from lib/functiongraph/child. Edit there, not here.

/** The program of the child process, CommonJS for Node.js 20.15. */
export const CHILD_PROGRAM: string =
  ${quoted};
`;

if (process.argv.includes("--check")) {
  let kept = "";
  try {
    kept = readFileSync(target, "utf8");
  } catch {}
  if (kept !== text) {
    console.error("lib/functiongraph/child-program.ts is stale: node scripts/functiongraph-child.js");
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, text);
}
