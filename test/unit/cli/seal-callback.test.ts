import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runPlan } from "../../../lib/cli/commands/plan.ts";
import { runRun } from "../../../lib/cli/commands/run.ts";
import { runSend } from "../../../lib/cli/commands/send.ts";
import { openSessionStore } from "../../../lib/cli/open-session.ts";
import { openReply } from "../../../lib/signing/seal.ts";
import { CALLBACK_REMOVED } from "../../../lib/sources/hide-callback.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const ADDRESS = "https://hook.example/a-key-that-nobody-may-read";
const SECRET = "a-fake-secret";
const CONFIG = `version: 1
targets:
  lab: { cloud: otc, region: eu-de, project: "p", credentials: env:LAB }
store: sqlite:curfew.db
sources:
  jira: { secret: env:JIRA_SECRET }
policies: {}
`;
const KEYS = { LAB_ACCESS_KEY: "EXAMPLEACCESSKEY0000", LAB_SECRET_KEY: "example-secret-key" };

async function commandsOver(event: object, env: Readonly<Record<string, string>> = { JIRA_SECRET: SECRET }) {
  const cwd = await mkdtemp(join(tmpdir(), "curfew-seal-"));
  onTestFinished(() => rm(cwd, { recursive: true, force: true }));
  await writeFile(join(cwd, "curfew.yaml"), CONFIG);
  await writeFile(join(cwd, "event.json"), JSON.stringify(event));
  const terminal = fakeTerminal({ cwd, env: { ...KEYS, ...env } });
  const kept = async () => {
    const store = await openSessionStore(terminal, undefined);
    const run = /as run (\w+)/.exec(terminal.text())?.[1] ?? "";
    const read = (await store.read(run))?.event.data as Readonly<Record<string, string>>;
    await store.close();
    return read["callback_url"] ?? "";
  };
  return { terminal, kept };
}

const ticket = (source?: string) => ({
  ...{ type: "ticket.updated", id: "t-1", ...(source === undefined ? {} : { source }) },
  data: { key: "OPS-1", callback_url: ADDRESS },
});
const secrets = [{ kind: "hmac", value: SECRET }];

describe("an address for the result in the file of an event", () => {
  it("goes into the inbox sealed with the secret of the source that the file names", async () => {
    const { terminal, kept } = await commandsOver(ticket("jira"));
    await runSend({ args: ["event.json"], options: {}, terminal });
    expect(openReply(await kept(), secrets)?.parts).toEqual({ callbackUrl: ADDRESS });
    expect(terminal.errLines).toEqual([]);
  });

  it("is the same event when the file is taken in again", async () => {
    const { terminal } = await commandsOver(ticket("jira"));
    const send = () => runSend({ args: ["event.json"], options: {}, terminal });
    await send();
    await send();
    expect(terminal.outLines.at(-1)).toMatch(/nothing is done twice/);
  });

  it.each([
    ["inbox", undefined, {}, '"inbox" is no source of the configuration'],
    ["jira", "jira", {}, "no secret of source jira is set here"],
  ])("is taken out and told of where nothing can seal it: %s", async (_, source, env, why) => {
    const { terminal, kept } = await commandsOver(ticket(source), env);
    await runSend({ args: ["event.json"], options: {}, terminal });
    expect(await kept()).toBe(CALLBACK_REMOVED);
    expect(terminal.errLines.join("\n")).toContain(why);
    expect(terminal.errLines.join("\n")).not.toContain(ADDRESS);
  });

  it("stays as it is where the log has sealed it already", async () => {
    const first = await commandsOver(ticket("jira"));
    await runSend({ args: ["event.json"], options: {}, terminal: first.terminal });
    const sealed = await first.kept();
    const second = await commandsOver({ ...ticket("jira"), data: { key: "OPS-1", callback_url: sealed } });
    await runSend({ args: ["event.json"], options: {}, terminal: second.terminal });
    expect(await second.kept()).toBe(sealed);
  });

  it("is in no line that a pass or a plan over the file writes", async () => {
    const { terminal } = await commandsOver(ticket("jira"));
    await runRun({ args: [], options: { event: "event.json" }, terminal });
    await runPlan({ args: [], options: { event: "event.json", json: true }, terminal });
    expect(terminal.outLines.length).toBeGreaterThan(1);
    expect([...terminal.outLines, ...terminal.errLines].join("\n")).not.toContain(ADDRESS);
  });
});
