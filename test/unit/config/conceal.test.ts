import { describe, expect, it } from "vitest";
import { concealSecrets, isConcealed } from "../../../lib/config/conceal.ts";
import { load, TARGETS, told } from "./load.ts";

describe("concealSecrets", () => {
  it.each([
    ["  jira: { secret: hunter2, scheme: x }", "  jira: { secret: ***"],
    ["    secret: hunter2 with, commas", "    secret: ***"],
    ["    secret: 'hun''ter2'", "    secret: ***"],
    ['    secret: "hunter2', "    secret: ***"],
    ["    secret: [env:A, hunter2]", "    secret: ***"],
    ["    secret: env:A hunter2", "    secret: ***"],
    ["    secret: hun: ter2", "    secret: ***"],
    ["{ password: hunter2 }", "{ password: ***"],
    ["credentials: AKEXAMPLE:SKEXAMPLE", "credentials: ***"],
    ['"secret": "hunter2"', '"secret": ***'],
    ["    comment: { url: 'https://x', token: hunter2 }", "    comment: { url: 'https://x', token: ***"],
    ["      verification-token: hunter2", "      verification-token: ***"],
    ["      hmac: hunter2", "      hmac: ***"],
    ["      encrypt-key: hunter2", "      encrypt-key: ***"],
    ["  vision: { tell: 'feishu:https://h/hunter2' }", "  vision: { tell: ***"],
  ])("covers %s", (line, shown) => {
    expect(concealSecrets(line)).toBe(shown);
  });

  it.each([
    "  jira: { secret: env:JIRA_SECRET, scheme: x }",
    "    secret: [env:A, 'env:B'] # two",
    "    secret:",
    "{ credentials: agency, region: x }",
    "  credentials: profile:/etc/keys",
    "where: name == 'the secret'",
    "    tell: ['slack:#vision', feishu:env:HOOK, email:a@b.example, smn:urn:smn:eu-de:0a:ops]",
  ])("leaves %s", (line) => {
    expect(concealSecrets(line)).toBe(line);
  });
});

describe("isConcealed", () => {
  it("is so for whatever stands under a key for secrets", () => {
    expect(isConcealed(["sources", "a", "secret", 1])).toBe(true);
    expect(isConcealed(["policies", "a", "then", "rebuild", "password"])).toBe(true);
    expect(isConcealed(["sources", "a", "comment", "token"])).toBe(true);
    expect(isConcealed(["sources", "a", "scheme"])).toBe(false);
  });
});

describe("secrets", () => {
  it("that are written down are never repeated", async () => {
    const loaded = await load(`version: 1
targets:
  prod: { cloud: otc, region: eu-de, project: p, credentials: EXAMPLEKEY-visible }
allow: [reinstall-os]
sources:
  jira: { secret: hunter2-visible }
  github: { secret: [env:A, hunter2-visible] }
policies:
  a:
    on: { request: rebuild }
    then: { rebuild: { password: hunter2-visible } }
`);
    const { errors } = loaded as Extract<typeof loaded, { ok: false }>;
    expect(errors.map(({ path, conceal }) => [path, conceal])).toEqual([
      ["targets.prod.credentials", true],
      ["sources.jira.secret", true],
      ["sources.github.secret.1", true],
      ["policies.a.then.rebuild.password", true],
    ]);
    expect(JSON.stringify(loaded)).not.toContain("visible");
  });

  it("of the environment are looked for, and never shown", async () => {
    const text = `${TARGETS}sources:\n  jira: { secret: env:JIRA_SECRET }\n`;
    const env = { HW_PROJECT: "p-visible", HUAWEICLOUD_SDK_AK: "ak-visible", JIRA_SECRET: "s-visible" };
    const all = await load(text, { env });
    expect(all.warnings).toEqual([]);
    expect(JSON.stringify(all)).not.toContain("visible");
    const none = await load(text, { env: { JIRA_SECRET: "" } });
    expect(none.ok && none.warnings.map(told)).toEqual([
      "3:18 HUAWEICLOUD_SDK_AK is not set here | it must be set where Curfew runs",
      "3:60 HW_PROJECT is not set here | it must be set where Curfew runs",
      "7:19 JIRA_SECRET is not set here | it must be set where Curfew runs",
    ]);
  });
});
