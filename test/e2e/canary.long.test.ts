import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { createMailer } from "../../lib/clients/mail/create-mailer.ts";
import { resolveSources } from "../../lib/compose/webhook-sources.ts";
import { loadConfig } from "../../lib/config/load-config.ts";
import { EVENT_BYTES_MAX } from "../../lib/domain/event.ts";
import { signLink } from "../../lib/signing/action-link.ts";
import { SCHEMES } from "../../lib/sources/schemes.ts";
import { canaryConfig } from "./support/canary-config.ts";
import { canaryDeliveries } from "./support/canary-deliveries.ts";
import { MANNERS } from "./support/canary-receivers.ts";
import { CANARY_SECRETS, canariesIn, canary } from "./support/canary-secrets.ts";
import { CANARY_ENV, type CanaryStage, openCanaryStage, rendered } from "./support/canary-stage.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";

const opened = cleanUpAfterEach();

const HOUR_MS = 3_600_000;
const NOTEBOOK = "prod/notebook/c0ffee00-0000-4000-8000-000000000101";

/** A mail server that repeats every line it is sent and takes nothing. */
async function rudeMailServer() {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write("220 here\r\n");
    socket.on("data", (bytes) => {
      const line = bytes.toString().trim();
      heard.push(line);
      socket.write(/^EHLO/.test(line) ? "250-here\r\n250 AUTH PLAIN LOGIN\r\n" : `535 you said ${line}\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  const url = `smtp://${canary("mail-user")}:${canary("mail-password")}@127.0.0.1:${port}`;
  return opened({ heard, close, mail: createMailer({ url, from: "curfew@example.com" }) });
}

const request = (path: string, method: string) => {
  return {
    what: path,
    path,
    method,
    headers: { "x-noise": canary("header") },
    body: Buffer.from("{}"),
  };
};

/** Everything that can be sent to a server, from those who may and those who may not. */
async function sendEverything(stage: CanaryStage, link: string): Promise<void> {
  for (const { id } of SCHEMES) {
    for (const delivery of canaryDeliveries(id, stage.nowMs)) await stage.post(delivery);
    const body = Buffer.from(canary("huge").repeat(EVENT_BYTES_MAX / 16));
    await stage.post({ ...request(`/webhooks/${id}`, "POST"), body });
  }
  const mark = canary("address");
  for (const path of [
    `/webhooks/${mark}`,
    `/webhooks/link/${mark}`,
    `/webhooks/link/${link}x`,
    `/${mark}`,
    "/status",
  ]) {
    for (const method of ["POST", "GET", "PATCH"]) await stage.post(request(path, method));
  }
  expect(await stage.post(request(`/webhooks/link/${link}`, "POST"))).toBe(200);
}

describe.each(MANNERS)("when whoever is told behaves like this: %s", (manner) => {
  it("no secret leaves but to whom it belongs", async () => {
    const { mail, heard } = await rudeMailServer();
    const stage = opened(await openCanaryStage(manner, { mail }));
    const expiresMs = stage.nowMs + HOUR_MS;
    const link = signLink({ resource: NOTEBOOK, for: "2h", expiresMs }, CANARY_SECRETS.CURFEW_LINK_KEY);
    await sendEverything(stage, link);
    await stage.work(6);
    const letOut = await stage.letOut();
    for (const [where, text] of Object.entries(letOut)) {
      expect(text.length, where).toBeGreaterThan(100);
      expect({ where, found: canariesIn(text, [link]) }).toEqual({ where, found: [] });
    }
    const called = stage.called.join("\n");
    const keys = ["slack-bot", "feishu", "wecom", "hook", "slack-response", "dingtalk-session", "answers"];
    expect(keys.filter((key) => !called.includes(canary(key)))).toEqual([]);
    expect(heard.some((line) => line.startsWith("AUTH"))).toBe(true);
  });
});

describe("an error about a secret", () => {
  it.each(Object.keys(CANARY_SECRETS).filter((name) => !name.startsWith("CURFEW_")))(
    "names the variable and never what it holds: %s",
    async (name) => {
      const text = canaryConfig("http://127.0.0.1:9", "memory");
      const schemes = SCHEMES.map(({ id }) => id);
      const loaded = await loadConfig({ text, path: "curfew.yaml", readFile: async () => "", schemes });
      if (!loaded.ok) throw new Error("the configuration is wrong");
      for (const value of [`${canary("wrong")} \n`, "", undefined]) {
        try {
          resolveSources(loaded.config, (asked) => (asked === name ? value : CANARY_ENV[asked]));
        } catch (error) {
          expect(rendered(error)).toContain(name);
          expect(canariesIn(rendered(error))).toEqual([]);
        }
      }
    },
  );
});
