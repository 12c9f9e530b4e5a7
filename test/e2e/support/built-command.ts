import { execFile } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** The command as it is installed. */
export const COMMAND = join(ROOT, "bin/curfew.js");

function newestMs(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Math.max(...files.map((file) => statSync(join(folder, file)).mtimeMs));
}

/** Builds the command where the code is newer than what was built. After `npm ci` there is nothing to do. */
export async function buildIfStale(): Promise<void> {
  const built = join(ROOT, "dist/cli/curfew.js");
  if (existsSync(built) && statSync(built).mtimeMs >= newestMs(join(ROOT, "lib"))) return;
  await promisify(execFile)(process.execPath, [join(ROOT, "scripts/build.js")], { cwd: ROOT });
}
