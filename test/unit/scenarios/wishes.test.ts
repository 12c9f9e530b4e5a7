import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { configOf } from "../config/load.ts";
import { playStory, writtenStory } from "./play-story.ts";
import { readStory } from "./read-story.ts";

const HEAD = `version: 1
targets:
  prod: { cloud: huaweicloud, region: cn-north-4, project: p }
limits: { percent: 100, perOwnerPerHour: 100 }
owners: [{ field: user.name }, { field: "tag:owner" }]
policies:
`;

const calendar = (name: string) =>
  readFileSync(new URL(`../../../examples/calendars/${name}.yaml`, import.meta.url), "utf8");

const FILES = { "cn.yaml": calendar("cn"), "de.yaml": calendar("de") };

/** Plays a story by policies, each in a line of its own, and holds it against what is written. */
async function expectStory(policies: readonly string[], text: string): Promise<void> {
  const config = await configOf(`${HEAD}${policies.map((line) => `  ${line}\n`).join("")}`, { files: FILES });
  const story = readStory(text);
  expect(await playStory(config, story)).toEqual(writtenStory(story));
}

const IDLE = "idle: { on: { every: 10m }, resource: notebook, idle: 2h, then: stop, mode: enforce }";

const inBerlin = (hours: string, then: string) =>
  `hours: { on: { every: 10m }, resource: dev-server, respect: 0, cooldown: 0, hours: { ${hours}, zone: Europe/Berlin }, then: ${then}, mode: enforce }`;

describe("override that expires", () => {
  it("keeps a machine up for as long as was said, and not a pass longer", () =>
    expectStory(
      [IDLE],
      `train: notebook, 1 GPU, of anna, idle
2026-11-20 20:00 UTC, anna holds train for 4h
2026-11-20 20:10 UTC: leaves train (held)
2026-11-20 23:50 UTC: leaves train (held)
2026-11-21 00:00 UTC: stops train`,
    ));

  it("may be shortened by the next one, which takes its place", () =>
    expectStory(
      [IDLE],
      `train: notebook, of anna, idle
2026-11-20 20:00 UTC, anna holds train for 4h
2026-11-20 20:10 UTC, anna holds train for 1h
2026-11-20 21:00 UTC: leaves train (held)
2026-11-20 21:10 UTC: stops train`,
    ));

  it("stands above every policy, whatever sets it off", () =>
    expectStory(
      [
        inBerlin('off: "00:00-24:00"', "stop"),
        "brake: { on: { budget: vision, at: 90% }, resource: dev-server, then: stop, mode: enforce }",
      ],
      `srv: server, of anna, idle
2026-11-20 20:00 UTC, ben holds srv for 2h
2026-11-20 20:10 UTC: hours leaves srv (held)
2026-11-20 20:20 UTC, budget vision at 100%: brake leaves srv (held)`,
    ));
});

describe("do not stop a working machine", () => {
  it("is kept by every single signal, and by none that is missing", () =>
    expectStory(
      [IDLE],
      `works:   notebook, 1 GPU, of anna, busy
lately:  notebook, of anna, idle for 1h
changed: notebook, of anna, idle, changed 1h before
unseen:  notebook, 1 GPU, of anna, no metrics
rests:   notebook, of anna, idle
2026-11-20 12:00 UTC: stops rests; leaves works, lately (busy); leaves changed (just-started);
  leaves unseen (no-evidence)`,
    ));

  it("is kept at night as well, where the policy asks for idleness", () =>
    expectStory(
      [
        'nights: { on: { every: 10m }, resource: dev-server, hours: "20:00-07:00", idle: 1h, then: stop, mode: enforce }',
      ],
      `rests: server, of anna, idle
works: server, of ben, busy
2026-11-20 19:50 UTC: leaves rests, works (in-use-hours)
2026-11-20 20:00 UTC: stops rests; leaves works (busy)`,
    ));

  it("is given half an hour more after long work, to look at what came of it", () =>
    expectStory(
      [IDLE],
      `train: notebook, 1 GPU, of anna, idle for 1h
2026-11-20 12:00 UTC: leaves train (busy)
2026-11-20 13:20 UTC: leaves train (busy)
2026-11-20 13:30 UTC: stops train`,
    ));

  it("is kept where somebody renewed its notebook lease, and not by a lease that a policy set", () =>
    expectStory(
      [
        "fallback: { on: { every: 10m }, resource: notebook, cooldown: 0, then: { lease: { hours: 2 } }, mode: enforce }",
        IDLE.replace("then: stop", "cooldown: 0, then: stop"),
      ],
      `wanted: notebook, of anna, idle, lease renewed 100m before
train: notebook, of ben, idle for 2h
2026-11-20 12:00 UTC: fallback sets a lease of 2h on train; leaves wanted (already-so). idle leaves wanted, train (busy)
2026-11-20 12:10 UTC, anna renews the lease of wanted
2026-11-20 12:30 UTC: fallback leaves wanted, train (already-so). idle stops train; leaves wanted (busy)
2026-11-20 14:00 UTC: fallback leaves wanted (already-so); leaves train (wrong-state). idle leaves wanted (busy); leaves train (already-so)
2026-11-20 14:10 UTC: fallback leaves wanted (already-so); leaves train (wrong-state). idle stops wanted; leaves train (already-so)`,
    ));

  it("is kept where a kernel ran lately, if the notebook is asked", () =>
    expectStory(
      [
        "idle: { on: { every: 10m }, resource: notebook, idle: { for: 2h, jupyter: true }, then: stop, mode: enforce }",
      ],
      `thinks: notebook, of anna, idle, kernel ran 90m before
left:   notebook, of ben, idle, kernel ran 3h before
2026-11-20 12:00 UTC: stops left; leaves thinks (busy)
2026-11-20 12:20 UTC: leaves thinks (busy); leaves left (already-so)
2026-11-20 12:30 UTC: stops thinks; leaves left (already-so)`,
    ));
});

describe("stop-only", () => {
  it("never starts what it stopped", () =>
    expectStory(
      [inBerlin('off: "20:00-07:00"', "stop")],
      `srv: server, of anna
2026-11-20 20:00 Europe/Berlin: stops srv
2026-11-21 07:00 Europe/Berlin: leaves srv (already-so)
2026-11-21 12:00 Europe/Berlin: leaves srv (already-so)`,
    ));

  it("has its counterpart, which never stops", () =>
    expectStory(
      [inBerlin('on: "07:00-20:00"', "start")],
      `srv: server, of anna, stopped
2026-11-20 06:50 Europe/Berlin: leaves srv (off-hours)
2026-11-20 07:00 Europe/Berlin: starts srv
2026-11-20 21:00 Europe/Berlin: leaves srv (already-so)`,
    ));
});

describe("holidays", () => {
  it("are nights all day long, and make-up Saturdays are worked", () =>
    expectStory(
      [
        'china: { on: { every: 10m }, resource: dev-server, respect: 0, hours: { off: "workday 20:00-08:00, free", zone: Asia/Shanghai, calendar: cn.yaml }, then: [stop, start], mode: enforce }',
      ],
      `srv: server, of chen
2026-09-30 19:50 Asia/Shanghai: leaves srv (in-use-hours)
2026-09-30 20:00 Asia/Shanghai: stops srv
2026-10-02 12:00 Asia/Shanghai: leaves srv (off-hours)
2026-10-08 08:00 Asia/Shanghai: starts srv
2026-10-10 12:00 Asia/Shanghai: leaves srv (in-use-hours)
2026-10-10 20:00 Asia/Shanghai: stops srv`,
    ));

  it("move maintenance from the last day of a year to the last one that is worked", () =>
    expectStory(
      [
        'care: { on: { every: 10m }, resource: dev-server, hours: { within: "workday -1 02:00-04:00", zone: Europe/Berlin, calendar: de.yaml }, then: stop }',
      ],
      `srv: server, of anna
2026-05-29 02:00 Europe/Berlin: would stop srv
2026-05-31 02:00 Europe/Berlin: leaves srv (out-of-window)
2026-12-31 02:00 Europe/Berlin: would stop srv`,
    ));

  it("that nobody knows any more leave machines alone", () =>
    expectStory(
      [
        'late: { on: { every: 10m }, resource: dev-server, hours: { off: "free", calendar: cn.yaml }, then: stop, mode: enforce }',
      ],
      `srv: server, of chen
2027-01-02 12:00 UTC: leaves srv (no-calendar)`,
    ));
});

describe("nth weekday", () => {
  it("is the second Tuesday of each month, and no other", () =>
    expectStory(
      [
        'care: { on: { every: 10m }, resource: dev-server, hours: { within: "2nd Tue 22:00-02:00", zone: Europe/Berlin }, then: stop }',
      ],
      `srv: server, of anna
2026-11-03 23:00 Europe/Berlin: leaves srv (out-of-window)
2026-11-10 21:50 Europe/Berlin: leaves srv (out-of-window)
2026-11-10 22:00 Europe/Berlin: would stop srv
2026-11-11 01:50 Europe/Berlin: would stop srv
2026-11-11 02:00 Europe/Berlin: leaves srv (out-of-window)
2026-11-17 23:00 Europe/Berlin: leaves srv (out-of-window)`,
    ));

  it("is the last Friday of a month with five of them", () =>
    expectStory(
      [
        'care: { on: { every: 10m }, resource: dev-server, hours: { within: "last Fri", zone: Europe/Berlin }, then: stop }',
      ],
      `srv: server, of anna
2026-10-23 12:00 Europe/Berlin: leaves srv (out-of-window)
2026-10-30 12:00 Europe/Berlin: would stop srv`,
    ));
});

describe("DST both ways", () => {
  it("is no reason to be an hour late when the clocks go back", () =>
    expectStory(
      [inBerlin('off: "20:00-07:00"', "[stop, start]")],
      `srv: server, of anna
2026-10-24 20:00 Europe/Berlin: stops srv
2026-10-25 05:50 UTC: leaves srv (off-hours)
2026-10-25 06:00 UTC: starts srv`,
    ));

  it("is no reason to be an hour early when they go forward", () =>
    expectStory(
      [inBerlin('off: "20:00-07:00"', "[stop, start]")],
      `srv: server, of anna
2026-03-28 20:00 Europe/Berlin: stops srv
2026-03-29 04:50 UTC: leaves srv (off-hours)
2026-03-29 05:00 UTC: starts srv`,
    ));

  it("makes a window in the hour that comes twice one window", () =>
    expectStory(
      [inBerlin('off: "02:15-02:45"', "[stop, start]")],
      `srv: server, of anna
2026-10-25 00:10 UTC: leaves srv (in-use-hours)
2026-10-25 00:20 UTC: stops srv
2026-10-25 01:00 UTC: leaves srv (off-hours)
2026-10-25 01:40 UTC: leaves srv (off-hours)
2026-10-25 01:50 UTC: starts srv`,
    ));

  it("leaves out a window in the hour that is skipped", () =>
    expectStory(
      [inBerlin('off: "02:15-02:45"', "stop")],
      `srv: server, of anna
2026-03-29 00:50 UTC: leaves srv (in-use-hours)
2026-03-29 01:00 UTC: leaves srv (in-use-hours)
2026-03-29 01:20 UTC: leaves srv (in-use-hours)`,
    ));
});

describe("missed tick", () => {
  it("is made up for by the next one: what should be up since seven comes up at nine", () =>
    expectStory(
      [inBerlin('on: "Mon-Fri 07:00-20:00"', "[stop, start]")],
      `srv: server, of anna
2026-11-19 20:00 Europe/Berlin: stops srv
2026-11-20 09:10 Europe/Berlin, first tick for 780m: starts srv`,
    ));

  it("is made up for where only the minute of the start is written", () =>
    expectStory(
      [
        'mornings: { on: { cron: "0 7 * * 1-5", zone: Europe/Berlin }, resource: dev-server, then: start, mode: enforce }',
      ],
      `srv: server, of anna, stopped
2026-11-20 09:10 Europe/Berlin: nothing
2026-11-20 09:20 Europe/Berlin, first tick for 3h: starts srv`,
    ));

  it("is not made up for where the wish has passed: nothing stops in the morning", () =>
    expectStory(
      [inBerlin('off: "20:00-07:00"', "stop")],
      `srv: server, of anna
2026-11-20 09:10 Europe/Berlin, first tick for 14h: leaves srv (in-use-hours)`,
    ));
});

describe("human restart", () => {
  it("is respected for a while, and then the night goes on", () =>
    expectStory(
      [
        'nights: { on: { every: 10m }, resource: dev-server, hours: "20:00-07:00", then: stop, mode: enforce }',
      ],
      `srv: server, of anna
2026-11-20 20:00 UTC: stops srv
2026-11-20 21:00 UTC, anna starts srv
2026-11-20 21:10 UTC: leaves srv (restarted)
2026-11-21 00:50 UTC: leaves srv (restarted)
2026-11-21 01:00 UTC: stops srv`,
    ));

  it("makes a policy of idleness wait twice as long for that machine", () =>
    expectStory(
      [
        "idle: { on: { every: 10m }, resource: notebook, idle: 2h, respect: 3h, cooldown: 0, then: stop, mode: enforce }",
      ],
      `train: notebook, of anna, idle
2026-11-20 12:00 UTC: stops train
2026-11-20 13:00 UTC, anna starts train
2026-11-20 13:10 UTC: leaves train (restarted)
2026-11-20 16:00 UTC: leaves train (just-started)
2026-11-20 16:50 UTC: leaves train (just-started)
2026-11-20 17:00 UTC: stops train`,
    ));

  it("is not taken back in the morning by a pair that did not stop the machine", () =>
    expectStory(
      [inBerlin('on: "07:00-20:00"', "[stop, start]")],
      `srv: server, of anna
2026-11-20 20:00 Europe/Berlin: stops srv
2026-11-20 22:00 Europe/Berlin, anna starts srv
2026-11-20 22:00 Europe/Berlin, anna stops srv
2026-11-21 07:00 Europe/Berlin: leaves srv (not-ours)`,
    ));
});

describe("flapping rules", () => {
  it("that want opposite things take turns no faster than the cooldown lets them", () =>
    expectStory(
      [
        "idle: { on: { every: 10m }, resource: dev-server, respect: 0, cooldown: 2h, then: stop, mode: enforce }",
        'office: { on: { every: 10m }, resource: dev-server, cooldown: 2h, hours: { on: "00:00-24:00" }, then: start, mode: enforce }',
      ],
      `srv: server, of anna
2026-11-20 12:00 UTC: idle stops srv. office leaves srv (already-so)
2026-11-20 12:10 UTC: idle leaves srv (already-so). office leaves srv (cooldown)
2026-11-20 13:50 UTC: idle leaves srv (already-so). office leaves srv (cooldown)
2026-11-20 14:00 UTC: idle leaves srv (already-so). office starts srv
2026-11-20 14:10 UTC: idle leaves srv (cooldown). office leaves srv (already-so)`,
    ));

  it("that take each other's doing back three times end with the machine on, and say why", () =>
    expectStory(
      [
        "idle: { on: { every: 10m }, resource: dev-server, respect: 0, cooldown: 1h, then: stop, mode: enforce }",
        'office: { on: { every: 10m }, resource: dev-server, cooldown: 1h, hours: { on: "00:00-24:00" }, then: start, mode: enforce }',
      ],
      `srv: server, of anna
2026-11-20 12:00 UTC: idle stops srv. office leaves srv (already-so)
2026-11-20 13:00 UTC: idle leaves srv (already-so). office starts srv
2026-11-20 14:00 UTC: idle stops srv. office leaves srv (already-so)
2026-11-20 15:00 UTC: idle leaves srv (already-so). office starts srv
2026-11-20 16:00 UTC: idle leaves srv (flapping). office leaves srv (already-so)
2026-11-20 23:50 UTC: idle leaves srv (flapping). office leaves srv (already-so)
2026-11-21 00:00 UTC: idle stops srv. office leaves srv (already-so)`,
    ));

  it("that say the same act once", () =>
    expectStory(
      [IDLE, IDLE.replace("idle:", "again:")],
      `train: notebook, of anna, idle
2026-11-20 12:00 UTC: idle stops train. again leaves train (already-planned)`,
    ));
});

describe("prepaid", () => {
  it("is never stopped by a policy, since that saves nothing", () =>
    expectStory(
      [
        "idle: { on: { every: 10m }, resource: dev-server, idle: 2h, then: stop, mode: enforce }",
        'tell: { on: { every: 10m }, resource: dev-server, where: billing == "prepaid", idle: 7d, then: none }',
      ],
      `year:  server, prepaid, of anna, idle
metal: server, bare metal, of anna, idle
hour:  server, of anna, idle
2026-11-20 12:00 UTC: idle stops hour; leaves year, metal (saves-nothing). tell tells of year`,
    ));
});

describe("doubtful metrics", () => {
  it("are no proof of rest, whether they are missing or begin too late", () =>
    expectStory(
      [IDLE],
      `dead:  notebook, 1 GPU, of anna, no metrics
blind: notebook, 1 GPU, of anna, idle, no GPU metrics
stale: notebook, of anna, idle, metrics end 1h before
thin:  notebook, of anna, idle, half of the metrics
rests: notebook, 1 GPU, of anna, idle
2026-11-20 12:00 UTC: stops rests; leaves dead, blind, stale, thin (no-evidence)`,
    ));

  it("show work all the same where one of them does", () =>
    expectStory(
      [IDLE],
      `stale: notebook, of anna, busy, metrics end 1h before
2026-11-20 12:00 UTC: leaves stale (busy)`,
    ));
});
