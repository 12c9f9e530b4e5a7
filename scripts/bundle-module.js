// Loads a TypeScript module of the project in a plain Node script, bundled on the fly.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Imports TypeScript given as text; paths in it are relative to the project's root. */
export async function importTypeScript(source) {
  const folder = mkdtempSync(join(root, "node_modules/.cache-"));
  try {
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: root, loader: "ts" },
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      write: false,
      logLevel: "error",
    });
    const file = join(folder, "module.mjs");
    writeFileSync(file, outputFiles[0].text);
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
