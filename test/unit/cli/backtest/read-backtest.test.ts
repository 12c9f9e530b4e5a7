import { describe, expect, it } from "vitest";
import { readBacktest } from "../../../../lib/cli/backtest/read-backtest.ts";
import { createRulebook } from "../../../../lib/core/rulebook.ts";
import { FLEET_POLICY } from "../../../../lib/domain/frame.ts";
import { entryAt } from "../../../../lib/shell/entry.ts";
import { digest } from "../../../../lib/signing/hash-chain.ts";
import { createMemoryStore } from "../../../../lib/stores/memory/create-memory-store.ts";
import { configOf } from "../../config/load.ts";
import { NOON_MS } from "../fake-terminal.ts";
import { add, receive } from "../log-fixtures.ts";

const HOUR_MS = 3_600_000;

async function side(name: string, targets: readonly string[]) {
  const lines = targets.map((target) => `  ${target}: { cloud: otc, region: eu-de, project: p }\n`);
  const policy = 'nights: { on: { every: 1h }, resource: notebook, hours: { off: "Mon-Sun" }, then: stop }';
  const config = await configOf(
    `version: 1\ntargets:\n${lines.join("")}owners: [{ field: user.name }]\npolicies:\n  ${policy}\n`,
  );
  return { name, rulebook: createRulebook(config, { digest }) };
}

async function missingIn(after: readonly string[], before: readonly string[]) {
  const store = createMemoryStore();
  await receive(store, "r1");
  const machine = {
    ...{ ref: "lab/notebook/nb-1", status: "RUNNING", standing: "running", owner: "anna", team: null },
    ...{ price: null, signals: [] },
  };
  const slot = new Date(NOON_MS - HOUR_MS).toISOString();
  const details = { slot, doubtful: [], machines: [machine], last: true };
  await add(store, "r1", [
    entryAt(NOON_MS - HOUR_MS, { phase: "seen", reason: "fleet", policy: FLEET_POLICY, details }),
  ]);
  const { backtest, missing } = await readBacktest(store, {
    ...{ fromMs: NOON_MS - 24 * HOUR_MS, untilMs: NOON_MS, everyMs: HOUR_MS },
    ...{ after: await side("new.yaml", after), before: await side("old.yaml", before) },
  });
  expect(backtest.untold.notes.slice(0, missing.length)).toEqual(missing);
  return missing;
}

describe("readBacktest", () => {
  it("says which targets the log knows nothing of, and that nothing can be told then", async () => {
    expect(await missingIn(["lab"], ["prod"])).toEqual([
      "the log knows no machine of prod, a target of old.yaml: so nothing at all is played of it, and the difference says nothing of the policies",
    ]);
    expect(await missingIn(["lab", "test"], ["lab"])).toEqual([
      "the log knows no machine of test, a target of new.yaml: so nothing is played there",
    ]);
    expect(await missingIn(["lab"], ["lab"])).toEqual([]);
  });
});
