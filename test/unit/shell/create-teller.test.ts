import { describe, expect, it } from "vitest";
import type { Config } from "../../../lib/domain/config.ts";
import { NOTICES_POLICY } from "../../../lib/domain/notice.ts";
import { createTeller } from "../../../lib/shell/create-teller.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../../lib/shell/shell-ports.ts";
import { policy, request, tick } from "../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW, notebook } from "../../fixtures/resources.ts";
import { createFakeMessenger } from "./fake-messenger.ts";
import { createWorld, line, type WorldOptions } from "./world.ts";

const TEAM = { members: ["anna"], zone: "Europe/Berlin", calendar: null, tell: ["slack:#vision"] };

function stage(config: Partial<Config> = {}, options: WorldOptions = {}) {
  const messenger = createFakeMessenger();
  const world = createWorld({
    machines: [notebook()],
    config: { teams: { vision: TEAM }, ...config },
    ...options,
  });
  const ports = (): ShellPorts => ({ ...world.ports(), messenger });
  const process = () => {
    const own = ports();
    return createTeller(own, { advance: (run, bounds) => advanceRun(run, own, bounds) });
  };
  const notices = async () => (await world.store.find({ policy: NOTICES_POLICY }, { limit: 1_000 })).entries;
  return { world, messenger, ports, process, notices, teller: process() };
}

/** Lets a stop go through: sent, then seen as done a few minutes later. */
async function stopped({ world }: ReturnType<typeof stage>, resource = "nb-1"): Promise<string> {
  const { run } = await world.take(request({ resource }, { id: `order-${resource}-${world.clock.nowMs}` }));
  await world.finish(run);
  return run;
}

describe("telling", () => {
  it("tells a machine's team once that it was stopped", async () => {
    const on = stage();
    await on.teller.begin();
    await stopped(on);
    await on.teller.tell();
    await on.teller.tell();
    await on.process().tell();
    expect(on.messenger.told).toEqual(["slack:#vision: Stopped: vision-anna-nb-1"]);
    expect((await on.notices()).map(line)).toEqual([
      "decided matched",
      "planned planned",
      "decided matched",
      "submitting submitting",
      "succeeded told",
    ]);
  });

  it("begins at the end of the log that it finds", async () => {
    const on = stage();
    await stopped(on);
    await on.teller.tell();
    expect(on.messenger.attempts).toEqual([]);
    await on.world.finish(
      (await on.world.take(request({ verb: "start", resource: "nb-1" }, { id: "s" }))).run,
    );
    await on.teller.tell();
    expect(on.messenger.told).toEqual(["slack:#vision: Started: vision-anna-nb-1"]);
  });

  it("does and writes nothing without a messenger", async () => {
    const on = stage();
    const own = on.world.ports();
    const teller = createTeller(own, { advance: (run, bounds) => advanceRun(run, own, bounds) });
    await teller.begin();
    await stopped(on);
    await teller.tell({ open: true });
    expect(await on.notices()).toEqual([]);
  });

  it("tries again with growing pauses, and another channel does not wait for it", async () => {
    const on = stage({ policies: [policy({ tell: ["email:ops@example.com"] })] });
    on.messenger.answers.set("slack:#vision", () => ({ ok: false, again: true, text: "HTTP 503" }));
    await on.teller.begin();
    await on.world.finish((await on.world.take(tick())).run);
    await on.teller.tell();
    expect(on.messenger.told).toEqual(["email:ops@example.com: Stopped: vision-anna-nb-1"]);
    on.world.clock.nowMs += 5_000;
    await on.teller.tell({ open: true });
    expect(on.messenger.attempts).toHaveLength(2);
    on.world.clock.nowMs += 5_000;
    await on.teller.tell({ open: true });
    expect(on.messenger.attempts).toHaveLength(3);
    on.messenger.answers.clear();
    on.world.clock.nowMs += 10_000;
    await on.teller.tell({ open: true });
    expect(on.messenger.attempts).toHaveLength(3);
    on.world.clock.nowMs += 10_000;
    await on.teller.tell({ open: true });
    expect(on.messenger.told).toHaveLength(2);
    expect(new Set(on.messenger.attempts.map(({ id }) => id)).size).toBe(2);
    expect(await on.world.store.openRuns({ limit: 10 })).toEqual([]);
  });

  it("gives up after a day, and at once where another attempt is of no use", async () => {
    const on = stage({ policies: [policy({ tell: ["email:ops@example.com"] })] });
    on.messenger.answers.set("slack:#vision", () => ({ ok: false, again: true, text: "HTTP 503" }));
    on.messenger.answers.set("email:ops@example.com", () => ({
      ok: false,
      again: false,
      text: "no such user",
    }));
    await on.teller.begin();
    await on.world.finish((await on.world.take(tick())).run);
    for (let hour = 0; hour < 26; hour += 1) {
      await on.teller.tell({ open: true });
      on.world.clock.nowMs += HOUR;
    }
    const given = (await on.notices()).filter(({ phase }) => phase === "failed");
    expect(given.map(({ reason, text }) => `${reason}: ${text}`)).toEqual([
      "untold: no such user",
      "untold: HTTP 503; given up after 1d",
    ]);
    expect(await on.world.store.openRuns({ limit: 10 })).toEqual([]);
  });

  it("waits as long as the receiver wants", async () => {
    const on = stage();
    on.messenger.answers.set("slack:#vision", () => ({
      ...{ ok: false, again: true, text: "HTTP 429", retryAfterMs: 5 * MINUTE },
    }));
    await on.teller.begin();
    await stopped(on);
    await on.teller.tell();
    on.world.clock.nowMs += 4 * MINUTE;
    await on.teller.tell({ open: true });
    expect(on.messenger.attempts).toHaveLength(1);
    on.world.clock.nowMs += MINUTE;
    await on.teller.tell({ open: true });
    expect(on.messenger.attempts).toHaveLength(2);
  });

  it("repeats an attempt once that died with its process", async () => {
    const on = stage();
    await on.teller.begin();
    await stopped(on);
    on.messenger.answers.set("slack:#vision", () => new Promise(() => undefined));
    void on.teller.tell();
    await expect.poll(() => on.messenger.attempts.length).toBe(1);
    on.messenger.answers.clear();
    const next = on.process();
    await next.tell({ open: true });
    expect(on.messenger.attempts).toHaveLength(1);
    on.world.clock.nowMs += 2 * MINUTE;
    await next.tell({ open: true });
    expect(on.messenger.told).toHaveLength(1);
    expect(new Set(on.messenger.attempts.map(({ id }) => id)).size).toBe(1);
  });

  it("is not doubled by processes that look at the same moment", async () => {
    const on = stage();
    const processes = [on.process(), on.process(), on.process()];
    await Promise.all(processes.map((one) => one.begin()));
    await stopped(on);
    await Promise.all(processes.map((one) => one.tell({ open: true })));
    expect(on.messenger.attempts).toHaveLength(1);
  });

  it("knows what it has sent, although another process writes to the same run meanwhile", async () => {
    const tell = Array.from({ length: 12 }, (_, index) => `email:p${index}@example.com`);
    const on = stage({ policies: [policy({ tell })] });
    await on.teller.begin();
    await on.world.finish((await on.world.take(tick())).run);
    // The first round is out while the other process takes the second.
    let go = () => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    on.messenger.answers.set("email:p0@example.com", () =>
      held.then(() => ({ ok: true, text: "delivered" })),
    );
    const first = on.teller.tell();
    await expect.poll(() => on.messenger.attempts.length).toBe(8);
    await on.process().tell({ open: true });
    expect(on.messenger.attempts).toHaveLength(13);
    go();
    await first;
    on.world.clock.nowMs += HOUR;
    await on.process().tell({ open: true });
    expect(on.messenger.attempts).toHaveLength(13);
    expect(await on.world.store.openRuns({ limit: 10 })).toEqual([]);
  });

  it("tells nobody of what is only observed", async () => {
    const on = stage({ policies: [policy({ mode: "observe", warnMs: [30 * MINUTE] })] });
    await on.teller.begin();
    for (const ms of [0, 10 * MINUTE, HOUR]) {
      on.world.clock.nowMs = NOW + ms;
      await on.world.take(tick(NOW + ms));
      await on.teller.tell();
    }
    expect(on.messenger.attempts).toEqual([]);
  });

  it("announces a stop in the team's zone with UTC beside it, and a way to put it off", async () => {
    const on = stage({ policies: [policy({ warnMs: [30 * MINUTE] })] });
    await on.teller.begin();
    await on.world.take(tick());
    await on.teller.tell();
    const [notice] = on.messenger.attempts[0]?.notices ?? [];
    expect(notice).toMatchObject({
      kind: "warning",
      title: "vision-anna-nb-1 will be stopped: Thu 13:30 Europe/Berlin (12:30 UTC), in 30m",
      buttons: [{ label: "Extend 2h", command: "extend prod/notebook/nb-1 2h" }],
    });
  });

  it("goes on telling while Curfew is paused", async () => {
    const on = stage();
    await on.teller.begin();
    await stopped(on);
    await on.world.store.writePause({
      paused: true,
      by: "ops",
      why: "audit",
      at: new Date(NOW).toISOString(),
    });
    await on.teller.tell();
    expect(on.messenger.told).toHaveLength(1);
  });
});
