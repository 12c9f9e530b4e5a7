import { describe, expect, it } from "vitest";
import { cleanUpAfterEach } from "./support/clean-up.ts";
import { done, limitsFor, orderStop, QUICK, ticket } from "./support/misbehaving-stage.ts";
import { openStage } from "./support/open-stage.ts";
import { settle } from "./support/run-log.ts";

const opened = cleanUpAfterEach();

/** The effect is there, and the answer never comes: each of these waits until the time for it has run out. */
const NEVER_ANSWERED = { fault: "lost-answer-after-effect", delayMs: 600_000 } as const;

const start = async () =>
  opened(await openStage({ limits: { ...QUICK, ...limitsFor(NEVER_ANSWERED).limits } }));

describe("a cloud that never answers", () => {
  it("is asked a question again", async () => {
    const stage = await start();
    await stage.cloud.fault({ ...NEVER_ANSWERED, match: { operation: "ListAllNotebooks" } });
    done(await settle(stage.host, await orderStop(stage), stage));
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
  });

  it("is sent no second stop where the first had its effect", async () => {
    const stage = await start();
    await stage.cloud.fault({ ...NEVER_ANSWERED, match: { operation: "StopNotebook" } });
    done(await settle(stage.host, await orderStop(stage), stage));
    expect(await stage.cloud.writes()).toEqual(["StopNotebook 101"]);
  });

  it("is never asked for a reinstallation again; the machine shows that it happened", async () => {
    const stage = await start();
    await stage.cloud.fault({ ...NEVER_ANSWERED, match: { operation: "ReinstallDevServerOS" } });
    done(await settle(stage.host, await ticket(stage), stage));
    const reinstalls = (await stage.cloud.writes()).filter((write) => write.startsWith("Reinstall"));
    expect(reinstalls).toEqual(["ReinstallDevServerOS 220"]);
  });
});
