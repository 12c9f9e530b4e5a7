import { describe, expect, it } from "vitest";
import type { StatusEntry } from "../../lib/domain/status.ts";
import { exampleEvent } from "../../lib/functiongraph/events/example-event.ts";
import { TRIGGER_KINDS } from "../../lib/functiongraph/events/trigger-events.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { HARNESSES } from "./support/function-harness.ts";
import { type FunctionWorld, openFunctionWorld } from "./support/function-world.ts";
import { NODE_HARNESS } from "./support/node-harness.ts";
import { STORY_ORDERS } from "./support/orders.ts";
import { BUDGET_STOPS, endings } from "./support/run-log.ts";
import { MINUTE_MS } from "./support/test-clock.ts";
import { budgetAlert, rebuildTicket, signed } from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();

const SERVER = "c0ffee00-0000-4000-8000-000000000220";

const alert = (id: string) =>
  signed({ source: "budget", id, nowMs: Date.now(), body: budgetAlert(Date.now()) });

const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/** The last slot at which the policy of every ten minutes was due. */
const slotNow = () => Math.floor(Date.now() / (10 * MINUTE_MS)) * 10 * MINUTE_MS;

/** What the log says of one run. */
function ofRun(entries: readonly StatusEntry[], run: unknown): readonly StatusEntry[] {
  return entries.filter((entry) => entry.run === run);
}

const verified = async ({ store }: FunctionWorld) =>
  (await store.verify({ key: "test-only-log-key-that-protects-nothing" })).problems;

const HOSTS = [...HARNESSES, NODE_HARNESS];

describe.each(HOSTS)("what is built for $platform, with the log in a bucket", (platform) => {
  const start = async () => opened(await openFunctionWorld(platform));

  it("stop idle notebooks by the clock, once for a slot that comes twice", async () => {
    const world = await start();
    const slotMs = slotNow();
    await world.harness.tick(slotMs);
    await world.settle();
    await world.harness.tick(slotMs);
    const entries = await world.settle();
    const stops = await world.cloud.writes();
    expect(stops).toEqual(
      expect.arrayContaining(["StopNotebook 101", "StopNotebook 102", "StopNotebook 103"]),
    );
    expect(new Set(stops).size).toBe(stops.length);
    expect(endings(entries)).toBe(new Set(entries.map(({ run }) => run)).size);
    expect(await verified(world)).toEqual([]);
  });

  it("stop a team's servers for a budget alert, acknowledged before anything is done", async () => {
    const world = await start();
    const first = alert("msg_1");
    const traced = { ...first, headers: { ...first.headers, traceparent: TRACE } };
    const answer = await world.harness.webhook("/webhooks/budget", traced);
    expect(answer).toMatchObject({ status: 202, body: { outcome: "new", run: expect.any(String) } });
    expect(await world.cloud.writes()).toEqual([]);
    // Functions ask for the executor; a server has a worker of its own.
    expect(world.asked()).toBe(platform.platform === "node" ? 0 : 1);
    const again = await world.harness.webhook("/webhooks/budget", traced);
    expect(again.body["run"]).toBe(answer.body["run"]);
    const entries = await world.settle();
    expect(await world.cloud.writes()).toEqual(BUDGET_STOPS);
    expect(ofRun(entries, answer.body["run"]).at(-1)).toMatchObject({ phase: "finished", reason: "done" });
    expect(endings(entries)).toBe(1);
    const received = ofRun(entries, answer.body["run"])[0];
    expect(received).toMatchObject({ phase: "received", details: { traceparent: TRACE } });
    expect(await verified(world)).toEqual([]);
  });

  it("rebuild a server for an approved ticket, once, although it comes again", async () => {
    const world = await start();
    const ticket = (id: string) =>
      signed({ source: "jira", id, nowMs: Date.now(), body: rebuildTicket(SERVER) });
    const first = await world.harness.webhook("/webhooks/jira", ticket("jira-1"));
    await world.settle();
    // Its identifier is not signed: issue and change are, and they are the same.
    const again = await world.harness.webhook("/webhooks/jira", ticket("jira-2"));
    expect(again.body["run"]).toBe(first.body["run"]);
    const entries = await world.settle();
    expect(await world.cloud.writes()).toEqual(["StopDevServer 220", "ReinstallDevServerOS 220"]);
    expect(await world.cloud.statusOf(SERVER)).toBe("RUNNING");
    expect(endings(entries)).toBe(1);
    expect(await verified(world)).toEqual([]);
  });

  it("take orders from a queue; one poison message keeps none of the others back", async () => {
    const world = await start();
    const [notebook] = STORY_ORDERS;
    const texts = {
      one: JSON.stringify({ id: notebook.id, ...notebook.data }),
      two: '{"verb":',
      three: JSON.stringify({ id: "order-7", verb: "fly" }),
    };
    expect(await world.harness.messages(texts)).toEqual([]);
    expect(await world.harness.messages(texts)).toEqual([]);
    const entries = await world.settle();
    expect(await world.cloud.writes()).toHaveLength(1);
    expect((await world.cloud.writes())[0]).toMatch(/^CreateNotebook/);
    // The third is an order too, for a verb that nobody has.
    const ends = entries.filter(({ phase }) => phase === "finished").map(({ reason }) => reason);
    expect(ends.toSorted()).toEqual(["done", "nothing-to-do"]);
  });

  it("refuse what is not theirs, and a webhook that proves nothing, without a value of it", async () => {
    const world = await start();
    await expect(world.harness.call("schedule", { strange: "secret-value" })).rejects.toThrow(/strange/);
    const forged = { ...alert("msg_9"), body: new TextEncoder().encode("{}") };
    expect((await world.harness.webhook("/webhooks/budget", forged)).status).toBe(401);
    expect(await world.settle()).toEqual([]);
  });
});

/** Which function a trigger of FunctionGraph is connected to. */
const FUNCTION_OF: Readonly<Record<string, "webhook" | "schedule">> = {
  apig: "webhook",
  dedicatedgateway: "webhook",
  "apig-authorizer": "webhook",
  timer: "schedule",
};

describe("every trigger of FunctionGraph, as its documents show it", () => {
  it("is understood by the built functions, or refused with its shape; nothing breaks and nothing is sent", async () => {
    const [functionGraph] = HARNESSES;
    if (!functionGraph) throw new Error("no harness");
    const world = opened(await openFunctionWorld(functionGraph));
    const answers = new Map<string, unknown>();
    for (const kind of TRIGGER_KINDS) {
      const name = FUNCTION_OF[kind] ?? (/apig|gateway/.test(kind) ? "webhook" : "queue");
      answers.set(kind, await world.harness.call(name, exampleEvent(kind, {})));
    }
    expect(answers.size).toBe(TRIGGER_KINDS.length);
    for (const [kind, answer] of answers) {
      const understood =
        typeof answer === "object" &&
        answer !== null &&
        ["taken", "statusCode", "runs"].some((field) => field in answer);
      expect(understood, kind).toBe(true);
    }
    await world.settle();
    expect(await world.cloud.writes()).toEqual([]);
  });
});
