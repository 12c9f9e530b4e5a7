import { describe, expect, it } from "vitest";
import { markIn } from "../../../lib/core/notices/telling-state.ts";
import { NOTICES_POLICY } from "../../../lib/domain/notice.ts";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { createTeller } from "../../../lib/shell/create-teller.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../../lib/shell/shell-ports.ts";
import { tellNews } from "../../../lib/shell/tell-news.ts";
import { budgetAlert } from "../../fixtures/policies.ts";
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
});
