// TypeScript modules of the project as one file for a child process to load: what is measured there is the project
// alone, without the bundler.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Bundles TypeScript given as text; paths in it are relative to the project's root. The file lies below
 * `node_modules`, so that packages are found from it, until `remove` is called.
 */
export async function bundleFile(source) {
  const folder = mkdtempSync(join(root, "node_modules/.cache-"));
  const file = join(folder, "module.mjs");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await build({
      stdin: { contents: source, resolveDir: root, loader: "ts" },
      bundle: true,
      platform: "node",
      format: "esm",
      packages: "external",
      outfile: file,
      logLevel: "error",
    });
    return { file, remove };
  } catch (error) {
    remove();
    throw error;
  }
}
