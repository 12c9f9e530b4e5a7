import { describe, expect, it } from "vitest";
import { configOf, warningsOf } from "./load.ts";
import { mistakes, policy } from "./policy-texts.ts";

const clock = "on: { every: 10m }, resource: dev-server, then: stop";
const waves = (order: string, settle = "") =>
  `${clock}, waves: { order: ${order}${settle === "" ? "" : `, settle: ${settle}`} }`;

const TIERS = `['tags.tier == "web"', 'tags.tier == "db"']`;

describe("waves", () => {
  it("are read, and settle for no time unless it is said", async () => {
    const { policies } = await configOf(policy(waves(TIERS)));
    expect(policies[0]?.waves).toEqual({ groups: ['tags.tier == "web"', 'tags.tier == "db"'], settleMs: 0 });
    expect((await configOf(policy(waves(TIERS, "2m")))).policies[0]?.waves?.settleMs).toBe(120_000);
    expect((await configOf(policy(waves(TIERS, "0")))).policies[0]?.waves?.settleMs).toBe(0);
  });

  it.each([
    ["[]", "two groups or more"],
    [`['kind == "dev-server"']`, "two groups or more"],
    [
      `[${Array.from({ length: 21 }, (_, index) => `'name == "m${index}"'`).join(", ")}]`,
      "at most 20 groups",
    ],
    [`['', 'name == "a"']`, "order"],
  ])("need two to twenty groups: %s", async (order, rule) => {
    expect((await mistakes(waves(order))).join("\n")).toContain(rule);
  });

  it("are conditions on the machine, and a mistake is told at its place", async () => {
    const found = await mistakes(waves(`['tags.tier == "web"', 'nmae == "db"']`));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/nmae/);
    expect(found[0]).toContain("name");
  });

  it("may only ask of an event what it has", async () => {
    const found = await mistakes(waves(`['event.tier == "web"', 'name == "db"']`));
    expect(found).toEqual([expect.stringContaining("an event of every has no tier")]);
  });

  it("make no sense for machines that are not there yet", async () => {
    const found = await mistakes(`on: { request: create-notebook }, waves: { order: ${TIERS} }`);
    expect(found).toEqual([
      expect.stringContaining("waves ask about a machine, and create-notebook makes one"),
    ]);
  });

  it("that ask for savings warn of targets without prices", async () => {
    const found = await warningsOf(policy(waves("['saves > 1', 'saves <= 1']")));
    expect(found.map(({ message }) => message)).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining("not known without prices")),
    );
  });
});

describe("the time that groups settle", () => {
  const three = `['name == "a"', 'name == "b"', 'name == "c"']`;

  it("has to leave room for all of them before the clock's verdict is old", async () => {
    expect(await mistakes(waves(three, "30m"))).toEqual([
      expect.stringMatching(
        /the groups would settle for 1h, and what a clock saw is acted on for 1h only \| let them settle for less/,
      ),
    ]);
    expect(await mistakes(`${waves(three, "30m")}`.replace("every: 10m", "cron: '0 20 * * *'"))).toHaveLength(
      1,
    );
    expect((await configOf(policy(waves(three, "29m")))).policies[0]?.waves?.settleMs).toBe(29 * 60_000);
  });

  it("is free where no clock sets the policy off", async () => {
    const ticket = `sources:\n  jira: { secret: env:JIRA }\n`;
    const text = policy(
      `on: { ticket: jira }, resource: dev-server, where: id == event.server, then: stop, waves: { order: ${three}, settle: 2h }`,
    );
    expect(
      (await configOf(text.replace("policies:", `${ticket}policies:`))).policies[0]?.waves?.settleMs,
    ).toBe(7_200_000);
  });
});
