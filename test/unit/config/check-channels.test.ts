import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkChannels } from "../../../lib/config/check-channels.ts";
import type { Finding } from "../../../lib/config/diagnostic.ts";
import { loadConfig } from "../../../lib/config/load-config.ts";
import { sectionsOf } from "../../../lib/config/sections.ts";
import { SCHEMES } from "../../../lib/sources/schemes.ts";

const TEXT = `version: 1
targets: { prod: { cloud: otc, region: eu-de, project: p1, credentials: env:OTC } }
store: obs://log
SOURCES
teams: { vision: { members: [anna], tell: TELL } }
policies: { a: { on: { every: 1h }, resource: notebook, idle: 2h, then: stop } }
`;

interface Surroundings {
  readonly sources?: string;
  readonly host?: "node" | "functiongraph";
  readonly env?: Readonly<Record<string, string>>;
}

/** The sections alone: reading the whole file again for each case would take most of the time. */
function check(tell: string, { sources = "", host, env }: Surroundings = {}): readonly Finding[] {
  const text = TEXT.replace("SOURCES", sources === "" ? "" : `sources: { ${sources} }`).replace("TELL", tell);
  return checkChannels(sectionsOf(parse(text)), { host, env });
}

const SLACK = "slack: { secret: { hmac: env:S, bot-token: env:B } }";

describe("a channel", () => {
  it.each([
    "feishu:env:HOOK",
    '["dingtalk:env:HOOK", "email:ops@example.com", "webhook:env:URL"]',
    "smn:urn:smn:eu-de:0a:alerts",
    '"slack:env:HOOK"',
  ])("%s is taken", (tell) => {
    expect(check(tell)).toEqual([]);
  });

  it("of a kind that nobody knows is refused at its place, with a guess, and is not shown", async () => {
    const loaded = await loadConfig({
      ...{ path: "curfew.yaml", readFile: () => Promise.reject(new Error("none")) },
      text: TEXT.replace("SOURCES\n", "").replace("TELL", '["email:ops@example.com", "slak:#vision"]'),
      schemes: SCHEMES.map(({ id }) => id),
    });
    expect(loaded).toMatchObject({
      ok: false,
      errors: [
        {
          ...{ severity: "error", path: "teams.vision.tell.1", line: 4, conceal: true },
          ...{ message: "the channel is no kind of channel that is known", hint: 'did you mean "slack"?' },
        },
      ],
    });
  });

  it("that is an address of a robot is refused, and nothing of it is said", async () => {
    const found = check('"feishu:https://open.feishu.cn/c4n4ry"');
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found)).not.toContain("c4n4ry");
  });

  it("of Slack needs a source with a bot token", async () => {
    expect(check('"slack:#vision"', { sources: SLACK })).toEqual([]);
    expect(check('"slack:#vision"', { sources: "slack: { secret: env:S }" })).toMatchObject([
      { message: expect.stringContaining("bot token") },
    ]);
  });

  it("of SMN needs a target in its region", async () => {
    expect(check("smn:urn:smn:eu-nl:0a:alerts")).toMatchObject([
      {
        message: expect.stringContaining("no target lies in eu-nl"),
        hint: "targets lie in eu-de",
      },
    ]);
  });

  it("by e-mail cannot be served by a function", async () => {
    expect(check("email:ops@example.com", { host: "functiongraph" })).toMatchObject([
      { message: "a function on functiongraph sends no e-mail" },
    ]);
    expect(check("email:ops@example.com", { host: "node" })).toEqual([]);
  });
});

describe("variables that are not set here", () => {
  it.each([
    ["wecom:env:HOOK", ["HOOK"]],
    ["webhook:env:URL", ["URL", "URL_SECRET"]],
    ["email:ops@example.com", ["CURFEW_SMTP_URL", "CURFEW_MAIL_FROM"]],
    ["smn:urn:smn:eu-de:0a:alerts", []],
  ])("are warned of for %s", async (tell, names) => {
    const found = check(tell, { host: "node", env: {} });
    expect(found.map(({ severity, message }) => `${severity}: ${message}`)).toEqual(
      names.map((name) => `warning: ${name} is not set here`),
    );
    const all = Object.fromEntries(names.map((name) => [name, "x"]));
    expect(check(tell, { host: "node", env: all })).toEqual([]);
  });
});
