// Loads what the build made the way users do: the command, and every entry by the package's own name.
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
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
// FunctionGraph refuses a handler with another number of parameters, in words that do not say so.
const require = createRequire(import.meta.url);
const BYTES_MAX = { webhook: 250_000, schedule: 765_000, queue: 765_000 };
for (const platform of ["functiongraph", "lambda"]) {
  for (const [name, bytesMax] of Object.entries(BYTES_MAX)) {
    const file = join(import.meta.dirname, "../dist/functions", platform, name, "index.js");
    const { handler } = require(file);
    if (handler?.length !== 2)
      throw new Error(`${file}: the handler has ${handler?.length} parameters instead of 2`);
    const { size } = statSync(file);
    if (size > bytesMax) throw new Error(`${file}: ${size} bytes are more than ${bytesMax}`);
  }
}
console.log(
  `command ${Math.round(sizeOf("dist/cli") / 1024)} kB, entries ${Math.round(sizeOf("dist/lib") / 1024)} kB`,
);
