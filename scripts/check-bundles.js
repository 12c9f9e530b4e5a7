// Loads what the build made the way users do: the command, and every entry by the package's own name.
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };

const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".js"))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const help = execFileSync(process.execPath, ["bin/curfew.js", "--help"], { encoding: "utf8" });
for (const group of ["Try:", "Prove:", "Run:", "See:", "Act:", "Ship:"]) {
  if (!help.includes(group)) throw new Error(`curfew --help does not show the group ${group}`);
}
for (const entry of Object.keys(manifest.exports)) {
  if (entry === "./package.json") continue;
  const loaded = await import(`curfew${entry.slice(1)}`);
  const names = Object.keys(loaded);
  if (names.length === 0) throw new Error(`curfew${entry.slice(1)} exports nothing`);
  console.log(`curfew${entry.slice(1)}: ${names.length} exports`);
}
console.log(
  `command ${Math.round(sizeOf("dist/cli") / 1024)} kB, entries ${Math.round(sizeOf("dist/lib") / 1024)} kB`,
);
