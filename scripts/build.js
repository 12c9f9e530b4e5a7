// Builds what the package ships: the command (one bundle with chunks loaded on demand), the importable
// entries, their types and the link that makes `npx curfew` work inside a clone. Runs as `prepare`.
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
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

const entries = ["signing", "modelarts", "emulator"].filter((name) =>
  existsSync(join(root, `lib/entry/${name}.ts`)),
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

execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});

// npm links the command of a dependency, never the one of the package itself.
const bin = join(root, "node_modules/.bin");
const link = join(bin, "curfew");
if (existsSync(join(root, "node_modules")) && process.platform !== "win32") {
  mkdirSync(bin, { recursive: true });
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync("../../bin/curfew.js", link);
}
