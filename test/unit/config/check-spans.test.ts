import { describe, expect, it } from "vitest";
import { configOf, errorsOf, TARGETS } from "./load.ts";
import { mistakes, policy } from "./policy-texts.ts";

describe("spans for which a policy leaves a machine alone", () => {
  const stop = "on: { every: 10m }, resource: notebook, then: stop";

  it.each([
    ["respect: 7d", "respect: 8d", "respect must be at most 7d"],
    ["cooldown: 31d", "cooldown: 999999d", "cooldown must be at most 31d"],
    ["warn: [7d]", "warn: [30m, 169h]", "an entry of warn must be at most 7d"],
    ["hours: { minUptime: 31d }", "hours: { minUptime: 32d }", "minUptime must be at most 31d"],
    ["idle: { for: 2h, grace: 7d }", "idle: { for: 2h, grace: 8d }", "grace must be at most 7d"],
  ])("come to an end: %s may be, %s may not", async (right, wrong, message) => {
    expect((await configOf(policy(`${stop}, ${right}`))).policies).toHaveLength(1);
    const found = await mistakes(`${stop}, ${wrong}`);
    expect(found.join("\n")).toContain(`${message}: nothing is left alone for ever`);
  });

  it("hold for freezes as well: a quarter of a year, and no more", async () => {
    const frozen = (to: string) =>
      `${TARGETS}limits: { freeze: [{ from: 2026-01-01, to: ${to}, why: release }] }\n`;
    expect((await configOf(frozen("2026-04-02"))).limits.freeze).toHaveLength(1);
    const [found] = await errorsOf(frozen("9999-12-31"));
    expect(found?.message).toMatch(/the freeze lasts \d+ days, and 92 are the most/);
  });

  it.each<[string, readonly string[], string | null]>([
    ["that adjoin", ["2026-01-01, to: 2026-03-31", "2026-04-01, to: 2026-06-30"], "2 freezes"],
    [
      "that overlap, in whatever order",
      ["2026-03-01, to: 2026-05-30", "2026-01-01, to: 2026-04-01", "2026-03-05, to: 2026-03-06"],
      "3 freezes without a free day in between last 150 days, from 2026-01-01 to 2026-05-30",
    ],
    ["with a free day in between", ["2026-01-01, to: 2026-03-31", "2026-04-02, to: 2026-06-30"], null],
    [
      "with a day in between that two zones leave nothing of",
      [
        "2026-01-01, to: 2026-03-31, zone: Etc/GMT+12",
        "2026-04-02, to: 2026-06-30, zone: Pacific/Kiritimati",
      ],
      "2 freezes",
    ],
  ])("hold for freezes %s together", async (_what, rows, message) => {
    const text = rows.map((row) => `{ from: ${row}, why: x }`).join(", ");
    const config = `${TARGETS}limits: { freeze: [${text}] }\n`;
    if (message === null) expect((await configOf(config)).limits.freeze).toHaveLength(rows.length);
    else
      expect((await errorsOf(config)).map((found) => found.message)).toEqual([
        expect.stringContaining(message),
      ]);
  });
});

describe("exceptions", () => {
  it("may be asked for, without a place in allow", async () => {
    const asks = policy("on: { request: [hold, extend, release], from: [inbox] }, mode: enforce");
    const [found] = (await configOf(asks)).policies;
    expect(found?.on).toEqual({
      ...{ kind: "request", from: ["inbox"] },
      verbs: ["hold", "extend", "release"],
    });
    expect(found?.resources).toHaveLength(4);
  });

  it.each(["hold", "extend", "release"])("are nothing that a policy could do by itself: %s", async (verb) => {
    const message = `${verb} is an exception that a person makes, and this policy would make it again and again | let somebody ask for it: on: { request: ${verb} }, or a ticket`;
    const long = verb === "release" ? "{ release: {} }" : `{ ${verb}: { for: 2h } }`;
    for (const on of ["every: 10m", 'cron: "0 2 * * *"', "alarm: gpu", "audit: notebook.started"]) {
      for (const then of [verb, long]) {
        const found = await mistakes(`on: { ${on} }, resource: notebook, then: ${then}`);
        expect(found).toContain(message);
      }
    }
    expect(await mistakes(`on: { request: ${verb} }, resource: notebook, then: ${long}`)).toEqual([
      `${verb} is done as it is asked for, and a policy fixes nothing of it | remove then`,
    ]);
    const [wall] = await errorsOf(`${TARGETS}allow: [stop, ${verb}]\n`);
    expect(wall?.path).toBe("allow.1");
  });
});
