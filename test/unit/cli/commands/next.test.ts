import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runNext } from "../../../../lib/cli/commands/next.ts";
import { cleanUpAfterEach } from "../../../e2e/support/clean-up.ts";
import { makeTempFolder } from "../../../e2e/support/temp-folder.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const keep = cleanUpAfterEach();

const CONFIG = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: env:HW_PROJECT }
owners:
  - field: user.name
teams:
  vision: { members: [anna], zone: Europe/Berlin }
  speech: { members: [ben] }
limits: { freeze: [{ from: 2026-03-31, to: 2026-03-31, why: moving house }] }
policies:
  nights: { on: { every: 10m }, resource: notebook, hours: { on: "07:00-20:00", zone: Europe/Berlin }, then: [stop, start] }
  stop-only: { on: { every: 10m }, resource: notebook, hours: { on: "07:00-20:00", zone: Europe/Berlin }, then: stop }
  cron: { on: { cron: "30 2 * * *", zone: Europe/Berlin }, resource: notebook, hours: { off: Sat-Sun }, then: stop }
  teams: { on: { every: 10m }, resource: notebook, hours: { off: Mon, zone: team }, then: stop }
  two: { on: { every: 10m }, resource: notebook, hours: { off: "Mon 20:00-21:00", zone: [UTC, Asia/Shanghai] }, then: stop }
  idle: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop }
  whole: { on: { every: 10m }, resource: notebook, hours: { off: "Mon-Sun" }, then: stop }
  long: { on: { every: 25h }, resource: notebook, hours: { off: "12:00-13:00" }, then: stop }
  asked: { on: { request: stop }, resource: notebook }
`;

async function next(options: Readonly<Record<string, unknown>>, nowMs: number) {
  const { path } = keep(await makeTempFolder());
  await writeFile(join(path, "curfew.yaml"), CONFIG);
  const terminal = fakeTerminal({ cwd: path, nowMs });
  const code = await runNext({ args: [], options, terminal });
  return { code, terminal, told: () => terminal.errLines.filter((line) => line.startsWith("curfew: ")) };
}

const SATURDAY = Date.UTC(2026, 2, 28, 12);
const lines = (text: string) => text.split("\n").map((line) => line.replace(/ {2,}/g, " | "));

describe("curfew next", () => {
  it("lists both sides of a change to summer time in local time and UTC, and the change itself", async () => {
    const { terminal } = await next({ policy: "nights", days: "2" }, SATURDAY);
    expect(lines(terminal.text())).toEqual([
      "LOCAL | UTC | POLICY | WHAT | THEN",
      "Sat 2026-03-28 20:00 +01:00 Europe/Berlin | 2026-03-28 19:00Z | nights | wanted off | stop",
      "Sun 2026-03-29 03:00 +02:00 Europe/Berlin | 2026-03-29 01:00Z | clock changes | 02:00 becomes 03:00, 60 minutes are left out",
      "Sun 2026-03-29 07:00 +02:00 Europe/Berlin | 2026-03-29 05:00Z | nights | wanted on | start",
      "Sun 2026-03-29 20:00 +02:00 Europe/Berlin | 2026-03-29 18:00Z | nights | wanted off | stop",
      "Mon 2026-03-30 07:00 +02:00 Europe/Berlin | 2026-03-30 05:00Z | nights | wanted on | start",
    ]);
  });

  it("lists the change back as well, and does nothing where the policy would not", async () => {
    const { terminal } = await next({ policy: "stop-only", days: "1" }, Date.UTC(2026, 9, 24, 20));
    expect(lines(terminal.text()).slice(1)).toEqual([
      "Sun 2026-10-25 02:00 +01:00 Europe/Berlin | 2026-10-25 01:00Z | clock changes | 03:00 becomes 02:00, 60 minutes come twice",
      "Sun 2026-10-25 07:00 +01:00 Europe/Berlin | 2026-10-25 06:00Z | stop-only | wanted on | nothing",
      "Sun 2026-10-25 20:00 +01:00 Europe/Berlin | 2026-10-25 19:00Z | stop-only | wanted off | stop",
    ]);
  });

  it("shows when a cron policy comes round, and whether its hours let it act", async () => {
    const { terminal } = await next({ policy: "cron", days: "2", json: true }, SATURDAY);
    const { fires } = terminal.json() as { fires: { at: string; act: string; what: string }[] };
    expect(fires.map(({ at, act, what }) => [at, what, act])).toEqual([
      ["2026-03-29T01:00:00.000Z", "clock changes", ""],
      ["2026-03-29T01:00:00.000Z", "comes round", "stop"],
      ["2026-03-30T00:30:00.000Z", "comes round", ""],
    ]);
  });

  it("tells a freeze, several zones, every team, what is always due, and what cannot be told", async () => {
    const { terminal, told } = await next({}, SATURDAY);
    const all = lines(terminal.text());
    expect(all.filter((line) => line.includes("frozen: moving house")).length).toBeGreaterThan(3);
    expect(all).toContain(
      "Mon 2026-03-30 00:00 +02:00 Europe/Berlin | 2026-03-29 22:00Z | teams (vision) | wanted off | stop",
    );
    expect(all.slice(-3)).toEqual([
      "at every tick, at any time: idle",
      "at every tick within 7 days, since its hours do not change: whole",
      "at no tick within 7 days: two",
    ]);
    expect(told()).toEqual(["curfew: teams for speech: no time zone: the team speech has none"]);
  });

  it("says so when nothing comes round", async () => {
    const { terminal, code } = await next({ policy: "two", days: "2" }, SATURDAY);
    expect([code, terminal.text()]).toEqual([
      0,
      "no hours begin or end within 2 days\nat no tick within 2 days: two",
    ]);
    const asked = await next({ policy: "asked", days: "2" }, SATURDAY);
    expect(asked.terminal.text()).toBe("nothing comes round within 2 days");
  });

  it("says so where hours neither begin nor end", async () => {
    const { terminal } = await next({ policy: "whole", days: "1" }, SATURDAY);
    expect(terminal.text()).toBe(
      "no hours begin or end within 1 day\nat every tick within 1 day, since its hours do not change: whole",
    );
  });

  it("lists an action of long ticks only where one of them falls into the hours", async () => {
    const { terminal } = await next({ policy: "long", days: "30", json: true }, SATURDAY);
    const { fires } = terminal.json() as { fires: { at: string; act: string; what: string; note: string }[] };
    const offs = fires.filter(({ what }) => what === "wanted off");
    expect(offs).toHaveLength(30);
    const acting = offs.filter(({ act }) => act === "stop");
    for (const { at } of acting) {
      // Every 25 hours, counted from 1970: the first tick from noon on comes before one o'clock.
      const everyMs = 25 * 3_600_000;
      const tick = Math.ceil(Date.parse(at) / everyMs) * everyMs;
      expect(tick).toBeLessThan(Date.parse(at) + 3_600_000);
    }
    expect(acting.length).toBe(1);
    expect(offs.find(({ act }) => act === "")?.note).toBe("no tick before it changes again");
  });

  it("does not say that nothing comes round where something always does", async () => {
    const { terminal } = await next({ policy: "idle", days: "1" }, SATURDAY);
    expect(lines(terminal.text())).toEqual([
      "no hours begin or end within 1 day",
      "at every tick, at any time: idle",
    ]);
  });

  it("refuses a policy that is not there and days that make no sense", async () => {
    await expect(next({ policy: "night" }, SATURDAY)).rejects.toThrow(/did you mean "nights"\?/);
    await expect(next({ days: "0" }, SATURDAY)).rejects.toThrow(/a whole number from 1 to 366/);
  });
});
