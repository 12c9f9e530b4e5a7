import { expect, it } from "vitest";
import { paintFor } from "../../../lib/cli/paint.ts";
import { untoldLines } from "../../../lib/cli/show-untold.ts";
import { createTeller } from "../../../lib/shell/create-teller.ts";
import { readUntold } from "../../../lib/shell/read-untold.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import { policy, tick } from "../../fixtures/policies.ts";
import { at, notebook } from "../../fixtures/resources.ts";
import { createFakeMessenger } from "./fake-messenger.ts";
import { createWorld } from "./world.ts";

it("tells which messages wait and which were given up, by address, and why", async () => {
  const messenger = createFakeMessenger();
  messenger.answers.set("slack:#vision", () => ({ ok: false, again: true, text: "HTTP 503" }));
  messenger.answers.set("email:a@example.com", () => ({ ok: false, again: false, text: "no such user" }));
  const world = createWorld({
    machines: [notebook()],
    config: {
      policies: [policy({ tell: ["slack:#vision", "email:a@example.com", "email:b@example.com"] })],
    },
  });
  const ports = { ...world.ports(), messenger };
  const teller = createTeller(ports, { advance: (run, options) => advanceRun(run, ports, options) });
  await teller.begin();
  await world.finish((await world.take(tick())).run);
  const since = new Date(world.clock.nowMs).toISOString();
  await teller.tell();
  const untold = await readUntold(world.store, world.clock.nowMs);
  expect(untold).toEqual([
    {
      to: "slack:#vision",
      waiting: 1,
      givenUp: 0,
      since,
      text: expect.stringMatching(/^HTTP 503; tried again in/),
    },
    { to: "email:a@example.com", waiting: 0, givenUp: 1, since, text: "no such user" },
  ]);
  const lines = untoldLines(untold, paintFor(false));
  expect(lines[0]).toBe("2 messages were not delivered; those that wait are tried again");
  expect(lines[2]).toMatch(/^ {2}email:a@example\.com, 1 given up, since .*: no such user$/);
  expect(untoldLines([], paintFor(false))).toEqual([]);
  expect(at(0) < since).toBe(true);
});
