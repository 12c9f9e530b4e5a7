import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runServe } from "../../../../lib/cli/commands/serve.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const SECRET = "an-address-that-opens-nothing";
const CONFIG = `version: 1
targets:
  lab: { cloud: otc, region: eu-de, project: "p", credentials: env:LAB }
store: memory
sources:
  jira: { secret: env:JIRA_SECRET }
  azure: { scheme: azure-path, secret: { path: env:AZURE_PATH } }
policies: {}
`;
const ENV = {
  ...{ LAB_ACCESS_KEY: "EXAMPLEACCESSKEY0000", LAB_SECRET_KEY: "example-secret-key" },
  ...{ JIRA_SECRET: "a-fake-secret", AZURE_PATH: SECRET },
};

it("says where each source's deliveries go, without the secret that is part of Azure's address", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "curfew-serve-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await writeFile(join(cwd, "curfew.yaml"), CONFIG);
  const terminal = fakeTerminal({ cwd, env: ENV });
  terminal.abort();
  expect(await runServe({ args: [], options: { port: "0" }, terminal })).toBe(0);
  const said = terminal.errLines.join("\n");
  expect(said).toMatch(/webhooks of jira at http:\/\/127\.0\.0\.1:\d+\/webhooks\/jira$/m);
  expect(said).toMatch(/webhooks of azure at http:\/\/127\.0\.0\.1:\d+\/webhooks\/azure\/<secret>$/m);
  expect(said).not.toContain(SECRET);
});
