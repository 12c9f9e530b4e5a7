import { describe, expect, it } from "vitest";
import { errorsOf, TARGETS, told, warningsOf } from "./load.ts";
import { BOTH, FILES, mistakes, policy } from "./policy-texts.ts";

describe("where and when", () => {
  const block = (lines: string) => `${TARGETS}policies:
  a:
    on: { every: 1h }
    resource: notebook
    then: stop
${lines}
`;

  it.each([
    ["plain", "    where: saves > 0 && ownr == 1", "11:25"],
    ["single quotes", "    where: 'saves > 0 && ownr == 1'", "11:26"],
    ["double quotes", '    where: "saves > 0 && ownr == 1"', "11:26"],
    ["a folded block", "    where: >-\n      saves > 0 &&\n      ownr == 1", "13:7"],
    ["a literal block", "    where: |\n      saves > 0 &&\n        ownr == 1", "13:9"],
    ["several plain lines", "    where: saves > 0\n      && ownr == 1", "12:10"],
  ])("give the column of a mistake inside %s", async (_form, lines, place) => {
    const [error] = await errorsOf(block(lines));
    expect(`${error?.line}:${error?.column}`).toBe(place);
    expect(error?.message).toBe('there is no attribute "ownr"');
    expect(error?.hint).toBe('did you mean "owner"?');
  });

  it("fall back to the start where escapes hide the place", async () => {
    const [error] = await errorsOf(block('    where: "name == \\"x\\" && ownr == 1"'));
    expect(error).toMatchObject({ line: 11, column: 12, path: "policies.a.where" });
  });

  it("are told as sentences", async () => {
    expect((await errorsOf(block("    where: saves"))).map(told)).toEqual([
      "11:12 the expression does not give true or false | compare it with something, as in saves == …",
    ]);
    expect((await errorsOf(block("    where: id =="))).map(told)).toEqual([
      "11:16 the expression ends too early: something must follow",
    ]);
  });

  it("cannot ask an event for what it never carries", async () => {
    expect((await errorsOf(block("    where: id == event.server"))).map(told)).toEqual([
      "11:18 an event of every has no server, so this could never be decided | it has slot, since",
    ]);
    expect(await mistakes("on: { request: stop }, where: owner == event.bye")).toEqual([
      'an event of request has no bye, so this could never be decided | did you mean "by"?',
    ]);
  });

  it("warn of savings that nobody can know", async () => {
    const keys = "on: { every: 1h }, resource: notebook, where: team == 'x' && saves > 0, then: stop";
    const warned = await warningsOf(policy(keys.replaceAll("'", '"'), BOTH), { files: FILES });
    expect(warned.map(told)).toEqual([
      "7:69 what a stop saves is not known without prices, so nothing is done in lab | add prices to the target",
    ]);
  });

  it("cannot ask about a machine that is only being ordered", async () => {
    const [error] = await errorsOf(policy('on: { request: create-notebook }, where: name == "x"'));
    expect(error?.message).toBe(
      "where asks about a machine, and create-notebook makes one that is not there yet",
    );
  });

  it("are checked in on as well", async () => {
    const head = `${TARGETS}sources: { jira: { secret: env:A } }\n`;
    const errors = await errorsOf(`${head}policies:
  a: { on: { ticket: jira, when: event.status = "Done" }, resource: notebook, then: stop }
`);
    expect(errors.map(told)).toEqual([
      '8:47 the expression cannot go on with "=" here | write == to compare',
    ]);
  });
});
