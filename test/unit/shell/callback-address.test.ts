import { expect, it } from "vitest";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { createTeller } from "../../../lib/shell/create-teller.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import { webhook } from "../../fixtures/policies.ts";
import { source } from "../core/notices/news.ts";
import { createFakeMessenger } from "./fake-messenger.ts";
import { createWorld } from "./world.ts";

it("keeps an address that a sender named out of the entries, and calls it all the same", async () => {
  const messenger = createFakeMessenger();
  const world = createWorld({ config: { policies: [], sources: [source("ci", "standard-webhooks")] } });
  const ports = { ...world.ports(), messenger };
  const teller = createTeller(ports, { advance: (run, options) => advanceRun(run, ports, options) });
  await teller.begin();
  const url = "https://example.com/done?key=a-fake-secret";
  const { run } = await acceptEvent(webhook({ callback_url: url }), ports);
  await advanceRun(run, ports);
  await teller.tell();
  expect(messenger.attempts.map(({ to }) => to)).toEqual([{ kind: "callback", source: "ci", url }]);
  const { entries } = await world.store.find({}, { limit: 100 });
  expect(JSON.stringify(entries)).not.toContain("a-fake-secret");
  expect(await world.store.openRuns({ limit: 10 })).toEqual([]);
});
