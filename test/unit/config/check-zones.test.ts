import { describe, expect, it } from "vitest";
import { load, TARGETS, told } from "./load.ts";

const TEAM = "teams: { vision: { members: [anna], zone: Asia/Shanghai } }\n";
const policy = (keys: string) => `policies:\n  nights: { ${keys}, resource: notebook, then: stop }\n`;
const EVERY = "on: { every: 10m }";

async function warned(text: string): Promise<readonly string[]> {
  const loaded = await load(`${TARGETS}${text}`, { prove: () => [] });
  if (!loaded.ok) throw new Error(loaded.errors.map(told).join("\n"));
  return loaded.warnings.map(told);
}

describe("times without a zone", () => {
  it.each([
    [
      `${EVERY}, hours: "20:00-07:00"`,
      "hours are read in UTC",
      "write zone: team or zone: Asia/Shanghai beside it",
    ],
    [
      `${EVERY}, hours: { within: "02:00-04:00" }`,
      "hours are read in UTC",
      "or zone: UTC where that is meant",
    ],
    ['on: { cron: "0 20 * * 1-5" }', "cron is read in UTC", "write zone: Asia/Shanghai beside it"],
  ])("are warned of where a team has one: %s", async (keys, message, hint) => {
    const [warning = "", ...more] = await warned(TEAM + policy(keys));
    expect(more).toEqual([]);
    expect(warning).toContain(`${message}, while Asia/Shanghai is written elsewhere`);
    expect(warning).toContain(hint);
  });

  it("are warned of where another policy has one, without a word of teams that have none", async () => {
    const berlin = 'on: { cron: "0 8 * * 1", zone: Europe/Berlin }, resource: notebook, then: stop';
    const found = await warned(`${policy(`${EVERY}, hours: "20:00-07:00"`)}  mondays: { ${berlin} }\n`);
    expect(found).toEqual([expect.stringContaining("| write zone: Europe/Berlin beside it")]);
  });

  it.each([
    ["UTC is written", TEAM + policy(`${EVERY}, hours: { off: "20:00-07:00", zone: UTC }`)],
    ["the team's is asked for", TEAM + policy(`${EVERY}, hours: { off: "20:00-07:00", zone: team }`)],
    ["no other zone is known", policy(`${EVERY}, hours: "20:00-07:00"`)],
    [
      "only UTC is known",
      TEAM.replace("Asia/Shanghai", "Etc/UTC") + policy(`${EVERY}, hours: "20:00-07:00"`),
    ],
    ["there are no times", TEAM + policy(`${EVERY}, idle: 2h, hours: { minUptime: 2h }`)],
  ])("are taken as they stand where %s", async (_, text) => {
    expect(await warned(text)).toEqual([]);
  });
});
