import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runSend } from "../../lib/cli/commands/send.ts";
import { requestEvent } from "../../lib/compose/node.ts";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { openSqliteStore } from "../../lib/stores/sqlite/open-sqlite-store.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { TEST_ENV } from "./support/emulated-cloud.ts";
import { fakeTerminal } from "./support/fake-terminal.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { STORY_ORDERS } from "./support/orders.ts";
import { endings, settle } from "./support/run-log.ts";
import { STORY_SECRETS, storyConfig } from "./support/story-config.ts";
import { makeTempFolder } from "./support/temp-folder.ts";
import { MINUTE_MS } from "./support/test-clock.ts";
import { budgetAlert } from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();

const [NOTEBOOK, SERVER, CHANGE] = STORY_ORDERS;

type Order = Parameters<typeof requestEvent>[0];

async function place({ host, clock }: Stage, data: Order, id = "order-1"): Promise<readonly StatusEntry[]> {
  const { run } = await host.accept(requestEvent(data, { source: "inbox", nowMs: clock.now(), id }));
  return settle(host, run, { clock });
}

const last = (entries: readonly StatusEntry[]) => {
  const { phase, reason, text } = entries.findLast(({ resource }) => resource !== null) ?? {};
  return { phase, reason, text };
};

describe("an order that cannot be carried out", () => {
  const { parameters } = SERVER.data;

  it.each([
    [
      "a field breaks a rule of its document",
      { ...SERVER.data, parameters: { ...parameters, charging_info: { charging_mode: "SOMETIMES" } } },
      "invalid-parameters",
      /charging_mode/,
    ],
    [
      "the password stands in it",
      { ...SERVER.data, parameters: { ...parameters, password: "Secret-0123" } },
      "invalid-parameters",
      /a reference such as env:SERVER_PASSWORD, never the password itself/,
    ],
    [
      "the cloud does not offer it",
      { ...SERVER.data, target: "lab" },
      "not-supported",
      /otc offers no dev-server/,
    ],
    ["no such target exists", { ...SERVER.data, target: "test" }, "invalid-parameters", /one of prod, lab/],
    [
      "no such machine exists",
      { ...CHANGE.data, resource: "prod/dev-server/c0ffee00-0000-4000-8000-000000000999" },
      "not-found",
      /c0ffee00-0000-4000-8000-000000000999/,
    ],
  ] as const)("is told why and nothing is sent: %s", async (_why, data, reason, text) => {
    const stage = opened(await openStage());
    const entries = await place(stage, data as Order);
    expect(last(entries)).toEqual({ phase: "skipped", reason, text: expect.stringMatching(text) });
    expect(JSON.stringify(entries)).not.toContain("Secret-0123");
    expect(endings(entries)).toBe(1);
    expect(await stage.cloud.journal()).toEqual([]);
  });

  it("is refused by the cloud itself, in the cloud's words, and never tried again", async () => {
    const stage = opened(await openStage());
    await stage.cloud.permit([]);
    const entries = await place(stage, SERVER.data);
    expect(last(entries)).toMatchObject({
      phase: "rejected",
      text: expect.stringMatching(/HTTP 403, ModelArts\.0108, "You are not authorized/),
    });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "some-failed" });
    stage.clock.advance(60 * MINUTE_MS);
    expect(await stage.host.sweep({ onError: () => undefined })).toEqual([]);
    expect(await stage.cloud.writes()).toEqual(["CreateDevServer"]);
  });
});

describe("an order whose answer is lost", () => {
  it.each([
    ["a notebook", NOTEBOOK, "CreateNotebook"],
    ["a server", SERVER, "CreateDevServer"],
  ] as const)("is found again by its name when it had arrived: %s", async (_what, { data }, operation) => {
    const stage = opened(await openStage());
    await stage.cloud.fault({ match: { operation }, fault: "lost-answer-after-effect" });
    const entries = await place(stage, data);
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
    expect(await stage.cloud.writes()).toEqual([operation]);
    expect(endings(entries)).toBe(1);
  });

  it("is never placed twice: it fails when its signature has expired and nothing of its name is there", async () => {
    const stage = opened(await openStage());
    await stage.cloud.fault({ match: { operation: "CreateNotebook" }, fault: "lost-answer-before-effect" });
    const before = stage.clock.now();
    const entries = await place(stage, NOTEBOOK.data);
    expect(stage.clock.now() - before).toBeGreaterThan(15 * MINUTE_MS);
    expect(last(entries)).toEqual({
      phase: "failed",
      reason: "call-failed",
      text: expect.stringContaining("the signature has expired"),
    });
    expect(await stage.cloud.writes()).toEqual(["CreateNotebook"]);
    expect(endings(entries)).toBe(1);
  });
});

describe("curfew send", () => {
  async function folderWith(url: string): Promise<string> {
    const { path } = opened(await makeTempFolder());
    const yaml = storyConfig(url).replace("store: memory", "store: sqlite:curfew.db");
    await writeFile(join(path, "curfew.yaml"), yaml);
    return path;
  }

  const message = JSON.stringify({ type: "action.request", ...NOTEBOOK });

  function terminalIn(cwd: string, stage: Pick<Stage, "clock">, stdin = message) {
    return fakeTerminal({ cwd, stdin, now: stage.clock.now, env: { ...TEST_ENV, ...STORY_SECRETS } });
  }

  it("puts a message into the inbox, where the next sweep finds it; the same one twice is one order", async () => {
    const stage = opened(await openStage());
    const cwd = await folderWith(stage.cloud.url);
    const terminal = terminalIn(cwd, stage);
    expect(await runSend({ args: ["-"], options: {}, terminal })).toBe(0);
    expect(await runSend({ args: ["-"], options: {}, terminal })).toBe(0);
    expect(terminal.outLines).toEqual([
      expect.stringMatching(/^taken in as run r\w+$/),
      expect.stringMatching(/^taken in as run r\w+ \(it was taken in before; nothing is done twice\)$/),
    ]);
    const worker = await stage.reopen({}, await openSqliteStore({ path: join(cwd, "curfew.db") }));
    const [{ run } = { run: "" }] = await worker.store.openRuns({ limit: 10 });
    await settle(worker.host, run, stage);
    expect(await stage.cloud.writes()).toEqual(["CreateNotebook"]);
    expect(await worker.store.openRuns({ limit: 10 })).toEqual([]);
  });

  it.each([
    ["is no JSON", "{", "not JSON"],
    ["is of no known type", JSON.stringify({ type: "party", data: {} }), "type"],
    [
      "holds a password",
      JSON.stringify({
        type: "action.request",
        data: { verb: "stop", parameters: { admin_pass: "Secret-0123" } },
      }),
      "no password in an event",
    ],
  ])("takes in nothing that %s", async (_what, text, told) => {
    const stage = opened(await openStage());
    const cwd = await folderWith(stage.cloud.url);
    const terminal = terminalIn(cwd, stage, text);
    const error: Error = await runSend({ args: ["-"], options: {}, terminal }).then(
      () => new Error("it was taken in"),
      (thrown) => thrown,
    );
    expect(error).toMatchObject({ code: "invalid-event" });
    expect(error.message).toContain(told);
    expect(error.message).not.toContain("Secret-0123");
  });

  it("signs as a source and posts to a server, which tells the run", async () => {
    const stage = opened(await openStage());
    const body = JSON.stringify(budgetAlert(stage.clock.now()));
    const terminal = terminalIn(await folderWith(stage.cloud.url), stage, body);
    const options = { url: `${stage.server.url}/`, source: "budget" };
    expect(await runSend({ args: ["-"], options, terminal })).toBe(0);
    expect(JSON.parse(terminal.outLines[0] ?? "")).toEqual({ outcome: "new", run: stage.server.kicked[0] });
    stage.clock.advance(30 * MINUTE_MS);
    const late = terminalIn(terminal.cwd, { clock: { now: () => 0, advance: () => undefined } }, body);
    expect(await runSend({ args: ["-"], options, terminal: late })).toBe(1);
    expect(late.errLines.at(-1)).toBe("curfew: the server answered 401; its own log says why");
  });

  it("names the sources that there are when the one asked for is none of them", async () => {
    const stage = opened(await openStage());
    const terminal = terminalIn(await folderWith(stage.cloud.url), stage);
    const sending = runSend({ args: ["-"], options: { source: "slack" }, terminal });
    await expect(sending).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("there is: budget, jira"),
    });
  });
});
