// Builds what the package ships: the command (one bundle with chunks loaded on demand), the importable
// entries, their types and the link that makes `npx curfew` work inside a clone. Runs as `prepare`.
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const require = createRequire(import.meta.url);

let esbuild;
try {
  esbuild = await import("esbuild");
} catch {
  // `npm ci --omit=dev` in a clone: there is nothing to build with, and an earlier build may be there.
  console.error("curfew: development dependencies are missing, nothing was built");
  process.exit(0);
}
const { leanFunctions } = await import("./lean-functions.js");

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  sourcemap: true,
  legalComments: "none",
  logLevel: "warning",
};

rmSync(join(root, "dist"), { recursive: true, force: true });

const entries = ["signing", "modelarts", "emulator", "functiongraph", "sources", "testing", "deploy"].filter(
  (name) => existsSync(join(root, `lib/entry/${name}.ts`)),
);
await Promise.all([
  esbuild.build({
    ...shared,
    entryPoints: { curfew: "lib/cli/main.ts" },
    outdir: "dist/cli",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    // A native addon cannot be bundled; it is an optional dependency and loaded only where a store is opened.
    external: ["libsql"],
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  }),
  esbuild.build({
    ...shared,
    entryPoints: Object.fromEntries(entries.map((name) => [name, `lib/entry/${name}.ts`])),
    outdir: "dist/lib",
    splitting: true,
    packages: "external",
  }),
]);

/**
 * One CommonJS file a function, for the oldest Node that its platform has. The configuration stands beside it and is put
 * there by `curfew package`; what only a person needs (the names in a stack trace) is in a map apart.
 */
const TARGETS = { functiongraph: "node20.15", lambda: "node22" };
const FUNCTIONS = ["webhook", "schedule", "queue"];
await Promise.all(
  Object.entries(TARGETS).map(([platform, target]) =>
    esbuild.build({
      ...shared,
      entryPoints: Object.fromEntries(
        FUNCTIONS.map((name) => [`${name}/index`, `functions/${platform}/${name}.ts`]),
      ),
      outdir: `dist/functions/${platform}`,
      format: "cjs",
      target,
      // Escaped, every Chinese character would take six bytes instead of three.
      charset: "utf8",
      minify: true,
      sourcemap: "external",
      external: ["./curfew.config.json"],
      plugins: leanFunctions,
    }),
  ),
);

execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});

// Node takes the type of a file from the nearest package.json, and the one above says module.
writeFileSync(join(root, "dist/functions/package.json"), '{ "type": "commonjs" }\n');

// What is deployed, and what the functions are packed with: the project's own configuration, else the example.
execFileSync(process.execPath, ["scripts/stack.js"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });

// npm links the command of a dependency, never the one of the package itself.
const bin = join(root, "node_modules/.bin");
const link = join(bin, "curfew");
if (existsSync(join(root, "node_modules")) && process.platform !== "win32") {
  mkdirSync(bin, { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync("../../bin/curfew.js", link);
}
