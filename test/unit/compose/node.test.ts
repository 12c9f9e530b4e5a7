import { afterEach, describe, expect, it } from "vitest";
import { composeNode, type NodeHost, requestEvent } from "../../../lib/compose/node.ts";
import { tickEvent } from "../../../lib/compose/tick-event.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { Store } from "../../../lib/ports/store.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { budgetAlert, config, request, webhook } from "../../fixtures/policies.ts";
import { MINUTE, NOW } from "../../fixtures/resources.ts";
import { createFakeMessenger } from "../shell/fake-messenger.ts";

const hosts: NodeHost[] = [];

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

function hostOn(store: Store, openMax?: number): NodeHost {
  const host = composeNode({
    config: config(),
    env: () => undefined,
    readFile: () => Promise.reject(new Error("no file is read in this test")),
    store,
    now: () => NOW,
    ...(openMax === undefined ? {} : { openMax }),
  });
  hosts.push(host);
  return host;
}

const hook = (id: string): AutomationEvent => ({ ...webhook(), id });

function message(id: string): AutomationEvent {
  return requestEvent({ verb: "stop", parameters: {} }, { source: "inbox", nowMs: NOW, id });
}

describe("the inbox of a plain Node host", () => {
  it("turns away what comes from outside when too many runs are open, and writes nothing", async () => {
    const host = hostOn(createMemoryStore(), 2);
    await host.accept(hook("1"));
    await host.accept(message("2"));
    for (const event of [hook("3"), message("4")]) {
      await expect(host.accept(event)).rejects.toMatchObject({
        code: "throttled",
        details: { retryAfterMs: expect.any(Number) },
      });
    }
    expect(await host.ports.store.openRuns({ limit: 10 })).toHaveLength(2);
  });

  it("still knows a delivery that it has, and takes new ones when a run has ended", async () => {
    const host = hostOn(createMemoryStore(), 1);
    const { run } = await host.accept(hook("1"));
    expect(await host.accept(hook("1"))).toEqual({ outcome: "unfinished", run });
    expect((await host.advance(run)).status).toBe("finished");
    expect(await host.accept(hook("1"))).toEqual({ outcome: "finished", run });
    expect((await host.accept(hook("2"))).outcome).toBe("new");
  });

  it("turns away neither the clock nor people", async () => {
    const host = hostOn(createMemoryStore(), 1);
    await host.accept(hook("1"));
    expect((await host.accept(tickEvent(NOW, NOW - MINUTE))).outcome).toBe("new");
    expect((await host.accept(request())).outcome).toBe("new");
    expect(await host.tick(NOW - MINUTE, NOW - 20 * MINUTE)).toMatchObject({ outcome: "new" });
  });
});

/** A store whose reads of a run wait until the test says so. */
function slowStore() {
  const store = createMemoryStore();
  const reads: string[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const read: Store["read"] = async (run) => {
    reads.push(run);
    await gate;
    return store.read(run);
  };
  return { store: { ...store, read }, reads, open };
}

describe("two passes of one process over one run", () => {
  it("do not happen at once: the second leaves it to the first, and may come later", async () => {
    const { store, reads, open } = slowStore();
    const host = hostOn(store);
    const { run } = await host.accept(hook("1"));
    const first = host.advance(run);
    expect(await host.advance(run)).toEqual({ run, status: "yielded" });
    expect(reads).toEqual([run]);
    open();
    expect(await first).toEqual({ run, status: "finished" });
    expect(await host.advance(run)).toEqual({ run, status: "finished" });
  });

  it("do not happen in a sweep either, which goes on with the others", async () => {
    const { store, reads, open } = slowStore();
    const host = hostOn(store);
    const { run } = await host.accept(hook("1"));
    const { run: other } = await host.accept(hook("2"));
    const first = host.advance(run);
    const sweep = host.sweep({ onError: (_run, error) => expect.fail(String(error)) });
    open();
    expect(await sweep).toEqual([
      { run, status: "yielded" },
      { run: other, status: "finished" },
    ]);
    expect(await first).toEqual({ run, status: "finished" });
    expect(reads.filter((read) => read === run)).toHaveLength(1);
  });

  it("may follow one that broke", async () => {
    const store = createMemoryStore();
    let isBroken = true;
    const read: Store["read"] = async (run) => {
      if (isBroken) throw new Error("the disk is gone");
      return store.read(run);
    };
    const host = hostOn({ ...store, read });
    const { run } = await host.accept(hook("1"));
    await expect(host.advance(run)).rejects.toThrow("the disk is gone");
    isBroken = false;
    expect(await host.advance(run)).toEqual({ run, status: "finished" });
  });
});

describe("what a plain Node host tells", () => {
  const teams = { "*": { members: [], zone: null, calendar: null, tell: ["slack:#all"] } };

  function telling(
    messenger: ReturnType<typeof createFakeMessenger>,
    store: Store,
    clock: { nowMs: number },
  ) {
    return composeNode({
      ...{ config: config({ teams, policies: [] }), env: () => undefined, messenger, now: () => clock.nowMs },
      ...{ readFile: () => Promise.reject(new Error("no file is read in this test")), store },
    });
  }

  /** A store that outlives its hosts. */
  const kept = (): Store => ({ ...createMemoryStore(), close: async () => undefined });

  it("is told at the latest before it closes, and by the next one where it did not arrive", async () => {
    const [messenger, store, clock] = [createFakeMessenger(), kept(), { nowMs: NOW }];
    messenger.answers.set("slack:#all", () => ({ ok: false, again: true, text: "HTTP 503" }));
    const first = telling(messenger, store, clock);
    await first.advance((await first.accept(budgetAlert())).run);
    expect(messenger.attempts).toEqual([]);
    await first.close();
    expect(messenger.attempts).toHaveLength(1);
    messenger.answers.clear();
    clock.nowMs += MINUTE;
    const next = telling(messenger, store, clock);
    await next.sweep({ onError: (_run, error) => expect.fail(String(error)) });
    await next.close();
    expect(messenger.told).toEqual(["slack:#all: Budget vision: 90 % is spent."]);
  });

  it("is nothing when it has only looked", async () => {
    const [messenger, store, clock] = [createFakeMessenger(), kept(), { nowMs: NOW }];
    const host = telling(messenger, store, clock);
    const { run } = await acceptEvent(budgetAlert(), host.ports);
    await host.advance(run, { dryRun: true });
    await host.close();
    expect(messenger.attempts).toEqual([]);
    expect(await store.openRuns({ limit: 10 })).toHaveLength(1);
  });
});
