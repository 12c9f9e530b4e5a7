import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage } from "./support/open-stage.ts";
import { storyConfig } from "./support/story-config.ts";
import { startTicketStage, type TicketStage } from "./support/ticket-stage.ts";
import { TICKET_SYSTEMS, type TicketSystem } from "./support/ticket-systems.ts";

const opened = cleanUpAfterEach();
afterEach(() => void vi.useRealTimers());

const REBUILT = ["StopDevServer 220", "ReinstallDevServerOS 220"];

function systemOf(name: string): TicketSystem {
  const found = TICKET_SYSTEMS.find((system) => system.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

const start = async (name: string) => opened(await startTicketStage(systemOf(name)));

const linesOf = ({ server }: TicketStage) => JSON.stringify(server.reports);

describe("an issue of GitHub, signed by GitHub's own library", () => {
  it("rebuilds a server once and is answered by a comment", async () => {
    const stage = await start("github");
    const deliveries = await Promise.all([1, 2, 3].map(() => stage.deliver()));
    const run = deliveries[0]?.run ?? "";
    expect(deliveries).toEqual([1, 2, 3].map(() => ({ status: 202, run })));
    await stage.settle(run);
    expect(await stage.cloud.writes()).toEqual(REBUILT);
    const [comment, ...more] = await stage.toldTo(1);
    expect(more).toEqual([]);
    expect(`${comment?.method} ${comment?.target}`).toBe("POST /repos/example/ops/issues/7/comments");
    expect(comment?.headers.authorization).toBe("Bearer test-only-api-token");
    expect(comment?.body.toString()).toContain("ops-rebuild-1: its system is reinstalled");
    expect(linesOf(stage)).not.toContain("test-only-api-token");
  });
});

describe("a ticket with a callback_url", () => {
  it("has the result there, signed so that the reference library takes it", async () => {
    const stage = await start("desk");
    const { run } = await stage.deliver();
    await stage.settle(run);
    const [call] = await stage.toldTo(1);
    expect(`${call?.method} ${call?.target}`).toBe("POST /done");
    vi.useFakeTimers({ toFake: ["Date"], now: stage.clock.now() });
    const headers = { ...call?.headers } as Record<string, string>;
    const verified = new Webhook(systemOf("desk").secret).verify(call?.body.toString() ?? "", headers);
    expect(JSON.stringify(verified)).toContain(run);
  });
});

describe("a password in a ticket", () => {
  it("reaches neither the log, nor what the process writes, nor what people are told", async () => {
    const stage = await start("servicenow");
    const canary = "Canary-1-that-nobody-may-read";
    const { run, status } = await stage.deliver({
      more: { admin_pass: canary, form_fields: { Password: canary } },
    });
    expect(status).toBe(202);
    await stage.settle(run);
    const [comment] = await stage.toldTo(1);
    const { entries } = await stage.store.find({}, { limit: 1_000 });
    expect(entries.length).toBeGreaterThan(5);
    const kept = JSON.stringify([await stage.store.read(run), entries, comment?.body.toString()]);
    expect(kept).toContain("RITM0010042");
    expect(kept + linesOf(stage)).not.toContain(canary);
    expect(JSON.stringify(await stage.cloud.journal())).not.toContain(canary);
  });
});

describe("a secret in an address", () => {
  it("is in no line that the process writes, whether it was right or wrong", async () => {
    const secret = "test-only-address-that-opens-nothing";
    const yaml = (url: string) =>
      storyConfig(url).replace(
        "sources:",
        "sources:\n  azure: { scheme: azure-path, secret: { path: env:AZURE } }",
      );
    const stage = opened(await openStage({ yaml, env: { AZURE: secret } }));
    const post = (path: string) =>
      fetch(`${stage.server.url}/webhooks/${path}`, { method: "POST", body: '{"n":1}' }).then(
        async (answer) => [answer.status, await answer.text()] as const,
      );
    const wrong = await Promise.all(
      [`azure/${secret}x`, "azure", `nobody/${secret}`, `jira/${secret}`].map(post),
    );
    expect(wrong).toEqual(wrong.map(() => [401, '{"error":"refused"}\n']));
    const [status, body] = await post(`azure/${secret}`);
    expect(status).toBe(202);
    const { run } = JSON.parse(body) as { readonly run: string };
    const kept = JSON.stringify([stage.server.reports, await stage.store.read(run)]);
    expect(kept).toContain("azure");
    expect(kept).not.toContain("address-that-opens");
  });
});
