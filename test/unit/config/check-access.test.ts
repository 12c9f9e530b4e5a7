import { describe, expect, it } from "vitest";
import { provePolicies } from "../../../lib/config/checks/prove-policies.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { NOW } from "../../fixtures/resources.ts";
import { configOf, load, TARGETS, told } from "./load.ts";

const ALL = { schemes: SCHEMES.map(({ id }) => id) };

function text(rules: string, source = "slack: { secret: env:S, people: { U1: anna }, rules: ") {
  const teams = "teams: { vision: { members: [anna, ben] }, empty: { members: [] } }\n";
  return `${TARGETS}${teams}sources:\n  ${source}[${rules}] }\n`;
}

async function found(rules: string, source?: string) {
  const loaded = await load(text(rules, source), ALL);
  return [...(loaded.ok ? [] : loaded.errors), ...loaded.warnings].map(told);
}

describe("rules on who may do what", () => {
  it.each([
    '{ who: [U1, "T1/U1", "team:vision", owner], may: [stop, start], where: flavor.gpu > 0 }',
    '{ may: stop, during: "Mon-Fri 08:00-18:00", zone: Europe/Berlin }, { who: U9, never: "*" }',
    '{ may: create, where: target == "prod" && kind == "notebook" }, { may: [pause, resume, undo] }',
  ])("can be: %s", async (rules) => {
    expect(await found(rules)).toEqual([]);
  });

  it.each([
    ["{ who: U1 }", "the rule says neither may nor never | for example may: [stop, start]"],
    ["{ may: stop, never: start }", "may and never cannot both be told | write two rules"],
    ["{ may: stpo }", "stpo"],
    ["{ who: team:visoin, may: stop }", 'there is no team visoin | did you mean "vision"?'],
    ["{ who: team:empty, may: stop }", "the team empty has no members, so the rule means nobody"],
    ["{ who: ben, may: stop }", ""],
    ["{ who: anna, may: stop }", "anna is a person, and rules name ids of the source | write U1, or a team"],
    ["{ who: U7, may: stop }", "people does not tell who U7 is, so this grants them nothing"],
    ["{ may: stop, zone: Berlin }", '"Berlin" is not a time zone'],
    ['{ may: stop, during: "Mon 25:00-26:00" }', "25:00"],
    ["{ may: stop, during: workday }", "rules know no calendar"],
    ["{ may: stop, where: ownr == 1 }", "ownr"],
    ['{ may: pause, where: team == "x" }', "pause is about no machine, so the rule never speaks"],
    ["{ may: create, where: flavor.gpu > 0 }", "flavor.gpu is not known of a machine before it is made"],
    ["{ may: [status, help] }", "everybody whom the source proves may status, help"],
    ['{ who: U1, may: rebuild }, { never: "*" }', "rule 1 never lets them, and never wins"],
  ])("are told of: %s", async (rules, message) => {
    const all = await found(rules);
    if (message === "") expect(all).toEqual([]);
    else expect(all.join("\n")).toContain(message);
  });

  it("name ids, not the persons behind them", async () => {
    const source = "slack: { secret: env:S, people: { U1: carl }, rules: ";
    expect(await found("{ who: carl, may: stop }", source)).toEqual([
      expect.stringContaining("carl is a person, and rules name ids of the source | write U1, or a team"),
    ]);
  });

  it("are told at their place", async () => {
    expect(await found("{ may: stop, where: ownr == 1 }")).toEqual([expect.stringMatching(/^8:77 /)]);
  });

  it("cannot let a sender that does not sign what it says do what can happen only once", async () => {
    const dingtalk = "dingtalk: { secret: env:S, rules: ";
    expect(await found("{ may: [stop, rebuild] }", dingtalk)).toEqual([
      expect.stringContaining("dingtalk does not sign what it says, so rebuild is refused without a policy"),
    ]);
    expect((await configOf(text("", dingtalk), ALL)).sources[0]?.weak).toBe(true);
  });

  it.each([
    ["{ encrypt-key: env:S }", undefined],
    ["{ verification-token: env:S }", true],
    ["{ encrypt-key: env:S, verification-token: env:T }", undefined],
  ])("go by what is really demanded of Feishu: %s", async (secret, weak) => {
    const config = await configOf(text("", `feishu-lark: { secret: ${secret}, rules: `), ALL);
    expect(config.sources[0]?.weak).toBe(weak);
  });

  it("are told when their condition never holds", async () => {
    const config = await configOf(text('{ may: stop, where: kind == "notebok" }'), ALL);
    expect(provePolicies(config, NOW).map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
      expect.stringMatching(/^sources\.slack\.rules\.0\.where: rule 0 of slack never means a machine/),
    ]);
  });
});
