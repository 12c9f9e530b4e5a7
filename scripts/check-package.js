// Installs what users install, the packed archive, in an empty folder, and uses it there.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "curfew-package-"));
const run = (command, args, cwd = folder) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

try {
  const [packed] = JSON.parse(
    run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root),
  );
  console.log(
    `${packed.filename}: ${packed.files.length} files, ${Math.round(packed.size / 1024)} kB packed`,
  );
  const manifest = JSON.parse(run("tar", ["-xzOf", packed.filename, "package/package.json"]));
  for (const script of ["preinstall", "install", "postinstall"]) {
    if (manifest.scripts?.[script]) throw new Error(`the package has an install script: ${script}`);
  }
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "empty", private: true, type: "module" }),
  );
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", `./${packed.filename}`]);
  console.log(`curfew ${run("npx", ["--no-install", "curfew", "--version"]).trim()}`);
  run("npx", ["--no-install", "curfew", "init"]);
  console.log(run("npx", ["--no-install", "curfew", "validate"]).split("\n")[0]);
  writeFileSync(
    join(folder, "use.js"),
    `import { signRequest } from "curfew/signing";
import { createModelArtsClient, staticCredentials } from "curfew/modelarts";
import { startEmulator, SAMPLE_FLEET, SAMPLE_PROJECTS } from "curfew/emulator";
const key = { accessKey: "EXAMPLE0ACCESSKEY", secretKey: "example-secret-key" };
const signed = signRequest({ method: "GET", url: "https://example.com/", headers: {}, credentials: key, date: new Date(0) });
if (!signed.Authorization.startsWith("SDK-HMAC-SHA256 Access=EXAMPLE0ACCESSKEY")) throw new Error("not signed");
const emulator = await startEmulator({ credentials: [key], fleet: SAMPLE_FLEET });
const client = createModelArtsClient({ cloud: "huaweicloud", endpoint: emulator.url, projectId: SAMPLE_PROJECTS.huaweicloud, credentials: staticCredentials(key) });
const { data } = await client.listNotebooks();
console.log(data.length + " notebooks through curfew/modelarts against curfew/emulator");
await client.close();
await emulator.close();
`,
  );
  console.log(run(process.execPath, ["use.js"]).trim());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
