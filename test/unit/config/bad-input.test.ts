import { describe, expect, it } from "vitest";
import { provePolicies } from "../../../lib/config/checks/prove-policies.ts";
import type { Diagnostic } from "../../../lib/config/diagnostic.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";
import { readMemory } from "../../../lib/domain/memory.ts";
import { readEntry } from "../../../lib/stores/read-entry.ts";
import { planOf } from "../../../lib/testing/plan-of.ts";
import { SCHEMES } from "./load.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");

const PRICES = "version: 1\ncurrency: EUR\nsource: a test\nflavors: { a: 1 }\n";
const CALENDAR = "version: 1\nsource: a test\nholidays: [2025-12-25]\nuntil: 2025-12-31\n";
const FILES: Readonly<Record<string, string>> = {
  "prices.yaml": PRICES,
  "unpriced.yaml": PRICES.replace("currency: EUR\n", ""),
  "odd.yaml": PRICES.replace("EUR", "Euro"),
  "de.yaml": CALENDAR,
};

const HEAD = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: p, prices: prices.yaml }
owners:
  - field: user.name
`;

async function findings(text: string): Promise<readonly Diagnostic[]> {
  const loaded = await loadConfig({
    ...{ text, path: "curfew.yaml", schemes: SCHEMES, today: { nowMs: NOW, ended: "error" } },
    readFile: async (file) => FILES[file] ?? "",
    prove: (config) => provePolicies(config, NOW),
  });
  return [...(loaded.ok ? [] : loaded.errors), ...loaded.warnings];
}

const policy = (keys: string, head = HEAD) =>
  `${head}policies:\n  a: { on: { every: 10m }, resource: notebook, ${keys} }\n`;
const hours = (text: string) => policy(`hours: ${text}, then: stop`);

describe("bad input is told with the field, the rule and the way out", () => {
  it.each([
    [
      "a zone that does not exist",
      hours('{ off: "20:00-07:00", zone: Europe/Berln }'),
      {
        severity: "error",
        path: "policies.a.hours.zone",
        message: '"Europe/Berln" is not a time zone',
        hint: 'did you mean "Europe/Berlin"?',
      },
    ],
    [
      "an offset in the place of a zone",
      hours('{ off: "20:00-07:00", zone: "+01:00" }'),
      {
        severity: "error",
        path: "policies.a.hours.zone",
        message: '"+01:00" is not a time zone',
        hint: "for example Europe/Berlin or Asia/Shanghai",
      },
    ],
    [
      "the zone of a cron",
      policy("then: stop").replace("every: 10m", 'cron: "0 20 * * *", zone: CETS'),
      {
        severity: "error",
        path: "policies.a.on.zone",
        message: '"CETS" is not a time zone',
      },
    ],
    [
      "24:00 as a beginning",
      hours('"24:00-07:00"'),
      {
        severity: "error",
        path: "policies.a.hours",
        message: expect.stringContaining("24:00"),
        hint: expect.stringContaining("00:00"),
      },
    ],
    [
      "25:00",
      hours('"20:00-25:00"'),
      { severity: "error", path: "policies.a.hours", hint: expect.any(String) },
    ],
    [
      "a calendar that ended",
      hours('{ off: "free", calendar: de.yaml }'),
      {
        severity: "error",
        path: "policies.a.hours.calendar",
        message: "de.yaml ended with its until, 2025-12-31: from then on nobody knows which days are worked",
        hint: "add the days of the next year to de.yaml and move its until",
      },
    ],
    [
      "an expression that divides a text",
      policy("where: name / 2 > 1, then: stop"),
      {
        severity: "error",
        path: "policies.a.where",
        message: expect.stringMatching(/\S/),
      },
    ],
    [
      "a field that machines do not have",
      policy("where: flavor.cores > 1, then: stop"),
      {
        severity: "error",
        path: "policies.a.where",
        message: expect.stringContaining("cores"),
        hint: expect.stringContaining("vcpus"),
      },
    ],
    [
      "a price without currency",
      policy("idle: 2h, then: stop", HEAD.replace("prices.yaml", "unpriced.yaml")),
      {
        severity: "error",
        path: "targets.prod.prices",
        message: expect.stringMatching(/^unpriced\.yaml:.*currency is missing/),
        hint: "write three capital letters, such as currency: EUR",
      },
    ],
    [
      "a currency that is none",
      policy("idle: 2h, then: stop", HEAD.replace("prices.yaml", "odd.yaml")),
      {
        severity: "error",
        path: "targets.prod.prices",
        message: expect.stringMatching(/^odd\.yaml:.*a currency code of three capital letters, such as EUR/),
      },
    ],
    [
      "a budget without currency",
      policy("idle: 2h, then: stop").replace("policies:", "budgets: { b: { amount: 5 } }\npolicies:"),
      {
        severity: "error",
        path: "budgets.b.amount",
      },
    ],
    [
      "a policy that stops everything",
      policy("then: stop, mode: enforce"),
      {
        severity: "warning",
        path: "policies.a",
        message: "a means to stop every notebook whenever it comes round, whoever works on it",
        hint: expect.stringContaining("where"),
      },
    ],
    [
      "a policy that deletes everything",
      policy("then: delete, mode: enforce").replace("policies:", "allow: [delete]\npolicies:"),
      {
        severity: "error",
        path: "policies.a.then",
        message: "without where this would delete every notebook",
        hint: expect.stringContaining("where"),
      },
    ],
    [
      "a cap of nothing",
      policy("idle: 2h, then: stop").replace("policies:", "limits: { perRun: 0 }\npolicies:"),
      {
        severity: "error",
        path: "limits.perRun",
      },
    ],
  ])("%s", async (_what, text, finding) => {
    const found = await findings(text);
    expect(found).toEqual(expect.arrayContaining([expect.objectContaining(finding)]));
    expect(found.every(({ line }) => line > 1)).toBe(true);
  });
});

describe("what is only seen when machines are looked at is doubt, and never an action", () => {
  const machines = [{ name: "m", createdAgo: "1h" }];
  const now = "2026-11-21T12:00:00Z";
  const stop = (where: string) =>
    `policies:\n  a: { on: { every: 10m }, resource: notebook, where: '${where}', then: stop }\n`;

  it.each([
    ["ageHours / 0 > 1", "ageHours / 0 is no number"],
    ["!(ageHours / 0 > 1)", "ageHours / 0 is no number"],
    ["ageHours / (ageHours - ageHours) > 1", "ageHours / (ageHours - ageHours) is no number"],
    ["1 / 0 == 1", "division by zero"],
    ['tags.env == "test"', "tags.env is not known"],
    ['tags.env != "test"', "tags.env is not known"],
    ["!(saves > 1)", "saves is not known"],
    ["lease.enabled", "lease is not known"],
  ])("%s", async (where, why) => {
    const { act, skip } = await planOf(stop(where), { now, machines });
    expect(act).toEqual([]);
    expect(skip).toMatchObject([{ machine: "m", reason: "where-unknown", text: `${where}: ${why}` }]);
  });

  it("a calendar that has ended since", async () => {
    const text =
      "policies:\n  a: { on: { every: 10m }, resource: notebook, hours: { off: free, calendar: de.yaml }, then: stop }\n";
    const { act, skip } = await planOf(text, { now, machines, files: FILES });
    expect(act).toEqual([]);
    expect(skip).toMatchObject([
      { reason: "no-calendar", text: "the calendar de.yaml does not tell of today" },
    ]);
  });

  it("what a log of an older version, or of another hand, says of a memory", () => {
    expect(readMemory(undefined)).toEqual({});
    expect(readMemory({ pending: { warnedAt: 5 }, restarts: 3 })).toEqual({});
  });
});

describe("a window that crosses midnight", () => {
  const night = `policies:
  a:
    on: { every: 10m }
    resource: notebook
    hours: { off: "Sat 20:00-02:30", zone: Europe/Berlin }
    then: stop
`;
  const at = async (now: string) => (await planOf(night, { now, machines: [{ name: "m" }] })).act.length > 0;

  it.each([
    ["before it", "2026-10-24T17:59:00Z", false],
    ["after its beginning", "2026-10-24T18:00:00Z", true],
    ["in the hour that comes twice, the first time", "2026-10-25T00:15:00Z", true],
    ["after its end was shown once, and is to come again", "2026-10-25T00:45:00Z", true],
    ["in the hour that comes twice, the second time", "2026-10-25T01:15:00Z", true],
    ["after its end was shown for the last time", "2026-10-25T01:30:00Z", false],
    ["on the night on which its end is skipped, before the gap", "2027-03-28T00:59:00Z", true],
    ["on that night, after the gap", "2027-03-28T01:00:00Z", false],
  ])("means what docs/hours.md says: %s", async (_what, now, off) => {
    expect(await at(now)).toBe(off);
  });
});

describe("a log of another version", () => {
  it("is refused with the way out where a newer version wrote it", () => {
    expect(() => readEntry(JSON.stringify({ v: 2 }))).toThrow(/newer|version/);
  });
});
