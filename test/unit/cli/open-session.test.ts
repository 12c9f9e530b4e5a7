import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openSession, type SessionOptions } from "../../../lib/cli/open-session.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const CONFIG = `version: 1
targets:
  lab: { cloud: otc, region: eu-de, project: "p", credentials: env:LAB }
store: sqlite:curfew.db
policies:
  idle: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop, tell: "slack:env:HOOK" }
`;
const ENV = { LAB_ACCESS_KEY: "EXAMPLEACCESSKEY0000", LAB_SECRET_KEY: "example-secret-key" };

async function tellsWith(options: Omit<SessionOptions, "mayEmulate">): Promise<boolean> {
  const cwd = await mkdtemp(join(tmpdir(), "curfew-session-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await writeFile(join(cwd, "curfew.yaml"), CONFIG);
  const session = await openSession(fakeTerminal({ cwd, env: ENV }), { ...options, mayEmulate: false });
  await session.close();
  return session.host.ports.messenger !== undefined;
}

it("tells people of what happens, and of nothing that is only played", async () => {
  expect(await tellsWith({})).toBe(true);
  expect(await tellsWith({ store: "memory" })).toBe(false);
  expect(await tellsWith({ tells: false })).toBe(false);
});
