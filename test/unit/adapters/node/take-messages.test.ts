import { afterEach, describe, expect, it } from "vitest";
import { takeMessages } from "../../../../lib/adapters/node/take-messages.ts";
import { composeNode, type NodeHost } from "../../../../lib/compose/node.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import type { Store } from "../../../../lib/ports/store.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { config } from "../../../fixtures/policies.ts";
import { NOW } from "../../../fixtures/resources.ts";

const DAY_MS = 86_400_000;

const hosts: NodeHost[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

function consumer(store: Store, { openMax = 100, now = () => NOW } = {}) {
  const host = composeNode({
    config: config({ policies: [] }),
    env: () => undefined,
    readFile: () => Promise.reject(new Error("no file is read in this test")),
    store,
    now,
    openMax,
  });
  hosts.push(host);
  const lines: Readonly<Record<string, unknown>>[] = [];
  const context = {
    deadlineMs: NOW + 10_000,
    log: (line: Readonly<Record<string, unknown>>) => lines.push(line),
  };
  return {
    host,
    lines,
    take: (...messages: Message[]) => takeMessages(messages, context, { host, sources: [] }),
  };
}

type Message = Parameters<typeof takeMessages>[0][number];

const order = (id: string, changed: Partial<Message> = {}): Message => ({
  id,
  data: { verb: "stop", resource: `prod/notebook/${id}` },
  ...changed,
});

const ids = (left: readonly { readonly id: string }[]) => left.map(({ id }) => id);

describe("messages of a queue", () => {
  it("are taken in and gone on with", async () => {
    const { take, lines } = consumer(createMemoryStore());
    const { again, refused, passes } = await take(order("1"), order("2"), order("1"));
    expect([again, refused, lines]).toEqual([[], [], []]);
    expect(passes.map(({ status }) => status)).toEqual(["finished", "finished"]);
  });

  it("that find the inbox full are named, to be delivered again; one that is known already is not", async () => {
    const { host, take, lines } = consumer(createMemoryStore(), { openMax: 1 });
    await host.ports.store.writePause({ paused: true, why: "audit", by: "ops", at: null });
    const first = await take(order("1"), order("2"), order("1"), order("3"));
    expect(ids(first.again)).toEqual(["2", "3"]);
    expect(first.again[0]?.why).toContain("the inbox is full");
    expect(lines.map(({ what, message }) => [what, message])).toEqual([
      ["not taken in", "2"],
      ["not taken in", "3"],
    ]);
    expect(await host.ports.store.openRuns({ limit: 10 })).toHaveLength(1);
    await host.ports.store.writePause({ paused: false, why: null, by: null, at: null });
    await take();
    expect((await take(order("2"))).again).toEqual([]);
  });

  it("that a failing store could not keep are named, and the others are taken in", async () => {
    const store = createMemoryStore();
    const accept: Store["accept"] = async (intake, options) => {
      if (intake.event.id === "2") throw new AutomationError("store-failed", "the disk is full; make room");
      return store.accept(intake, options);
    };
    const { take } = consumer({ ...store, accept });
    const { again, passes } = await take(order("1"), order("2"), order("3"));
    expect(again).toEqual([{ id: "2", why: "the disk is full; make room" }]);
    expect(passes).toHaveLength(2);
  });

  it("that the deadline left no time for are named", async () => {
    let nowMs = NOW;
    const { take } = consumer(createMemoryStore(), {
      now: () => {
        nowMs += 1_500;
        return nowMs;
      },
    });
    const { again } = await take(...Array.from({ length: 10 }, (_, index) => order(String(index))));
    expect(again.length).toBeGreaterThan(0);
    expect(again.length).toBeLessThan(10);
    expect(again.at(-1)).toEqual({ id: "9", why: "the time of this call was up" });
  });

  it("that are no orders are refused with the rule, once and for all", async () => {
    const { take, host } = consumer(createMemoryStore());
    const tomorrow = new Date(NOW + DAY_MS + 1).toISOString();
    const { again, refused } = await take(
      order("1", { data: { resource: "prod/notebook/1" } }),
      order("2", { data: { verb: "stop", parameters: { admin_pass: "do-not-repeat" } } }),
      order("3", { time: tomorrow }),
      order("4", { time: "yesterday" }),
      { ...order("5"), id: "x".repeat(257) },
      order("6", { time: new Date(NOW + DAY_MS).toISOString() }),
    );
    expect(again).toEqual([]);
    expect(ids(refused)).toEqual(["1", "2", "3", "4", "x".repeat(257)]);
    expect(refused.map(({ why }) => why.split(":")[0])).toEqual(["verb", "parameters", "time", "time", "id"]);
    expect(JSON.stringify(refused)).not.toContain("do-not-repeat");
    const { entries } = await host.ports.store.find({ phases: ["received"] }, { limit: 10 });
    expect(entries.map(({ event }) => event)).toEqual(["6"]);
  });

  it("count as taken when the work after them breaks off: they are durable", async () => {
    const store = createMemoryStore();
    const openRuns = () => Promise.reject(new AutomationError("store-failed", "the disk is gone"));
    const { take, lines } = consumer({ ...store, openRuns });
    expect(await take(order("1"))).toEqual({ again: [], refused: [], passes: [] });
    expect(lines).toEqual([{ what: "the sweep broke off", error: "the disk is gone" }]);
  });
});
