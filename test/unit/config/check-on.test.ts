import { describe, expect, it } from "vitest";
import { configOf, errorsOf, TARGETS, told } from "./load.ts";
import { mistakes, policy } from "./policy-texts.ts";

describe("on", () => {
  it.each([
    [
      "{}",
      "on says nothing | write one of every, cron, budget, ticket, webhook, chat, request, alarm, audit",
    ],
    ["{ every: 30s }", "every must be at least 1m"],
    [
      "{ every: 10m, cron: '* * * * *' }",
      "every and cron cannot both set one policy off | make it two policies",
    ],
    ["{ every: 10m, at: 90% }", "at says nothing beside every | it belongs to budget"],
    ["{ every: 10m, zone: UTC }", "zone says nothing beside every | it belongs to cron"],
    [
      "{ budget: b, at: 90%, when: 'true' }",
      "when says nothing beside budget | it belongs to ticket or webhook or chat or alarm or audit",
    ],
    ["{ budget: b }", "at is missing beside budget | for example at: 90%"],
    ["{ budget: b, at: 90 }", "at must be a share such as 0.9, or 90%"],
    ["{ budget: b, at: 0% }", "at must be more than 0% and at most 1000%"],
    ["{ budget: b, at: 2000% }", "at must be more than 0% and at most 1000%"],
    ["{ budget: b, at: high }", "at must be a share such as 0.9, or 90%"],
    ["{ cron: '0 0 31 2 *' }", "cron never comes round | check day and month"],
    [
      "{ cron: '0 20 * * *', zone: Europe/Berln }",
      '"Europe/Berln" is not a time zone | did you mean "Europe/Berlin"?',
    ],
    [
      "{ alarm: x, audit: notebook.started }",
      "alarm and audit cannot both set one policy off | make it two policies",
    ],
    ["{ audit: notebook.started, from: [inbox] }", "from says nothing beside audit | it belongs to request"],
    [
      "{ chat: slack, when: 'true' }",
      'there is no source "slack" | there are none yet; add it under sources',
    ],
    ["{ ticket: jira }", 'there is no source "jira" | there are none yet; add it under sources'],
  ])("%s: %s", async (on, expected) => {
    expect(await mistakes(`on: ${on}, resource: notebook, then: stop`)).toEqual([expected]);
  });

  it.each([
    ["{ alarm: '' }, idle: 2h", "7:21 alarm must be a name"],
    ["{ alarm: [gpu-idle] }, idle: 2h", "7:21 alarm must be a text, not a list"],
    ["{ alarm: 7 }, idle: 2h", "7:21 alarm must be a text, not a number | put it in quotes"],
    [
      "{ audit: notebook.startd }",
      '7:21 "notebook.startd" is not known here | did you mean "notebook.started"?',
    ],
    ["{ audit: [] }", "7:21 audit must have at least 1 entry"],
    [
      "{ audit: [notebook.started, notebook.bougth] }",
      '7:40 "notebook.bougth" is none of notebook.started, notebook.created, dev-server.started, dev-server.created, dev-server.bought',
    ],
    [
      "{ audit: { is: notebook.started } }",
      "7:21 audit must be one of the known words or a list, not a block of keys",
    ],
    [
      "{ alarm: gpu-idle, when: event.levl == 1 }, idle: 2h",
      '7:37 an event of alarm has no levl, so this could never be decided | did you mean "level"?',
    ],
  ])("tells the place of a mistake in %s", async (on, expected) => {
    const errors = await errorsOf(policy(`on: ${on}, resource: notebook, then: stop`));
    expect(errors.map(told)).toEqual([expected]);
  });

  it("takes alarms and audits with a condition of their own", async () => {
    const config = await configOf(`${TARGETS}policies:
  a: { on: { alarm: "gpu-*", when: event.level == "Major" }, resource: notebook, idle: 2h, then: stop }
  b: { on: { audit: notebook.started }, resource: notebook, then: { lease: { hours: 8 } } }
  c: { on: { audit: [dev-server.bought, dev-server.bought] }, resource: dev-server, then: none }
`);
    expect(config.policies.map(({ on, action }) => [on, action?.verb])).toEqual([
      [{ kind: "alarm", name: "gpu-*", when: 'event.level == "Major"' }, "stop"],
      [{ kind: "audit", words: ["notebook.started"], when: null }, "lease"],
      [{ kind: "audit", words: ["dev-server.bought"], when: null }, "none"],
    ]);
  });

  it("guesses which source was meant, also by those who may ask", async () => {
    const head = `${TARGETS}sources: { jira: { secret: env:A } }\n`;
    const errors = await errorsOf(`${head}policies:
  a: { on: { webhook: jria }, resource: notebook, then: stop }
  b: { on: { request: stop, from: [inbx, jria, clock] } }
`);
    expect(errors.map(told)).toEqual([
      '8:23 there is no source "jria" | did you mean "jira"?',
      '9:36 there is no source "inbx" | did you mean "inbox"?',
      '9:42 there is no source "jria" | did you mean "jira"?',
      '9:48 there is no source "clock" | known are jira, cli, inbox; add it under sources',
    ]);
  });

  it("gives the column of a wrong time", async () => {
    const [error] = await errorsOf(policy("on: { cron: '61 * * * *' }, resource: notebook, then: stop"));
    expect(error).toMatchObject({ line: 7, column: 20, path: "policies.a.on.cron" });
    expect(error?.message).toContain("Invalid value for minute: 61");
  });
});

describe("on chat", () => {
  const SLACK = "sources: { slack: { scheme: standard-webhooks, secret: env:SLACK_SECRET } }";
  const written = (on: string) =>
    `${TARGETS}${SLACK}\npolicies: { a: { on: { ${on} }, resource: notebook, where: team == "x", then: stop } }\n`;

  it("becomes a policy for what this source's people say", async () => {
    const { policies } = await configOf(written("chat: slack, when: 'event.text == \"clean up\"'"));
    expect(policies[0]?.on).toEqual({ kind: "chat", source: "slack", when: 'event.text == "clean up"' });
  });

  it("needs a condition: everything that people say to each other would set it off", async () => {
    expect((await errorsOf(written("chat: slack"))).map(told)).toEqual([
      expect.stringContaining("when is missing beside chat"),
    ]);
  });
});
