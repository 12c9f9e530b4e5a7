import { describe, expect, it } from "vitest";
import { errorsOf, TARGETS, told } from "./load.ts";

describe("mistakes of the file as a whole", () => {
  it.each([
    ["", "1:1 the file must be a block of keys, not nothing"],
    ["# nothing yet\n", "1:1 the file must be a block of keys, not nothing"],
    ["- 1\n", "1:1 the file must be a block of keys, not a list"],
    ["just text", "1:1 the file must be a block of keys, not a text"],
  ])("%j", async (text, expected) => {
    expect((await errorsOf(text)).map(told)[0]).toBe(expected);
  });

  it("asks for what is missing", async () => {
    expect((await errorsOf("store: memory\n")).map(told)).toEqual([
      "1:1 version is missing | write version: 1",
      "1:1 targets is missing",
      "1:1 at least one target is needed",
    ]);
  });

  it("tells everything at once, in the order of the file", async () => {
    const errors = await errorsOf(`version: 2
targets:
  prod: { cloud: huaweicloud, region: cn-north-44, project: env:P }
allow: [stop, lese]
policies:
  a: { on: { evry: 10m }, resource: notbook, then: stpo }
`);
    expect(errors.map(told)).toEqual([
      "1:10 2 must be 1",
      '3:39 ModelArts of Huawei Cloud is not known in "cn-north-44" | did you mean "cn-north-4"?; another one works with an endpoint',
      '4:15 "lese" is not known here | did you mean "lease"?',
      '6:14 there is no key "evry" in policies.a.on | did you mean "every"?',
      '6:37 "notbook" is none of notebook, legacy-notebook, dev-server, supernode | did you mean "notebook"?',
      '6:52 "stpo" is not known here | did you mean "stop"?',
    ]);
  });

  it.each([
    ["limits: { perRun: 1.5 }", "4:19 perRun must be a whole number, not 1.5"],
    ["limits: { percent: .inf }", "4:20 percent must be a number, not .inf"],
    ["limits: { percent: .nan }", "4:20 percent must be a number, not .nan"],
    [
      "budgets: { b: { amount: 100 } }",
      "4:25 amount must be a text, not a number | write the sum with its currency, such as amount: 20000 EUR",
    ],
  ])("says what a number would have to be: %s", async (line, expected) => {
    const head = "version: 1\ntargets:\n  prod: { cloud: otc, region: eu-de, project: p }\n";
    expect((await errorsOf(`${head}${line}\n`)).map(told)).toContain(expected);
  });

  it("tells at most a hundred", async () => {
    const keys = Array.from({ length: 300 }, (_, index) => `nonsense${index}: 1`).join("\n");
    expect(await errorsOf(`${TARGETS}${keys}\n`)).toHaveLength(100);
  });

  it("tells a mistyped key once, not also as missing", async () => {
    const errors = await errorsOf(
      "version: 1\ntargets:\n  prod: { clowd: otc, region: eu-de, project: p }\n",
    );
    expect(errors.map(told)).toEqual([
      '3:11 there is no key "clowd" in targets.prod | did you mean "cloud"?',
    ]);
  });

  it("finds the mistakes of a policy's conditions although the policy has others", async () => {
    const errors = await errorsOf(`${TARGETS}policies:
  a:
    on: { ticket: jria, when: evnt.x == 1 }
    resource: notbook
    where: idd == event.server
    then: stop
`);
    expect(errors.map(({ path }) => path)).toEqual([
      "policies.a.on.ticket",
      "policies.a.on.when",
      "policies.a.resource",
      "policies.a.where",
    ]);
  });
});

describe("values of the wrong type", () => {
  it.each([
    ["limits: 3", "6:9 limits must be a block of keys, not a number"],
    ["limits: { perRun: 0 }", "6:19 perRun must be at least 1"],
    ["limits: { percent: 101 }", "6:20 percent must be at most 100"],
    ["limits: { perRun: many }", "6:19 perRun must be a number, not a text"],
    ["teams: { a: { members: anna } }", "6:24 members must be a list, not a text"],
    [
      "teams: { a: { members: [12] } }",
      "6:25 entry 1 of members must be a text, not a number | put it in quotes",
    ],
    ["store: true", "6:8 store must be a text, not true or false | put it in quotes"],
    [
      "policies: { Nights: {} }",
      '6:13 the name "Nights" must be 1 to 64 lower-case letters, digits and hyphens',
    ],
  ])("%s", async (line, expected) => {
    expect((await errorsOf(`${TARGETS}${line}\n`)).map(told)).toContain(expected);
  });

  it.each([
    ["then: [stop]", "then must be a verb, or [stop, start]"],
    ["then: [stop, reboot]", '"reboot" must be start'],
    ["then: 5", "then must be one of the known words or a block of keys or a list, not a number"],
    ["then: stop, idle: 5", "idle must be a text or a block of keys, not a number"],
    ["then: stop, idle: { fr: 2h }", 'there is no key "fr" in policies.a.idle | did you mean "for"?'],
    ["then: stop, idle: 2 hours", "idle must be a time span such as 90s, 10m, 2h or 7d"],
    ["then: stop, cooldown: soon", "cooldown must be a time span such as 90s, 10m, 2h or 7d"],
    ["then: stop, mode: enfroce", '"enfroce" is none of observe, enforce | did you mean "enforce"?'],
    ["then: { lease: { hours: 99 } }", "hours must be 1 to 72 hours"],
    ["then: { lease: {} }", "hours is missing"],
    [
      "then: { lease: { hour: 2 } }",
      'there is no key "hour" in policies.a.then.lease | did you mean "hours"?',
    ],
    ["then: { stop: { now: true } }", 'there is no key "now" in policies.a.then.stop'],
    ["then: { leese: { hours: 2 } }", 'there is no key "leese" in policies.a.then | did you mean "lease"?'],
  ])("in a policy: %s", async (keys, expected) => {
    const errors = await errorsOf(
      `${TARGETS}policies:\n  a: { on: { every: 1h }, resource: notebook, ${keys} }\n`,
    );
    expect(errors.every(({ line }) => line === 7)).toBe(true);
    expect(errors.map(told).map((text) => text.replace(/^\S+ /, ""))).toContain(expected);
  });
});
