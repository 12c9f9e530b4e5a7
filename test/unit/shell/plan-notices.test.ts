import { describe, expect, it } from "vitest";
import { markIn } from "../../../lib/core/notices/telling-state.ts";
import { NOTICES_POLICY } from "../../../lib/domain/notice.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { createTeller } from "../../../lib/shell/create-teller.ts";
import { entryAt } from "../../../lib/shell/entry.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../../lib/shell/shell-ports.ts";
import { tellNews } from "../../../lib/shell/tell-news.ts";
import { budgetAlert } from "../../fixtures/policies.ts";
import { said } from "../core/notices/news.ts";
import { createFakeMessenger } from "./fake-messenger.ts";
import { createWorld } from "./world.ts";

const ALL = { "*": { members: [], zone: null, calendar: null, tell: ["slack:#all"] } };

function stage() {
  const messenger = createFakeMessenger();
  const world = createWorld({
    config: { policies: [], teams: ALL },
  });
  const ports: ShellPorts = { ...world.ports(), messenger };
  const teller = createTeller(ports, { advance: (run, options) => advanceRun(run, ports, options) });
  const notices = async () => (await world.store.find({ policy: NOTICES_POLICY }, { limit: 5_000 })).entries;
  return { messenger, world, ports, teller, notices };
}

describe("planning what people are told", () => {
  it("hands on where it ended", async () => {
    const { teller, ports, notices, world } = stage();
    await teller.begin();
    await advanceRun((await acceptEvent(budgetAlert(), ports)).run, ports);
    await teller.tell();
    const marks = (await notices()).filter(({ phase }) => phase === "decided").map(markIn);
    expect(marks).toHaveLength(2);
    expect(Number(marks[1]?.state.upTo)).toBeGreaterThan(Number(marks[0]?.state.upTo));
    expect(marks[1]?.state.recent).toEqual({ "slack:#all": [world.clock.nowMs] });
  });

  it("says in the log what it could not tell, and goes on behind it", async () => {
    const on = stage();
    await on.teller.begin();
    await advanceRun((await acceptEvent(budgetAlert(), on.ports)).run, on.ports);
    const rulebook = {
      ...on.ports.rulebook,
      get config(): never {
        throw new Error("a bug");
      },
    };
    const looked = { mark: "", place: "", entries: 0 };
    const run = await tellNews(on.ports, looked);
    const broken = { ...on.ports, rulebook } as unknown as ShellPorts;
    expect(await advanceRun(run ?? "", broken)).toMatchObject({ status: "finished" });
    expect((await on.notices()).find(({ phase }) => phase === "failed")?.text).toContain(
      "cannot be told: a bug",
    );
    await on.teller.tell();
    expect(on.messenger.attempts).toEqual([]);
    await advanceRun((await acceptEvent({ ...budgetAlert(), id: "alert-2" }, on.ports)).run, on.ports);
    await on.teller.tell();
    expect(on.messenger.told).toHaveLength(1);
  });

  it("tells those who wait that something could not be told, and says so in the log", async () => {
    const { teller, ports, notices, messenger, world } = stage();
    await teller.begin();
    const { run } = await acceptEvent(said("status"), ports);
    const answer = { title: "an answer of another time", lines: "none" };
    const parts = { phase: "decided", reason: "matched", details: { answer } } as const;
    const entries = [entryAt(world.clock.nowMs, parts)];
    await world.store.append(run, (await world.store.read(run))?.entries.length ?? 0, entries);
    await teller.tell();
    expect(messenger.told.map((text) => text.split(": ").at(-1))).toEqual(["Something could not be told"]);
    const failed = (await notices()).filter(({ phase }) => phase === "failed");
    expect(failed.map(({ reason, text }) => [reason, text])).toEqual([
      ["untold", `something of run ${run} cannot be told to whoever asked by chat: it is no notice`],
    ]);
    expect((await world.store.read(failed[0]?.run ?? ""))?.entries.at(-1)?.reason).toBe("some-failed");
  });

  it("says in the log that a message cannot be read any more", async () => {
    const { ports, teller, messenger } = stage();
    await teller.begin();
    await advanceRun((await acceptEvent(budgetAlert(), ports)).run, ports);
    const run = (await tellNews(ports, { mark: "", place: "", entries: 0 })) ?? "";
    messenger.answers.set("slack:#all", () => ({ ok: false, again: true, text: "HTTP 503" }));
    await advanceRun(run, ports);
    const read: typeof ports.store.read = async (id) => {
      const stored = await ports.store.read(id);
      const entries = stored?.entries.map((one) =>
        one.phase === "planned" ? { ...one, details: { message: { id: "m-1" } } } : one,
      );
      return stored && entries ? { ...stored, entries } : stored;
    };
    expect(await advanceRun(run, { ...ports, store: { ...ports.store, read } })).toMatchObject({
      status: "finished",
    });
    const stored = await ports.store.read(run);
    expect(stored?.entries.slice(-2).map(({ phase, reason }) => `${phase} ${reason}`)).toEqual([
      "failed untold",
      "finished some-failed",
    ]);
  });
});
