import { expect, it } from "vitest";
import { acceptEvent } from "../../../lib/shell/accept-event.ts";
import { createTeller } from "../../../lib/shell/create-teller.ts";
import { entryAt } from "../../../lib/shell/entry.ts";
import { advanceRun } from "../../../lib/shell/run-event.ts";
import type { ShellPorts } from "../../../lib/shell/shell-ports.ts";
import { webhook } from "../../fixtures/policies.ts";
import { NOW } from "../../fixtures/resources.ts";
import { source } from "../core/notices/news.ts";
import { createFakeMessenger } from "./fake-messenger.ts";
import { createWorld } from "./world.ts";

it("takes more answers than one write holds in several goes, and loses none", async () => {
  const messenger = createFakeMessenger();
  const world = createWorld({ config: { policies: [], sources: [source("ci", "standard-webhooks")] } });
  const ports: ShellPorts = { ...world.ports(), messenger };
  const teller = createTeller(ports, { advance: (run, options) => advanceRun(run, ports, options) });
  await teller.begin();
  for (let number = 0; number < 1_050; number += 1) {
    const event = { ...webhook({ callback_url: `https://example.com/${number}` }), id: `hook-${number}` };
    const { run } = await acceptEvent(event, ports);
    const end = entryAt(NOW, { phase: "finished", reason: "nothing-to-do" });
    await ports.store.append(run, 1, [end]);
  }
  await teller.tell();
  expect(new Set(messenger.attempts.map(({ to }) => JSON.stringify(to))).size).toBe(1_050);
  expect(messenger.attempts).toHaveLength(1_050);
});
