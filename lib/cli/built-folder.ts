import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder of this package's built functions. The command is one bundle with chunks beside it, so the way up is found by
 * the name of the folder that both lie in.
 */
export function builtFolder(here: string = fileURLToPath(import.meta.url)): string {
  const parts = here.split(/[\\/]/);
  const at = parts.lastIndexOf("dist");
  // Run from the sources, as in tests: the build lies beside them.
  const root = at >= 0 ? parts.slice(0, at).join("/") : join(dirname(here), "../..");
  return join(root, "dist/functions");
}
