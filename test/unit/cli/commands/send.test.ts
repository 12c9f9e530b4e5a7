import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runSend } from "../../../../lib/cli/commands/send.ts";
import { type Received, receive } from "../../../../lib/sources/receive.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const WHSEC = "whsec_dGhpcyBpcyBhIHRlc3Qgc2VjcmV0LCBpdCBvcGVucyBub3RoaW5n";
const CONFIG = `version: 1
targets:
  lab: { cloud: otc, region: eu-de, project: env:LAB_PROJECT, credentials: env:LAB }
store: memory
sources:
  slack: { secret: env:SLACK_SECRET }
  teams: { scheme: microsoft-teams, secret: env:TEAMS_SECRET }
  desk: { scheme: standard-webhooks, secret: env:DESK_SECRET }
  azure: { scheme: azure-path, secret: { path: env:AZURE_PATH } }
  github: { secret: env:SLACK_SECRET }
  discord: { secret: { public-key: "0000000000000000000000000000000000000000000000000000000000000001" } }
policies: {}
`;
const ENV = {
  ...{ LAB_PROJECT: "p", LAB_AK: "EXAMPLEACCESSKEY0000", LAB_SK: "example-secret-key" },
  ...{ SLACK_SECRET: "a-fake-secret", TEAMS_SECRET: "YS1mYWtlLXNlY3JldA==", DESK_SECRET: WHSEC },
  AZURE_PATH: "an-address-that-opens-nothing",
};
const NOW = Date.UTC(2026, 2, 14, 12);
const SCHEMES = {
  slack: ["slack", ENV.SLACK_SECRET],
  desk: ["standard-webhooks", ENV.DESK_SECRET],
  azure: ["azure-path", ENV.AZURE_PATH],
  github: ["github", ENV.SLACK_SECRET],
} as const;

const heard: Received[] = [];
let server: Server;
let folder: string;
let url: string;

/** A server that hears what is sent as Curfew would. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "curfew-send-"));
  await writeFile(join(folder, "curfew.yaml"), CONFIG);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const [, , word = "", pathSecret] = request.url?.split("/") ?? [];
      const name = word as keyof typeof SCHEMES;
      const [scheme, value] = SCHEMES[name];
      const headers = request.headers as Record<string, string>;
      const secrets = [{ kind: name === "azure" ? "path" : "hmac", value }] as const;
      const body = Buffer.concat(chunks);
      const sent = { method: "POST", query: {}, headers, body, secrets, pathSecret, now: new Date(NOW) };
      heard.push(await receive(scheme, sent));
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

function send(args: readonly string[], options: Readonly<Record<string, unknown>>) {
  const terminal = fakeTerminal({ cwd: folder, env: ENV, nowMs: NOW });
  return runSend({ args, options: { url, ...options }, terminal });
}

describe("curfew send", () => {
  it.each([
    ["slack", "slack"],
    ["desk", "webhook"],
  ])("says words in %s as somebody", async (source, platform) => {
    expect(await send(["stop nb-1"], { source, as: "U123" })).toBe(0);
    expect(heard.at(-1)).toMatchObject({
      event: { type: "chat.message", data: { platform, user: "U123", text: "stop nb-1", action: null } },
    });
  });

  it("says in the header that GitHub writes what a ticket's file tells of", async () => {
    const issue = { id: 1, number: 7, updated_at: "2026-01-15T08:00:00Z", state: "open", labels: [] };
    const ticket = { action: "labeled", issue, repository: { full_name: "o/r" } };
    await writeFile(join(folder, "issue.json"), JSON.stringify(ticket));
    expect(await send(["issue.json"], { source: "github" })).toBe(0);
    expect(heard.at(-1)).toMatchObject({ event: { type: "ticket.updated" } });
  });

  it("needs no secret but that of the source that is tried", async () => {
    const terminal = fakeTerminal({ cwd: folder, env: { ...ENV, DESK_SECRET: "" }, nowMs: NOW });
    const options = { url, source: "slack", as: "U123" };
    expect(await runSend({ args: ["status"], options, terminal })).toBe(0);
  });

  it("asks whether a server runs where nobody listens", async () => {
    await writeFile(join(folder, "alert.json"), '{"n":1}');
    await expect(send(["alert.json"], { source: "azure", url: "http://127.0.0.1:9" })).rejects.toThrow(
      /is curfew serve running at http:\/\/127\.0\.0\.1:9/,
    );
  });

  it("calls an address that holds the secret", async () => {
    await writeFile(join(folder, "alert.json"), '{"n":1}');
    expect(await send(["alert.json"], { source: "azure" })).toBe(0);
    expect(heard.at(-1)).toMatchObject({ event: { type: "webhook.received", data: { n: 1 } } });
  });

  it.each(["slack", "desk"])("presses a button in %s, another one each time", async (source) => {
    const press = { source, as: "U123", press: "approve r1 9f8e7d6c" };
    for (let times = 0; times < 2; times += 1) expect(await send([], press)).toBe(0);
    const [first, second] = heard.slice(-2) as { event: { id: string } }[];
    expect(second).toMatchObject({
      event: { data: { user: "U123", text: "", action: { value: "approve r1 9f8e7d6c" } } },
    });
    expect(first?.event.id).not.toBe(second?.event.id);
  });

  it("says where the answer can be read when the server names no run", async () => {
    const terminal = fakeTerminal({ cwd: folder, env: ENV, nowMs: NOW });
    await runSend({ args: ["status"], options: { url, source: "slack", as: "U1" }, terminal });
    expect(terminal.errLines).toContain("curfew: what is answered to it: curfew log --since 1m");
  });

  it.each<[readonly string[], Record<string, unknown>, string]>([
    [[], { source: "slack" }, "send needs a file"],
    [[], { source: "slack", as: "U1" }, "--as needs the words"],
    [[], { source: "slack", press: "undo r1" }, "--press needs --as"],
    [["status"], { source: "slack", as: "U1", press: "undo r1" }, "--press takes the place of the words"],
    [["status"], { url: undefined, as: "U1" }, "--as needs --source"],
    [[], { source: "teams", as: "U1", press: "undo r1" }, "--press: nobody presses a button through teams"],
    [
      ["status"],
      { source: "discord", as: "U1" },
      "it goes with slack, microsoft-teams, dingtalk, feishu-lark, wecom",
    ],
    [
      ["alert.json"],
      { source: "discord" },
      "discord (discord): it signs with a private key, which nobody but",
    ],
    [["status"], { source: "gitea", as: "U1" }, "--source: no source of the configuration has this name"],
  ])("%j with %o is told what is missing", async (args, options, message) => {
    await expect(send(args, options)).rejects.toThrow(message);
  });
});
