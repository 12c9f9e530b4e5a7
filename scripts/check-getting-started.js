// Follows docs/getting-started.md to the letter, in an empty folder: every command of its sh blocks, in order, with the
// command that ships in place of npx. What does not end by itself is started and stopped here.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const page = readFileSync(join(root, "docs/getting-started.md"), "utf8");
const MS_MAX = 300_000;
const START_MS_MAX = 90_000;

/** Commands that the page says are refused. */
const REFUSED = /# refused/;

const lines = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block = ""]) => block.split("\n"))
  .filter((line) => line !== "" && line !== "npm ci");

const folder = mkdtempSync(join(tmpdir(), "curfew-getting-started-"));
symlinkSync(join(root, "examples"), join(folder, "examples"));
const curfew = `${process.execPath} ${join(root, "bin/curfew.js")}`;
const shellLine = (line) => line.replaceAll("npx curfew", curfew);

const exported = {};
let emulator;
let failures = 0;

async function startEmulator(line) {
  emulator = spawn("bash", ["-c", `exec ${shellLine(line)}`], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const giveUpAt = Date.now() + START_MS_MAX;
  let heard = "";
  emulator.stdout.on("data", (text) => {
    heard += text;
  });
  while (!heard.includes('"url"') && emulator.exitCode === null && Date.now() < giveUpAt) await pause(50);
  return heard.includes('"url"');
}

function follow(line) {
  const { status, stdout, stderr } = spawnSync("bash", ["-c", shellLine(line)], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...exported },
    encoding: "utf8",
    timeout: MS_MAX,
  });
  const wanted = REFUSED.test(line) ? 1 : 0;
  return { ok: status === wanted, text: `${stdout}${stderr}` };
}

function tell(ok, line, text) {
  console.log(`${ok ? "ok  " : "FAIL"} ${line}`);
  if (ok) return;
  failures += 1;
  console.log(text.slice(-2_000).replace(/^/gm, "     "));
}

try {
  if (!existsSync(join(root, "dist/cli/curfew.js"))) throw new Error("dist/ is missing: run npm ci");
  for (const line of lines) {
    if (line.startsWith("export ")) {
      for (const [, name, value] of line.matchAll(/([A-Z_]+)=(\S+)/g)) exported[name] = value;
    } else if (line.includes("curfew emulate")) {
      tell(await startEmulator(line), line, "the emulator did not start");
    } else {
      const { ok, text } = follow(line);
      tell(ok, line, text);
    }
  }
} finally {
  emulator?.kill();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${lines.length} lines of docs/getting-started.md, ${failures} failed`);
process.exitCode = failures === 0 && lines.length > 15 ? 0 : 1;
