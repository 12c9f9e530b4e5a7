import { describe, expect, it } from "vitest";
import { INBOX_OPEN_MAX } from "../../lib/compose/node.ts";
import { tickEvent } from "../../lib/compose/tick-event.ts";
import { claimKey } from "../../lib/domain/event.ts";
import { entryAt } from "../../lib/shell/entry.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { openStage, type Stage } from "./support/open-stage.ts";
import { MINUTE_MS } from "./support/test-clock.ts";
import { budgetAlert, deliver } from "./support/webhook-sender.ts";

const opened = cleanUpAfterEach();

const send = ({ server, clock }: Stage, id: string) =>
  deliver(server.url, { source: "budget", id, nowMs: clock.now(), body: budgetAlert(clock.now()) });

/** Leaves so many runs open as if their machines were slow. */
async function fill({ store, clock }: Stage, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const event = tickEvent(clock.now() + number * MINUTE_MS, clock.now());
    await store.accept({
      key: claimKey(event),
      run: `filler-${number}`,
      event,
      entry: entryAt(clock.now(), { phase: "received", reason: "received" }),
    });
  }
}

describe("a server with as many open runs as it may have", () => {
  it("asks senders to come back, writes nothing, and takes the event in when a run has ended", async () => {
    const stage = opened(await openStage());
    const known = await send(stage, "msg_known");
    await fill(stage, INBOX_OPEN_MAX - 1);

    const refused = await send(stage, "msg_new");
    expect([refused.status, refused.headers.get("retry-after"), refused.body]).toEqual([
      429,
      expect.stringMatching(/^[1-9]\d*$/),
      { error: "busy" },
    ]);
    expect(stage.server.reports).toEqual([
      {
        level: "warn",
        what: "inbox full",
        source: "budget",
        error: expect.stringMatching(/^the inbox is full: 10000 runs have not ended yet/),
      },
    ]);
    const { entries } = await stage.store.find({ phases: ["received"] }, { limit: 10, newest: true });
    expect(entries.map(({ event }) => event)).not.toContain("msg_new");

    const again = await send(stage, "msg_known");
    expect([again.status, again.body]).toEqual([202, { outcome: "unfinished", run: known.body["run"] }]);
    expect(await stage.host.tick(stage.clock.now(), stage.clock.now() - 10 * MINUTE_MS)).toMatchObject({
      outcome: expect.stringMatching(/new|unfinished/),
    });

    const ended = entryAt(stage.clock.now(), { phase: "finished", reason: "nothing-to-do" });
    for (const run of ["filler-1", "filler-2"]) await stage.store.append(run, 1, [ended]);
    expect((await send(stage, "msg_new")).status).toBe(202);
  });
});
