import { describe, expect, it } from "vitest";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { errorsOf, load as loadText, TARGETS, told } from "./load.ts";

const ALL: { readonly schemes: readonly string[] } = { schemes: SCHEMES.map(({ id }) => id) };

const sources = (line: string) => `${TARGETS}sources:\n  ${line}\n`;

async function load(line: string): Promise<readonly string[]> {
  const loaded = await loadText(sources(line), ALL);
  return loaded.ok ? [] : loaded.errors.map(told);
}

describe("sources", () => {
  it("need a scheme when their name is none", async () => {
    expect((await errorsOf(sources("alerts: { secret: env:A }"))).map(told)).toEqual([
      "7:3 alerts is no known scheme, so scheme must say how it signs | for example scheme: standard-webhooks; known are standard-webhooks, jira-cloud, github, gitlab",
    ]);
  });

  it("have their schemes guessed", async () => {
    expect((await errorsOf(sources("a: { scheme: jira-clod, secret: env:A }"))).map(told)).toEqual([
      '7:16 "jira-clod" is no known scheme | did you mean "jira-cloud"?',
    ]);
  });

  it.each(["clock", "cli", "inbox", "cloud-eye", "cts"])("cannot take the name %s", async (name) => {
    const errors = await errorsOf(sources(`${name}: { scheme: github, secret: env:A }`));
    expect(errors.map(told)).toEqual([
      `7:3 ${name} is built in and cannot be a source of your own | choose another name`,
    ]);
  });

  it("must say where the secret is", async () => {
    expect((await errorsOf(sources("github: {}"))).map(told)).toEqual(["7:3 secret is missing"]);
    expect((await errorsOf(sources("github: { secret: [] }"))).map(told)).toEqual([
      "7:21 secret must have at least 1 entry",
    ]);
  });

  it("that need several things name each, by kind", async () => {
    expect(
      await load(
        "chat: { scheme: wecom, secret: { token: env:A, encoding-aes-key: env:B, receive-id: ww1 } }",
      ),
    ).toEqual([]);
    expect(await load("chat: { scheme: wecom, secret: { token: env:A } }")).toEqual([
      "7:34 wecom also needs encoding-aes-key, receive-id | secret: { encoding-aes-key: …, receive-id: … }",
    ]);
    expect(await load("gcp: { scheme: jwt, secret: env:A }")).toEqual([
      "7:31 jwt also needs audience, subject or email, jwks-url or jwks | secret: { audience: …, subject: …, jwks-url: … }",
    ]);
  });

  it("keep secrets outside, and take what is none as it stands", async () => {
    expect(await load("lark: { scheme: feishu-lark, secret: { encrypt-key: hunter2 } }")).toEqual([
      "7:55 encrypt-key must be a reference such as env:NAME, never the secret itself | feishu-lark uses encrypt-key, verification-token, bot-open-id, app-id, app-secret, api-host",
    ]);
    expect(await load("lark: { scheme: feishu-lark, secret: { encrypt-kye: env:A } }")).toEqual([
      expect.stringContaining("also needs encrypt-key or verification-token"),
      expect.stringContaining("encrypt-kye is nothing that feishu-lark uses"),
    ]);
    expect(await load("alarms: { scheme: smn, secret: { topic: urn:smn:eu-de:0:alarms } }")).toEqual([]);
  });
});
