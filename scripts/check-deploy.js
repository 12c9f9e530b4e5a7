// Deploys with the real `serverless` command against the emulator of FunctionGraph: twice in a row, once cut off in the
// middle, once with a wrong region, and at last everything is removed again. It starts a dozen processes, so it is no
// part of `npm test`. Needs a build, and osls as `serverless` in node_modules/.bin.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./bundle-module.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const serverless = process.env.CURFEW_SERVERLESS ?? join(root, "node_modules/.bin/serverless");
const MS_MAX = 180_000;

if (!existsSync(serverless)) {
  console.error(
    'check-deploy: no "serverless" in node_modules/.bin; install osls (npm i -D serverless@npm:osls@4.3.1)',
  );
  process.exit(1);
}
if (!existsSync(join(root, "dist/lib/deploy.js"))) {
  console.error("check-deploy: dist/lib/deploy.js is not there; run the build first");
  process.exit(1);
}

const KEY = { accessKey: "EXAMPLEACCESSKEY", secretKey: "EXAMPLESECRETKEYNOTREAL" };
const PROJECT = "0123456789abcdef0123456789abcdef";

const { startFunctionGraph } = await importTypeScript(
  'export { startFunctionGraph } from "./lib/emulator/functiongraph/start-functiongraph.ts";',
);
const emulator = await startFunctionGraph({ credentials: [KEY] });
const folder = mkdtempSync(join(tmpdir(), "curfew-deploy-"));

const service = (changes = {}) => ({
  service: "curfew",
  frameworkVersion: "4",
  configValidationMode: "error",
  provider: {
    name: "huawei",
    region: "eu-west-101",
    projectId: PROJECT,
    runtime: "Node.js20.15",
    agency: "curfew-agency",
    endpoint: emulator.url,
    lts: true,
    environment: { CURFEW_LEVEL: "info" },
    ...changes.provider,
  },
  plugins: ["./plugin.cjs"],
  functions: {
    webhook: {
      handler: "dist/functions/functiongraph/webhook.handler",
      memorySize: 256,
      timeout: 30,
      asyncPolicy: { maxRetries: 2 },
      triggers: [
        {
          type: "APIG",
          eventData: {
            ...{ name: "webhooks", type: 1, path: "/webhooks", protocol: "HTTPS", req_method: "POST" },
            ...{ group_id: "group", match_mode: "SWA", env_name: "RELEASE", auth: "NONE" },
            env_id: "DEFAULT_ENVIRONMENT_RELEASE_ID",
          },
        },
      ],
    },
    schedule: {
      handler: "schedule.handler",
      timeout: 300,
      maxInstances: 1,
      triggers: [
        { type: "TIMER", eventData: { name: "tick", schedule_type: "Rate", schedule: "1m" } },
        {
          type: "KAFKA",
          eventData: { instance_id: "kafka-1", topic_ids: ["orders"], kafka_password: "not-a-real-one" },
        },
      ],
      ...changes.schedule,
    },
  },
});

function write(changes) {
  writeFileSync(join(folder, "serverless.yml"), JSON.stringify(service(changes), null, 2));
}

/** Runs a command; a code other than 0 is a result like any other. */
function run(...args) {
  const env = {
    ...process.env,
    HUAWEICLOUD_SDK_AK: KEY.accessKey,
    HUAWEICLOUD_SDK_SK: KEY.secretKey,
    SLS_TELEMETRY_DISABLED: "1",
    FORCE_COLOR: "0",
  };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [serverless, ...args, "--stage", "test"],
      { cwd: folder, env, timeout: MS_MAX },
      (error, stdout, stderr) => resolve({ code: error ? (error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}

let failures = 0;

/** Runs a command, holds it against what is expected of it, and tells. */
async function expectRun(what, args, { code = 0, writes, prints }) {
  const before = emulator.writes().length;
  const result = await run(...args);
  const made = emulator.writes().length - before;
  const problems = [
    ...(result.code === code ? [] : [`exit code ${result.code}`]),
    ...(writes === undefined || writes(made) ? [] : [`${made} write calls`]),
    ...(prints === undefined || prints.test(result.stdout + result.stderr)
      ? []
      : [`does not print ${prints}`]),
  ];
  failures += problems.length > 0 ? 1 : 0;
  console.log(
    `${problems.length === 0 ? "ok  " : "FAIL"} ${what} (${made} writes)${problems.map((p) => `\n     ${p}`).join("")}`,
  );
  if (problems.length > 0)
    console.log(`${result.stdout}\n${result.stderr}`.slice(-4000).replace(/^/gm, "     "));
}

const none = (made) => made === 0;
const some = (made) => made > 0;

try {
  const bundles = join(folder, "dist/functions/functiongraph");
  mkdirSync(bundles, { recursive: true });
  for (const name of ["webhook", "schedule"]) {
    writeFileSync(join(bundles, `${name}.js`), "exports.handler = async (event, context) => event;\n");
  }
  const plugin = join(root, "serverless-plugin/index.cjs");
  writeFileSync(join(folder, "plugin.cjs"), `module.exports = require(${JSON.stringify(plugin)});\n`);
  write();
  await expectRun("package works without a network", ["package"], { writes: none });
  await expectRun("a dry run prints the calls and makes none", ["deploy", "--dry-run"], {
    writes: none,
    prints: /CreateFunction/,
  });
  emulator.fault({ operation: "CreateTrigger", fault: "lost-answer-after-effect" });
  await expectRun("a deployment that loses an answer ends with code 1", ["deploy"], {
    code: 1,
    writes: some,
    prints: /run the same command again/,
  });
  await expectRun("the same command run again goes on", ["deploy"], {
    writes: some,
    prints: /deployed with/,
  });
  await expectRun("a further one changes nothing", ["deploy"], { writes: none, prints: /nothing to change/ });
  await expectRun("info shows functions and triggers", ["info"], {
    writes: none,
    prints: /TIMER tick ACTIVE/,
  });
  await expectRun("invoke prints the result", ["invoke", "-f", "webhook", "-d", '{"a":1}', "--log"], {
    prints: /\{"a":1\}/,
  });
  await expectRun("invoke --async prints a request id", ["invoke", "-f", "webhook", "--async"], {
    prints: /request-\d+/,
  });
  await expectRun("logs come from LTS", ["logs", "-f", "webhook"], {
    writes: none,
    prints: /Finish invoke request/,
  });
  write({ schedule: { triggers: [] } });
  await expectRun("triggers that are declared no more are removed", ["deploy"], {
    writes: (made) => made === 2,
    prints: /DeleteTrigger/,
  });
  write({ provider: { endpoint: undefined, region: "eu-nowhere-1" } });
  await expectRun("a wrong region is an error that names the right ones", ["deploy"], {
    code: 1,
    writes: none,
    prints: /eu-west-101/,
  });
  write({ schedule: { triggers: [{ type: "PIGEON", eventData: {} }] } });
  await expectRun("an unknown trigger type is an error", ["deploy"], {
    code: 1,
    writes: none,
    prints: /triggers/,
  });
  write();
  await expectRun("remove takes the functions away", ["remove"], { writes: some, prints: /removed with/ });
  if (emulator.state().functions.size > 0) {
    failures += 1;
    console.log("FAIL functions are left after remove");
  }
} finally {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(failures === 0 ? "check-deploy: all as expected" : `check-deploy: ${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
