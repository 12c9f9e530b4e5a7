import { expect, it } from "vitest";
import { load, TARGETS, told } from "./load.ts";

const HEAD = TARGETS.replace(
  "owners:",
  `teams: { ops: { members: [olga, otto] }, solo: { members: [lea] }, nobody: { members: [] } }
sources: { jira: { secret: env:A, requester: event.by, people: { u-1: ben } }, github: { secret: env:A } }
owners:`,
);
const TICKET = "on: { ticket: jira, when: event.status == 'Approved' }, resource: dev-server";
const REBUILD = "where: id == event.server, then: stop";

async function found(approve: string, { on = TICKET, rest = REBUILD, mode = "enforce" } = {}) {
  const text = `${HEAD}policies: { a: { ${on}, ${rest}, approve: { ${approve} }, mode: ${mode} } }\n`;
  const loaded = await load(text);
  const severity = (list: readonly Parameters<typeof told>[0][], word: string) =>
    list.map((one) => `${word} ${told(one).replace(/^\S+ /, "")}`);
  return [...(loaded.ok ? [] : severity(loaded.errors, "error")), ...severity(loaded.warnings, "warning")];
}

it.each(["from: [ops]", "by: 2, from: [ops], within: 7d", "by: 2, from: [solo, olga]", "from: [ben]"])(
  "is right as it stands: %s",
  async (approve) => {
    expect(await found(approve)).toEqual([]);
  },
);

it.each(["every: 10m", 'cron: "*/10 * * * *"'])("does not go with a clock: %s", async (on) => {
  expect(await found("from: [ops]", { on: `on: { ${on} }, resource: notebook`, rest: "then: stop" })).toEqual(
    [expect.stringMatching(/^error approve does not go with (every|cron): .* \| .* warn: \[30m, 5m\]/)],
  );
});

it.each([
  ["within: 8d, from: [ops]", /^error within: at most 7d/],
  ["by: 2, from: [solo]", /^error by: 2 can never be reached: only one person is/],
  ["by: 2, from: [lea, solo]", /^error by: 2 can never be reached: only one person is/],
  ["from: [nobody]", /^error by: 1 can never be reached: nobody is/],
  ["from: [opps]", /^warning "opps" is no team, .* \| did you mean "ops"\?$/],
  ["from: [stranger]", /^warning "stranger" is no team, .* \| write down who it is under teams$/],
])("what cannot work is told: %s", async (approve, message) => {
  expect(await found(approve)).toEqual([expect.stringMatching(message)]);
});

it("a source that does not tell who asked is warned of: he might agree to it himself", async () => {
  const on = "on: { ticket: github, when: event.status == 'Approved' }, resource: dev-server";
  expect(await found("from: [ops]", { on })).toEqual([
    expect.stringMatching(/^warning github does not tell who asked.*requester: event\.requester$/),
  ]);
});

it("a policy by which nobody is asked is warned of", async () => {
  expect(await found("from: [ops]", { mode: "observe" })).toEqual([
    expect.stringMatching(/^warning the policy only observes/),
  ]);
});
