import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../lib/config/load-config.ts";
import { SCHEMES, TARGETS } from "./load.ts";

const NOW_MS = Date.UTC(2026, 2, 14, 12);
const HEAD = `${TARGETS}sources:\n  jira: { scheme: jira-cloud, secret: env:JIRA }\n`;

async function said(then: string, head = HEAD): Promise<readonly string[]> {
  const text = `${head}policies:\n  a: { on: { ticket: jira }, resource: notebook, where: id == event.server, then: ${then} }\n`;
  const loaded = await loadConfig({
    ...{ text, path: "curfew.yaml", schemes: SCHEMES, readFile: async () => "" },
    today: { nowMs: NOW_MS, ended: "warning" },
  });
  const all = [...(loaded.ok ? [] : loaded.errors), ...loaded.warnings];
  return all.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

describe("the end of an exception", () => {
  it.each([
    "{ hold: { for: 30d } }",
    "{ extend: { for: 8h } }",
    '{ hold: { until: "2026-04-01T00:00:00Z" } }',
  ])("may be: %s", async (then) => {
    expect(await said(then)).toEqual([]);
  });

  it.each([
    [
      "{ hold: { for: 91d } }",
      "error policies.a.then.hold.for: an exception lasts at most 30d (limits.holdDays)",
    ],
    ["{ extend: { for: 31d } }", "error policies.a.then.extend.for: an exception lasts at most 30d"],
    [
      '{ hold: { until: "9999-01-01T00:00:00Z" } }',
      "warning policies.a.then.hold.until: until is further away than 30d",
    ],
    ['{ hold: { until: "2026-03-01T00:00:00Z" } }', "warning policies.a.then.hold.until: until is over"],
  ])("is told where it would always be refused: %s", async (then, message) => {
    expect(await said(then)).toEqual([expect.stringContaining(message)]);
  });

  it("goes by what the config allows", async () => {
    expect(await said("{ hold: { for: 60d } }", `${HEAD}limits: { holdDays: 90 }\n`)).toEqual([]);
  });
});
