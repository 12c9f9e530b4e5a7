import { describe, expect, it } from "vitest";
import { configOf, errorsOf, TARGETS, told, warningsOf } from "./load.ts";

const DE = "version: 1\nsource: made up\nuntil: 2026-12-31\nholidays: [2026-01-01]\n";
const files = { "de.yaml": DE };

/** A policy that stops notebooks; its keys begin in column 5 of line 8. */
function withPolicy(rest: string, teams = ""): string {
  return `${TARGETS}${teams}policies:\n  nights:\n    ${rest}\n    resource: notebook\n`;
}

const STOP = "on: { every: 10m }\n    then: stop";
const withHours = (hours: string, teams = "") => withPolicy(`${STOP}\n    hours: ${hours}`, teams);

async function errors(text: string): Promise<readonly string[]> {
  return (await errorsOf(text, { files })).map(told).map((line) => line.replace(/^\d+:/, ""));
}

async function warnings(text: string): Promise<readonly string[]> {
  return (await warningsOf(text, { files })).map(told).map((line) => line.replace(/^\d+:/, ""));
}

describe("hours that are right", () => {
  it.each([
    '"Mon-Fri 20:00-07:00, Sat-Sun"',
    "{ on: workday 07:00-20:00, zone: [Europe/Berlin, Asia/Shanghai], calendar: de.yaml }",
    "{ within: 1st Sun 02:00-04:00 }",
    "{ minUptime: 2h }",
  ])("are taken without a word: %s", async (hours) => {
    expect(await warnings(withHours(hours))).toEqual([]);
  });

  it("become the policy's, a text alone meaning off", async () => {
    const { policies } = await configOf(withHours('"Sat-Sun"'));
    expect(policies[0]?.hours).toEqual({
      ...{ off: "Sat-Sun", on: null, within: null, zones: ["UTC"], calendar: null },
      ...{ minUptimeMs: 0, starts: false },
    });
  });
});

describe("windows", () => {
  it("that cannot be read are told with their very place and the way out", async () => {
    expect(await errors(withHours('"Mon-Fri 20:00-07:00, Sunn"'))).toEqual([
      '34 "Sunn" is neither a day nor a time | did you mean "Sun"?',
    ]);
    expect(await errors(withHours("{ within: Mon 24:00-04:00 }"))).toEqual([
      "26 24:00 is the end of a day, so no window begins then | begin at 00:00, on the next day",
    ]);
  });

  it("with a day that stands alone before times are asked about", async () => {
    expect(await warnings(withHours('"Mon, Wed 20:00-07:00"'))).toEqual([
      "12 Mon stands alone, so the whole day is meant | if its times are those that follow, write Mon Wed 20:00-07:00; if not, write Mon 00:00-24:00",
    ]);
    expect(await warnings(withHours('"Mon 00:00-24:00, Wed 20:00-07:00"'))).toEqual([]);
  });
});

describe("hours that contradict themselves", () => {
  it.each([
    [
      "{ off: Sat-Sun, on: Mon-Fri }",
      "off and on cannot both be told: each is what the other leaves | remove one of the two",
    ],
    ["{ zone: UTC }", "hours say nothing | write off, on, within or minUptime"],
    [
      "{ off: holiday }",
      "without a calendar no day is a holiday | add calendar: FILE beside it, for example calendars/de.yaml",
    ],
  ])("are refused: %s", async (hours, message) => {
    expect((await errors(withHours(hours))).map((line) => line.replace(/^\d+ /, ""))).toEqual([message]);
  });

  it("tell of a calendar that no window asks", async () => {
    expect(await warnings(withHours("{ off: Sat-Sun, calendar: de.yaml }"))).toEqual([
      "38 no window asks the calendar: a day of the week is what it is called | write workday, free or holiday instead of Mon-Fri or Sat-Sun",
    ]);
  });
});

describe("zones", () => {
  it("have to exist", async () => {
    expect(await errors(withHours("{ off: Sat-Sun, zone: Europe/Berln }"))).toEqual([
      '34 "Europe/Berln" is not a time zone | did you mean "Europe/Berlin"?',
    ]);
    const teams = "teams:\n  vision: { members: [], zone: Mars/Olympus }\n";
    expect(await errors(withHours("{ off: Sat-Sun, zone: [UTC, Nowhere] }", teams))).toEqual([
      '32 "Mars/Olympus" is not a time zone | for example Europe/Berlin or Asia/Shanghai',
      '40 "Nowhere" is not a time zone | for example Europe/Berlin or Asia/Shanghai',
    ]);
  });

  it("of teams are missed where hours go by them", async () => {
    const teams = "teams:\n  vision: { members: [], zone: UTC }\n  speech: { members: [] }\n";
    expect(await warnings(withHours("{ off: Sat-Sun, zone: team }", teams))).toEqual([
      "34 the zone is the team's, and speech has none: their machines are left alone | add zone under teams",
    ]);
    expect(await warnings(withHours("{ off: workday, zone: team, calendar: team }"))).toEqual([
      "34 the zone is the team's, and no team has one: nothing could ever be decided | add zone under teams",
      "50 the calendar is the team's, and no team has one: nothing could ever be decided | add calendar under teams",
    ]);
  });
});

describe("hours and what is done", () => {
  it("go together with stop and start alone", async () => {
    const lease = "on: { every: 10m }\n    then: { lease: { hours: 8 } }\n    hours:";
    expect(await errors(withPolicy(`${lease} { off: Sat-Sun }`))).toEqual([
      "14 off is about machines that are stopped or started, and lease does neither | write within for the times at which it may be done",
    ]);
    expect(await warnings(withPolicy(`${lease} { within: Sat-Sun }`))).toEqual([]);
  });

  it("do not bind what a person asks for", async () => {
    expect(await errors(withPolicy('on: { request: stop }\n    hours: "Sat-Sun"'))).toEqual([
      "5 hours say nothing beside request: what a person asks for is not bound by them | remove them",
    ]);
  });

  it("are needed to stop and start again, and so is a clock", async () => {
    const pair = "then: [stop, start]";
    expect(await errors(withPolicy(`on: { every: 10m }\n    ${pair}`))).toEqual([
      '11 [stop, start] needs hours: they say when to start again | for example hours: { on: "Mon-Fri 07:00-20:00" }',
    ]);
    expect(
      await errors(withPolicy(`on: { alarm: gpu }\n    idle: 2h\n    ${pair}\n    hours: Sat-Sun`)),
    ).toEqual(["11 [stop, start] needs a clock, and alarm comes round by chance | write on: { every: 10m }"]);
    const { policies } = await configOf(withPolicy(`on: { every: 10m }\n    ${pair}\n    hours: Sat-Sun`));
    expect(policies[0]).toMatchObject({ hours: { starts: true }, action: { verb: "stop" } });
  });
});

describe("freezes", () => {
  const frozen = (freeze: string) => `${TARGETS}limits: { freeze: [{ ${freeze}, why: year end }] }\n`;

  it("have to run forwards, in a zone that exists", async () => {
    expect((await configOf(frozen("from: 2026-12-20, to: 2026-12-20"))).limits.freeze).toHaveLength(1);
    expect(await errors(frozen("from: 2026-12-20, to: 2026-12-19, zone: Berlin"))).toEqual([
      "44 the freeze ends on 2026-12-19, before it begins on 2026-12-20 | swap from and to",
      expect.stringMatching(/^\d+ "Berlin" is not a time zone/),
    ]);
  });
});
