import { expect, it } from "vitest";
import { canaryDeliveries } from "./support/canary-deliveries.ts";
import { canariesIn } from "./support/canary-secrets.ts";
import { openCanaryStage } from "./support/canary-stage.ts";
import { cleanUpAfterEach } from "./support/clean-up.ts";

const opened = cleanUpAfterEach();

it("no secret leaves but to whom it belongs, when whoever is told repeats what it was sent", async () => {
  const stage = opened(await openCanaryStage("trouble", { isShort: true }));
  for (const scheme of ["slack", "standard-webhooks", "azure-path"] as const) {
    for (const delivery of canaryDeliveries(scheme, stage.nowMs)) await stage.post(delivery);
  }
  await stage.work(1);
  const letOut = await stage.letOut();
  for (const [where, text] of Object.entries(letOut))
    expect({ where, found: canariesIn(text) }).toEqual({ where, found: [] });
  expect(canariesIn(stage.called.join("\n"))).not.toEqual([]);
});
