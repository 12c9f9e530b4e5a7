import { describe, expect, it } from "vitest";
import type { Store } from "../../../lib/ports/store.ts";
import { openRunView } from "../../../lib/shell/open-run-view.ts";
import { createMemoryStore } from "../../../lib/stores/memory/create-memory-store.ts";
import { NOON_MS } from "../cli/fake-terminal.ts";
import { add, happened, planRun, receive, sent, stepOf } from "../cli/log-fixtures.ts";

const [A, B] = [stepOf("aa11"), stepOf("bb22")];

async function viewOf(store: Store, paused = false) {
  const [run] = await store.openRuns({ limit: 1 });
  if (!run) throw new Error("no run is open");
  const entries = (await store.read(run.run))?.entries ?? [];
  return openRunView(run, entries, { nowMs: NOON_MS, paused });
}

async function planned(): Promise<Store> {
  const store = createMemoryStore();
  await planRun(store, "r1", [A, B]);
  return store;
}

describe("openRunView", () => {
  it("waits for its decision, or for the end of the pause", async () => {
    const store = createMemoryStore();
    await receive(store, "r1", { beforeMs: 60_000 });
    expect(await viewOf(store)).toMatchObject({
      run: "r1",
      source: "clock",
      type: "schedule.tick",
      receivedAt: new Date(NOON_MS - 60_000).toISOString(),
      waitsFor: "its decision, in the next pass",
      steps: {},
      unknown: [],
    });
    expect((await viewOf(store, true)).waitsFor).toBe("the end of the pause");
  });

  it("waits for its turn, or for the end of the pause", async () => {
    const store = await planned();
    expect(await viewOf(store)).toMatchObject({
      waitsFor: "its turn in the next pass: stop vision-anna-aa11 and 1 more",
      steps: { waiting: 2 },
    });
    expect((await viewOf(store, true)).waitsFor).toBe("the end of the pause");
  });

  it("waits for the cloud once something was sent, paused or not", async () => {
    const store = await planned();
    await add(store, "r1", [sent(A, 180_000)]);
    expect((await viewOf(store, true)).waitsFor).toBe("the cloud: stop vision-anna-aa11, sent 3m ago");
  });

  it("waits for a person before everything else", async () => {
    const store = await planned();
    await add(store, "r1", [
      sent(A, 0),
      happened(A, "unknown", { text: "it changed, but not like this" }),
      sent(B, 0),
    ]);
    expect(await viewOf(store)).toMatchObject({
      waitsFor: "a person: stop vision-anna-aa11 cannot be told",
      steps: { unknown: 1, sent: 1 },
      unknown: [
        {
          run: "r1",
          step: "aa11",
          verb: "stop",
          resource: "prod/notebook/nb-aa11",
          text: "it changed, but not like this",
        },
      ],
    });
  });

  it("waits for its last entry when every step has ended", async () => {
    const store = await planned();
    await add(store, "r1", [happened(A, "succeeded"), happened(B, "failed")]);
    expect((await viewOf(store)).waitsFor).toBe("its last entry, in the next pass");
  });
});
