import { describe, expect, it } from "vitest";
import { requestEvent } from "../../lib/compose/node.ts";
import type { AutomationEvent } from "../../lib/domain/event.ts";
import { Step } from "../../lib/domain/step.ts";
import type { JournalEntry } from "../../lib/emulator/journal.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { REBUILD_IMAGE, STORY_ORDERS } from "./support/orders.ts";
import { BUDGET_STOPS, endings, entriesOf, settle, settleTogether, skips, story } from "./support/run-log.ts";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "./support/test-clock.ts";
import { budgetAlert, deliver, rebuildTicket } from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();

const SERVER = "c0ffee00-0000-4000-8000-000000000220";
const RESTING_SERVER = "c0ffee00-0000-4000-8000-000000000221";

const start = async (options: Parameters<typeof openStage>[0] = {}) => opened(await openStage(options));

async function tick({ host, clock }: Stage): Promise<string> {
  const nowMs = clock.now();
  const accepted = await host.tick(nowMs, nowMs - 10 * MINUTE_MS);
  return accepted?.run ?? "";
}

async function alert({ server, clock }: Stage, id: string, share?: number): Promise<string> {
  const nowMs = clock.now();
  const answer = await deliver(server.url, { source: "budget", id, nowMs, body: budgetAlert(nowMs, share) });
  expect(answer.status).toBe(202);
  return String(answer.body["run"]);
}

async function ticket({ server, clock }: Stage, id: string, machine = SERVER) {
  const delivery = { source: "jira", id, nowMs: clock.now(), body: rebuildTicket(machine) } as const;
  const answer = await deliver(server.url, delivery);
  return { status: answer.status, run: String(answer.body["run"]) };
}

/** The same transition as another event, as of a sender that tells it in two ways. */
async function sameTransition({ host, store }: Stage, run: string): Promise<{ readonly run: string }> {
  const first = await store.read(run);
  if (!first) throw new Error(`there is no run ${run}`);
  return host.accept({ ...first.event, id: "another-event" });
}

function order(stage: Stage, { id, data }: (typeof STORY_ORDERS)[number]): AutomationEvent {
  return requestEvent(data, { source: "inbox", nowMs: stage.clock.now(), id });
}

const reinstalls = (writes: readonly string[]) => writes.filter((write) => write.startsWith("Reinstall"));

const bodyOf = (journal: readonly JournalEntry[], operation: string) =>
  journal.find((entry) => entry.operation === operation)?.body;

describe("idle notebooks, by the clock", () => {
  async function held(stage: Stage): Promise<void> {
    await stage.store.putHold({
      resource: "prod/notebook/c0ffee00-0000-4000-8000-000000000104",
      owner: "david",
      reason: "waiting for the evaluation data",
      createdAt: new Date(stage.clock.now()).toISOString(),
      until: new Date(stage.clock.now() + 24 * HOUR_MS).toISOString(),
    });
  }

  it("stops the forgotten ones and leaves held, busy and unmeasured ones alone, each for its reason", async () => {
    const stage = await start();
    await held(stage);
    const entries = await settle(stage.host, await tick(stage), stage);
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101", "StopNotebook 102", "StopNotebook 103"]);
    expect(skips(entries)).toEqual({
      104: "held",
      105: "busy",
      106: "busy",
      107: "busy",
      108: "no-evidence",
      109: "no-evidence",
    });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done", text: "3 succeeded" });
    expect(endings(entries)).toBe(1);
    const held104 = entries.find(({ reason }) => reason === "held");
    expect(held104?.text).toMatch(/^held by david until .*: waiting for the evaluation data$/);
  });

  it("says of the next pass only what has changed, and stops nothing twice", async () => {
    const stage = await start();
    await held(stage);
    await settle(stage.host, await tick(stage), stage);
    stage.clock.advance(10 * MINUTE_MS);
    const entries = await settle(stage.host, await tick(stage), stage);
    expect(await stage.cloud.writes()).toHaveLength(3);
    expect(skips(entries)).toEqual({ 101: "already-so", 102: "already-so", 103: "already-so" });
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "nothing-to-do" });
  });

  it("takes a slot in once, whichever process sees it", async () => {
    const stage = await start();
    const other = await stage.reopen();
    const nowMs = stage.clock.now();
    const [one, two] = await Promise.all([
      stage.host.tick(nowMs, nowMs - 10 * MINUTE_MS),
      other.host.tick(nowMs, nowMs - 10 * MINUTE_MS),
    ]);
    expect([one?.outcome, two?.outcome].sort()).toEqual(["new", "unfinished"]);
    expect(one?.run).toBe(two?.run);
    const run = one?.run ?? "";
    const clock = { clock: stage.clock };
    const [entries = []] = await settleTogether(
      [stage, other].map(({ host }) => ({ host, run })),
      clock,
    );
    expect((await stage.cloud.writes()).toSorted()).toEqual([
      "StopNotebook 101",
      "StopNotebook 102",
      "StopNotebook 103",
      "StopNotebook 104",
    ]);
    expect(endings(entries)).toBe(1);
  });
});

describe("a budget, by a signed webhook", () => {
  it("stops the team's pay-per-use servers in batches that grow, and says where a stop saves nothing", async () => {
    const stage = await start();
    const entries = await settle(stage.host, await alert(stage, "msg_1"), stage);
    expect(await stage.cloud.writes()).toEqual(BUDGET_STOPS);
    expect(skips(entries)).toEqual({
      205: "saves-nothing",
      206: "saves-nothing",
      207: "saves-nothing",
      300: "saves-nothing",
    });
    expect(endings(entries)).toBe(1);
    const calls = entries.filter(({ phase }) => phase === "submitting").map(({ call }) => call);
    expect(calls).toHaveLength(4);
    // Batches of one, two and one: the second carries two servers.
    expect(new Set(calls).size).toBe(3);
  });

  it("works once on a delivery that comes twice, and finds nothing left to do at the next threshold", async () => {
    const stage = await start();
    const first = await alert(stage, "msg_1");
    expect(await alert(stage, "msg_1")).toBe(first);
    await settle(stage.host, first, stage);
    const next = await settle(stage.host, await alert(stage, "msg_2", 1), stage);
    expect(await stage.cloud.writes()).toEqual(BUDGET_STOPS);
    expect(next.at(-1)).toMatchObject({ phase: "finished", reason: "nothing-to-do" });
  });

  it("leaves everything alone below the threshold", async () => {
    const stage = await start();
    const entries = await settle(stage.host, await alert(stage, "msg_1", 0.5), stage);
    expect(await stage.cloud.writes()).toEqual([]);
    expect(entries.map(({ phase, reason }) => `${phase} ${reason}`)).toEqual([
      "received received",
      "ignored no-policy",
      "decided no-policy",
      "finished nothing-to-do",
    ]);
  });
});

describe("a rebuild, by an approved ticket", () => {
  const REBUILT = ["StopDevServer 220", "ReinstallDevServerOS 220"];

  it("stops, reinstalls and leaves the server running, as it was found", async () => {
    const stage = await start();
    const { run } = await ticket(stage, "delivery-1");
    const entries = await settle(stage.host, run, stage);
    expect(await stage.cloud.writes()).toEqual(REBUILT);
    expect(await stage.cloud.statusOf(SERVER)).toBe("RUNNING");
    expect(bodyOf(await stage.cloud.journal(), "ReinstallDevServerOS")).toEqual({ key_pair_name: "ops" });
    expect(story(entries)).toEqual([
      "planned stop 220 requested",
      "planned reinstall-os 220 in-order",
      "submitting stop 220 submitting",
      "accepted stop 220 accepted",
      "succeeded stop 220 confirmed",
      "submitting reinstall-os 220 submitting",
      "accepted reinstall-os 220 accepted",
      "succeeded reinstall-os 220 confirmed",
    ]);
    expect(endings(entries)).toBe(1);
  });

  it("puts a server back to rest that was at rest", async () => {
    const stage = await start();
    const { run } = await ticket(stage, "delivery-1", RESTING_SERVER);
    await settle(stage.host, run, stage);
    expect(await stage.cloud.writes()).toEqual(["ReinstallDevServerOS 221", "StopDevServer 221"]);
    expect(await stage.cloud.statusOf(RESTING_SERVER)).toBe("STOPPED");
  });

  it("reinstalls once when another process goes on in the middle and the ticket comes again", async () => {
    const stage = await start();
    const { run } = await ticket(stage, "delivery-1");
    for (let look = 0; look < 40; look += 1) {
      await stage.host.advance(run);
      if ((await stage.cloud.writes()).length === 2) break;
      stage.clock.advance(15 * SECOND_MS);
    }
    expect(await stage.cloud.statusOf(SERVER)).toBe("REINSTALLINGOS");
    const next = await stage.reopen();
    expect(await ticket(next, "delivery-1")).toEqual({ status: 202, run });
    const entries = await settle(next.host, run, next);
    expect(await ticket(next, "delivery-1")).toEqual({ status: 200, run });
    expect(await next.cloud.writes()).toEqual(REBUILT);
    expect(endings(entries)).toBe(1);
  });

  it("reinstalls once when the same transition comes under another id while the first is under way", async () => {
    const stage = await start();
    const first = await ticket(stage, "delivery-1");
    // Jira's own identifier of a delivery is not signed and makes no other event.
    expect((await ticket(stage, "delivery-2")).run).toBe(first.run);
    const second = await sameTransition(stage, first.run);
    expect(second.run).not.toBe(first.run);
    // Both are decided before either has begun, so neither sees the other in the log.
    await stage.host.advance(first.run, { dryRun: true });
    await stage.host.advance(second.run, { dryRun: true });
    const both = { clock: stage.clock };
    const [one = [], two = []] = await settleTogether(
      [first, second].map(({ run }) => ({ host: stage.host, run })),
      both,
    );
    expect(await stage.cloud.writes()).toContain("ReinstallDevServerOS 220");
    expect(reinstalls(await stage.cloud.writes())).toHaveLength(1);
    expect([...story(one), ...story(two)]).toContainEqual(
      expect.stringMatching(/^skipped (stop|reinstall-os) 220 duplicate-step$/),
    );
    expect([endings(one), endings(two)]).toEqual([1, 1]);
    expect(await stage.cloud.statusOf(SERVER)).toBe("RUNNING");
  });

  it.each([
    ["at once", 0],
    ["when the cooldown is over", HOUR_MS],
  ])("does nothing at all when the same transition comes again afterwards, %s", async (_when, laterMs) => {
    const stage = await start();
    const { run } = await ticket(stage, "delivery-1");
    await settle(stage.host, run, stage);
    stage.clock.advance(laterMs);
    const entries = await settle(stage.host, (await sameTransition(stage, run)).run, stage);
    expect(await stage.cloud.writes()).toEqual(REBUILT);
    expect(await stage.cloud.statusOf(SERVER)).toBe("RUNNING");
    expect(endings(entries)).toBe(1);
  });
});

describe("orders, from the queue", () => {
  const names = (journal: readonly JournalEntry[]) => journal.map(({ operation }) => operation).toSorted();

  it("makes a notebook that stops itself, makes a server and changes a system, each once", async () => {
    const stage = await start();
    const runs = new Set<string>();
    for (const message of [...STORY_ORDERS, ...STORY_ORDERS]) {
      runs.add((await stage.host.accept(order(stage, message))).run);
    }
    expect(runs.size).toBe(STORY_ORDERS.length);
    for (const run of runs) {
      const entries = await settle(stage.host, run, stage);
      expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "done" });
      expect(endings(entries)).toBe(1);
    }
    const journal = await stage.cloud.journal();
    expect(names(journal)).toEqual([
      "ChangeDevServerOS",
      "CreateDevServer",
      "CreateNotebook",
      "StopDevServer",
    ]);
    expect(bodyOf(journal, "CreateNotebook")).toMatchObject({
      name: expect.stringMatching(/^vision-anna-eval-[0-9a-f]{8}$/),
      lease: { type: "TIMING", duration: HOUR_MS },
    });
    expect(bodyOf(journal, "ChangeDevServerOS")).toMatchObject({ image_id: REBUILD_IMAGE });
    expect(await stage.cloud.statusOf(RESTING_SERVER)).toBe("STOPPED");
  });

  it("makes nothing a second time when a finished order comes again", async () => {
    const stage = await start();
    const [first] = STORY_ORDERS;
    const { run } = await stage.host.accept(order(stage, first));
    await settle(stage.host, run, stage);
    expect(await stage.host.accept(order(stage, first))).toEqual({ outcome: "finished", run });
    expect(await stage.host.sweep({ onError: () => undefined })).toEqual([]);
    expect(names(await stage.cloud.journal())).toEqual(["CreateNotebook"]);
  });
});

describe("observe mode", () => {
  it("sends not a single write for any of the stories, and says what would have happened", async () => {
    const stage = await start({ mode: "observe" });
    const runs = [await tick(stage), await alert(stage, "msg_1"), (await ticket(stage, "delivery-1")).run];
    for (const message of STORY_ORDERS) runs.push((await stage.host.accept(order(stage, message))).run);
    const told: string[] = [];
    for (const run of runs) {
      const entries = await settle(stage.host, run, stage);
      expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "observed" });
      told.push(...story(entries.filter(({ phase }) => phase === "planned")));
      expect(entries.filter(({ phase }) => phase === "planned").map(({ text }) => text)).toEqual(
        expect.arrayContaining([expect.stringMatching(/^would /)]),
      );
    }
    expect(await stage.cloud.journal()).toEqual([]);
    expect(told).toEqual([
      ...["101", "102", "103", "104"].map((id) => `planned stop ${id} observe`),
      ...["201", "202", "203", "204"].map((id) => `planned stop ${id} observe`),
      "planned reinstall-os 220 observe",
      "planned create-notebook +vision-anna-eval observe",
      "planned create-dev-server +vision-bruno-dev observe",
      "planned change-os 221 observe",
    ]);
  });
});

describe("the wall", () => {
  it("lets no command out whose verb is not in allow, and says so in the log", async () => {
    const stage = await start({ allow: ["stop"], policies: ["commands"] });
    const data = {
      verb: "reinstall-os",
      resource: `prod/dev-server/${SERVER}`,
      parameters: { keyPair: "ops" },
    };
    const event = requestEvent(data, { source: "cli", nowMs: stage.clock.now() });
    const entries = await settle(stage.host, (await stage.host.accept(event)).run, stage);
    expect(story(entries)).toEqual(["skipped reinstall-os 220 not-allowed"]);
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "nothing-to-do" });
    expect(await stage.cloud.journal()).toEqual([]);
  });

  it("stops a step that was planned under an older configuration at the last moment", async () => {
    const stage = await start();
    const { run } = await ticket(stage, "delivery-1");
    await stage.host.advance(run);
    expect(await stage.cloud.writes()).toEqual(["StopDevServer 220"]);
    const stricter = await stage.reopen({ allow: ["stop"], policies: ["commands"] });
    const entries = await settle(stricter.host, run, stricter);
    expect(await stage.cloud.writes()).toEqual(["StopDevServer 220"]);
    expect(story(entries)).toContain("failed reinstall-os 220 not-allowed");
    expect(entries.at(-1)).toMatchObject({ phase: "finished", reason: "some-failed" });
    expect(endings(entries)).toBe(1);
  });

  it("prepares no call for a verb that is not in allow, alone or in a batch", async () => {
    const planner = await start();
    const { run } = await ticket(planner, "delivery-1");
    await planner.host.advance(run, { dryRun: true });
    const planned = (await entriesOf(planner.host, run)).filter(({ phase }) => phase === "planned");
    const steps = planned.map(({ details }) => Step.parse(details["step"]));
    expect(steps.map(({ verb }) => verb)).toEqual(["stop", "reinstall-os"]);
    const { host, cloud } = await planner.reopen({ allow: ["start"], policies: [] });
    for (const pair of [steps.slice(0, 1), steps.slice(1), [...steps, ...steps]]) {
      await expect(host.ports.clouds.get("prod")?.prepare(pair)).rejects.toMatchObject({
        code: "not-allowed",
      });
    }
    expect(await cloud.journal()).toEqual([]);
  });
});
