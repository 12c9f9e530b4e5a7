import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMailer } from "../../../lib/compose/open-mailer.ts";
import { openMessenger } from "../../../lib/compose/open-messenger.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";
import type { NoticeAddress } from "../../../lib/domain/notice.ts";
import { sealReply } from "../../../lib/signing/seal.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { answerJson, type LoopbackServer, startServer } from "../../fixtures/loopback-server.ts";
import { messageTo, reroutedTo } from "../../fixtures/outgoing.ts";

const CONFIG = `
version: 1
targets: { prod: { cloud: otc, region: eu-de, project: env:OTC_PROJECT, credentials: env:OTC } }
store: memory
sources:
  slack: { secret: { hmac: env:SLACK, bot-token: env:SLACK_BOT } }
  discord: { secret: { public-key: env:DISCORD, reply-key: [env:REPLY, env:REPLY_OLD] } }
  jira: { secret: env:JIRA, comment: { url: "https://jira.example", user: bot, token: env:JIRA_TOKEN } }
policies: { a: { on: { every: 1h }, resource: notebook, idle: 2h, then: stop } }
`;
const ENV = {
  ...{ OTC_PROJECT: "0a", OTC_ACCESS_KEY: "FAKEAK", OTC_SECRET_KEY: "FAKESK" },
  ...{ REPLY_OLD: "old-fake", SLACK_BOT: "xoxb-fake", JIRA: "jira-fake", JIRA_TOKEN: "token-fake" },
};

const load = (text: string) =>
  loadConfig({
    ...{ text, path: "curfew.yaml", readFile: () => Promise.reject(new Error("none")) },
    schemes: SCHEMES.map(({ id }) => id),
  });
const loading = load(CONFIG);

let server: LoopbackServer;
beforeEach(async () => {
  server = await startServer((response) => answerJson(response, 200, { ok: true, message_id: "m" }));
});
afterEach(() => server.close());

async function send(
  to: NoticeAddress,
  env: Readonly<Record<string, string | undefined>> = ENV,
  text = CONFIG,
) {
  const loaded = await (text === CONFIG ? loading : load(text));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.errors));
  const { transport, hosts } = reroutedTo(server);
  const messenger = openMessenger({
    ...{ config: loaded.config, env: (name) => env[name], transport, now: () => 0 },
    readFile: () => Promise.reject(new Error("none")),
  });
  return { delivered: await messenger.send(messageTo(to)), hosts };
}

describe("the messenger of a host", () => {
  const jira = { kind: "comment", source: "jira", ticket: "OPS-1" } as const;

  it("has the tokens of the configuration", async () => {
    const { hosts } = await send({ kind: "channel", channel: "slack:#vision" });
    expect(hosts).toEqual(["slack.com"]);
    expect(server.seen[0]?.headers.authorization).toBe("Bearer xoxb-fake");
    expect((await send(jira)).delivered).toMatchObject({ ok: true });
  });

  it("says of an emulated cloud that it is one, and of a real one nothing", async () => {
    await send(jira);
    expect(String(server.seen[0]?.body)).not.toContain("EMULATED");
    const emulated = 'credentials: env:OTC, endpoint: "http://127.0.0.1:9001"';
    await send(jira, ENV, CONFIG.replace("credentials: env:OTC", emulated));
    expect(String(server.seen[1]?.body)).toContain("EMULATED CLOUD: ");
  });

  it("opens answers with the secrets that are there", async () => {
    const sealed = sealReply(
      { platform: "discord", expiresMs: null, parts: { applicationId: "1", token: "fake" } },
      "old-fake",
    );
    const { delivered, hosts } = await send({
      kind: "reply",
      source: "discord",
      platform: "discord",
      sealed,
    });
    expect(delivered).toMatchObject({ ok: true });
    expect(hosts).toEqual(["discord.com"]);
  });

  it("publishes with the credentials of the target in the topic's region", async () => {
    const { delivered, hosts } = await send({ kind: "channel", channel: "smn:urn:smn:eu-de:0a:alerts" });
    expect(delivered).toMatchObject({ ok: true });
    expect(hosts).toEqual(["smn.eu-de.otc.t-systems.com"]);
    expect(server.seen[0]?.headers.authorization).toContain("Access=FAKEAK");
  });

  it("says what is missing when it is needed, and not before", async () => {
    const { delivered } = await send(jira, { ...ENV, JIRA_TOKEN: undefined, JIRA: undefined });
    expect(delivered).toMatchObject({ ok: false, again: false, text: expect.stringContaining("jira") });
  });
});

it("e-mail needs a server and a sender", () => {
  const both: Readonly<Record<string, string>> = {
    CURFEW_SMTP_URL: "smtp://h",
    CURFEW_MAIL_FROM: "a@example.com",
  };
  expect(openMailer((name) => both[name])).toBeTypeOf("function");
  expect(openMailer((name) => (name === "CURFEW_SMTP_URL" ? both[name] : undefined))).toBeUndefined();
});
