import { writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runServe } from "../../lib/cli/commands/serve.ts";
import { EVENT_BYTES_MAX } from "../../lib/domain/event.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_ENV } from "./support/emulated-cloud.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { BUDGET_STOPS, settle } from "./support/run-log.ts";
import { STORY_SECRETS, storyConfig } from "./support/story-config.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { MINUTE_MS } from "./support/test-clock.ts";
import {
  type Answered,
  budgetAlert,
  type Delivery,
  deliver,
  rebuildTicket,
  signed,
} from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();
const start = async () => opened(await openStage());

/** Stands in every refused body; it may turn up nowhere. */
const MARK = "do-not-repeat-this";

function alert(stage: Stage, changed: Partial<Delivery> = {}): Delivery {
  const nowMs = stage.clock.now();
  return { source: "budget", id: `msg_${MARK}`, nowMs, body: budgetAlert(nowMs), ...changed };
}

const send = (stage: Stage, changed: Partial<Delivery> = {}) =>
  deliver(stage.server.url, alert(stage, changed));

/** Nothing was taken in, nothing reached a cloud, and nothing of the request was written down. */
async function untouched(stage: Stage): Promise<void> {
  expect(await stage.store.openRuns({ limit: 10 })).toEqual([]);
  expect((await stage.store.find({}, { limit: 10 })).entries).toEqual([]);
  expect(await stage.cloud.calls()).toEqual({});
  expect(stage.server.kicked).toEqual([]);
  expect(JSON.stringify(stage.server.reports)).not.toContain(MARK);
}

const REFUSED = { error: "refused" };

interface Told {
  readonly source: string;
  readonly code: string;
  readonly status: number;
}

/** The sender is told no more than the status; the operator is told which source and why. */
async function refused(stage: Stage, answer: Answered, told: Told & { readonly detail?: unknown }) {
  expect({ status: answer.status, body: answer.body }).toEqual({ status: told.status, body: REFUSED });
  expect(stage.server.reports).toEqual([{ level: "warn", what: "refused", ...told }]);
  await untouched(stage);
}

const UNSIGNED = { "webhook-id": "msg_1", "webhook-timestamp": "1778576400", "webhook-signature": "v1,AAAA" };

describe("a webhook that proves nothing", () => {
  it.each([
    ["a wrong signature", { headers: { "webhook-signature": `v1,${"A".repeat(43)}=` } }, "bad-signature"],
    ["another delivery's id", { headers: { "webhook-id": "msg_other" } }, "bad-signature"],
    ["no signature", { headers: { "webhook-signature": "" } }, "missing-signature"],
  ] as const)("is refused: %s", async (_what, changed, code) => {
    const stage = await start();
    await refused(stage, await send(stage, changed), { source: "budget", code, status: 401 });
  });

  it.each([
    ["too old", -6 * MINUTE_MS],
    ["from the future", 6 * MINUTE_MS],
  ])("is refused: a signature that is %s", async (_what, shiftMs) => {
    const stage = await start();
    const answer = await send(stage, { nowMs: stage.clock.now() + shiftMs });
    await refused(stage, answer, { source: "budget", code: "stale", status: 401 });
  });

  it("is refused: the signature of another body", async () => {
    const stage = await start();
    const { headers } = signed(alert(stage));
    const answer = await send(stage, { headers, body: budgetAlert(stage.clock.now(), 0.99) });
    await refused(stage, answer, { source: "budget", code: "bad-signature", status: 401 });
  });

  it("cannot be told from one to a name that does not exist", async () => {
    const stage = await start();
    const answers = [
      await send(stage, { path: "/webhooks/nobody", headers: UNSIGNED }),
      await send(stage, { path: "/webhooks/standard-webhooks/nobody", headers: UNSIGNED }),
      await send(stage, { path: "/webhooks/github/budget" }),
      await send(stage, { path: "/webhooks/", headers: UNSIGNED }),
      await send(stage, { headers: UNSIGNED }),
      await send(stage, { nowMs: stage.clock.now() - 6 * MINUTE_MS }),
    ];
    const seen = answers.map(({ status, body, headers }) => {
      const names = [...headers.keys()].filter((name) => name !== "date");
      return JSON.stringify([status, body, names]);
    });
    expect(new Set(seen).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
    expect(stage.server.reports.map(({ source, code }) => `${source} ${code}`)).toEqual([
      ...Array<string>(4).fill("unknown unknown-source"),
      "budget bad-signature",
      "budget stale",
    ]);
    await untouched(stage);
  });

  it.each(["GET", "DELETE", "PATCH", "PUT"])("does not tell by %s which names exist", async (method) => {
    const stage = await start();
    const ask = async (name: string) => {
      const answer = await fetch(`${stage.server.url}/webhooks/${name}`, { method });
      return [answer.status, await answer.text()] as const;
    };
    const [known, unknown] = [await ask("budget"), await ask("nobody")];
    expect(known).toEqual(unknown);
    // Some senders use PUT or GET, so only a signature could tell that this one does not.
    expect(known[0]).toBe(["PUT", "GET"].includes(method) ? 401 : 405);
    expect(stage.server.reports.map(({ source }) => source)).toEqual(["budget", "unknown"]);
    await untouched(stage);
  });
});

describe("a webhook that is proven and still cannot be used", () => {
  it.each([
    ["no JSON", `{"type":"budget.alert","${MARK}`, 400, "malformed-body", undefined],
    ["no object", `["${MARK}"]`, 400, "malformed-body", undefined],
    ["nothing", "", 400, "malformed-body", undefined],
    [
      "an alert without a share",
      { type: "budget.alert", data: { budget: "vision", why: MARK } },
      422,
      "unsupported-event",
      expect.any(String),
    ],
    [
      "an order with a field that orders do not have",
      { type: "action.request", data: { verb: "stop", resource: "prod/notebook/x", colour: MARK } },
      422,
      "unsupported-event",
      expect.stringContaining("colour"),
    ],
    [
      "an order with a password in it",
      {
        type: "action.request",
        data: { verb: "reinstall-os", resource: "prod/dev-server/x", parameters: { admin_pass: MARK } },
      },
      422,
      "unsupported-event",
      expect.stringContaining("no password in an event"),
    ],
  ])("is refused: %s", async (_what, body, status, code, detail) => {
    const stage = await start();
    const answer = await send(stage, { body });
    await refused(stage, answer, { source: "budget", code, status, ...(detail ? { detail } : {}) });
  });

  it("may carry fields that nobody knows", async () => {
    const stage = await start();
    const body = { ...(budgetAlert(stage.clock.now()) as object), sentBy: "the billing department" };
    expect((await send(stage, { body })).status).toBe(202);
    expect(stage.server.reports).toEqual([]);
  });

  it("orders nothing that no policy allows its sender to order", async () => {
    const stage = await start();
    const data = { verb: "stop", resource: "vision-anna-train1" };
    const answer = await send(stage, { body: { type: "action.request", data } });
    expect(answer.status).toBe(202);
    const entries = await settle(stage.host, String(answer.body["run"]), stage);
    expect(entries.map(({ reason }) => reason)).toEqual([
      "received",
      "no-policy",
      "no-policy",
      "nothing-to-do",
    ]);
    expect(await stage.cloud.journal()).toEqual([]);
  });
});

describe("a body above the limit", () => {
  const huge = () => ({ type: "note", data: { text: MARK.repeat(EVENT_BYTES_MAX / MARK.length + 1) } });

  it("is refused by its length alone", async () => {
    const stage = await start();
    const answer = await send(stage, { body: huge() });
    await refused(stage, answer, { source: "budget", code: "too-large", status: 413 });
  });

  it("is refused when it says no length and never ends", async () => {
    const stage = await start();
    const { headers } = signed(alert(stage));
    const status = await new Promise<number>((resolve, reject) => {
      const url = `${stage.server.url}/webhooks/budget`;
      const sending = httpRequest(url, { method: "POST", headers }, (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.resume();
        sending.destroy();
      });
      sending.on("error", reject);
      for (let sent = 0; sent <= EVENT_BYTES_MAX; sent += 65_536) sending.write(MARK.repeat(3_641));
    });
    expect(status).toBe(413);
    expect(stage.server.reports).toEqual([
      { level: "warn", what: "refused", source: "budget", code: "too-large", status: 413 },
    ]);
    await untouched(stage);
  });

  it("may be as long as the limit", async () => {
    const stage = await start();
    const frame = JSON.stringify({ type: "note", data: { text: "" } }).length;
    const body = { type: "note", data: { text: "x".repeat(EVENT_BYTES_MAX - frame) } };
    expect((await send(stage, { body })).status).toBe(202);
  });
});

describe("a sender that goes away", () => {
  it("in the middle of its body is told of in one line and disturbs nobody", async () => {
    const stage = await start();
    const { port } = new URL(stage.server.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), "127.0.0.1", () => {
        const head = ["POST /webhooks/budget HTTP/1.1", "host: 127.0.0.1", "content-length: 1000", "", "{"];
        socket.write(head.join("\r\n"), () => setTimeout(() => socket.destroy(), 20));
      });
      socket.on("close", () => resolve());
    });
    for (let tries = 0; tries < 100 && stage.server.reports.length === 0; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(stage.server.reports).toEqual([
      { level: "warn", what: "request broke off", error: expect.any(String) },
    ]);
    await untouched(stage);
    expect((await send(stage)).status).toBe(202);
  });
});

describe("a sender that never ends", () => {
  it("keeps no server from stopping", async () => {
    const stage = await start();
    const socket = connect(Number(new URL(stage.server.url).port), "127.0.0.1");
    const cut = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    socket.on("error", () => undefined);
    const head = ["POST /webhooks/budget HTTP/1.1", "host: 127.0.0.1", "content-length: 1000", "", "{"];
    await new Promise<void>((resolve) => socket.write(head.join("\r\n"), () => resolve()));
    await stage.server.close();
    await cut;
    await expect(fetch(`${stage.server.url}/healthz`)).rejects.toThrow();
    await untouched(stage);
  });
});

describe("a webhook that is taken in", () => {
  it("starts one run however often its delivery is repeated, also at the same moment", async () => {
    const stage = await start();
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send(stage)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body["run"])).size).toBe(1);
    expect(answers.filter(({ body }) => body["outcome"] === "new")).toHaveLength(1);
    const run = String(answers[0]?.body["run"]);
    await settle(stage.host, run, stage);
    const late = await send(stage);
    expect([late.status, late.body]).toEqual([200, { outcome: "finished", run }]);
    expect(await stage.cloud.writes()).toEqual(BUDGET_STOPS);
  });

  it("may name the kind of its sender in the address", async () => {
    const stage = await start();
    const answer = await deliver(stage.server.url, {
      source: "jira",
      id: "delivery-1",
      nowMs: stage.clock.now(),
      path: "/webhooks/jira-cloud/jira",
      body: rebuildTicket("c0ffee00-0000-4000-8000-000000000220"),
    });
    expect(answer.status).toBe(202);
    const [{ source, type } = {}] = await stage.store.openRuns({ limit: 10 });
    expect([source, type]).toEqual(["jira", "ticket.updated"]);
  });
});

describe("the rest of the server", () => {
  it("answers whoever watches it, and nobody else", async () => {
    const { server, store } = await start();
    const get = async (path: string) => {
      const answer = await fetch(`${server.url}${path}`);
      return [answer.status, await answer.json()];
    };
    expect(await get("/healthz")).toEqual([200, { ok: true }]);
    expect(await get("/readyz")).toEqual([200, { ready: true, mode: "emulator", paused: false }]);
    expect(await get("/")).toEqual([404, { error: "not-found" }]);
    await store.writePause({ paused: true, why: "audit", by: "ops", at: "2026-05-12T09:00:00.000Z" });
    const paused = { why: "audit", by: "ops", at: "2026-05-12T09:00:00.000Z" };
    expect(await get("/readyz")).toEqual([200, { ready: true, mode: "emulator", paused }]);
    expect(await get("/healthz")).toEqual([200, { ok: true, paused }]);
  });
});

describe("a source without a secret", () => {
  const STRONG = STORY_SECRETS.BUDGET_SECRET;

  it.each([
    ["is not set", {}, "JIRA_SECRET: the environment variable is not set"],
    ["is empty", { JIRA_SECRET: "" }, "JIRA_SECRET: the environment variable is empty"],
    [
      "has another form than its sender's",
      { JIRA_SECRET: "x".repeat(20), BUDGET_SECRET: "not-base64-after-whsec" },
      "BUDGET_SECRET: the secret must be whsec_ followed by base64",
    ],
  ])("keeps the server from starting when it %s", async (_what, env, text) => {
    const folder = opened(await makeTempFolder());
    await writeFile(join(folder.path, "curfew.yaml"), storyConfig("http://127.0.0.1:9"));
    const terminal = fakeTerminal({ cwd: folder.path, env: { ...TEST_ENV, BUDGET_SECRET: STRONG, ...env } });
    const error = await runServe({ args: [], options: { port: "0" }, terminal }).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "AutomationError", code: "missing-credentials" });
    expect(error.message).toMatch(/^sources\.(jira|budget)\.secret: /);
    expect(error.message).toContain(text);
    expect(error.message).not.toContain("not-base64-after-whsec");
    expect(terminal.errLines.join("\n")).not.toContain("listening");
  });
});
