// What must not stand in the repository: paths of some machine, download addresses, keys that could be real.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
})
  .split("\0")
  .filter(Boolean);

/** Pattern, why, and files that have to contain it. */
const RULES = [
  [/"resolved":/, "download addresses in a lock file", /^(?!.*package-lock\.json$)/],
  [/https?:\/\/[^\s"')]+\.tgz/, "the address of a package", /^scripts\/check-tree\.js$/],
  [
    /(^|[^a-zA-Z0-9_./-])\/(home|root|Users|work)\/[a-zA-Z]/m,
    "a path of some machine",
    /^(scripts\/check-tree\.js|test\/(vectors|fixtures)\/|lib\/(emulator|domain|clients)\/|docs\/|test\/unit\/(emulator|domain|clients|config)\/)/,
  ],
  [/-----BEGIN (RSA |EC )?PRIVATE KEY-----/, "a private key", /^(scripts\/check-tree\.js|test\/vectors\/)/],
  [/\b(it|test|describe)\.(only|skip)\(/, "a test that is switched off", /^scripts\/check-tree\.js$/],
];

const found = [];
for (const file of files) {
  if (/\.(png|ico|zip|db)$/.test(file)) continue;
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    continue;
  }
  for (const [pattern, why, except] of RULES) {
    if (except.test(file)) continue;
    const at = text.search(pattern);
    if (at >= 0) found.push(`${file}:${text.slice(0, at).split("\n").length}: ${why}`);
  }
}
for (const line of found) console.log(line);
process.exitCode = found.length === 0 ? 0 : 1;
