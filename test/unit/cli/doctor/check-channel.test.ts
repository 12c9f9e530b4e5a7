import { describe, expect, it } from "vitest";
import { checkChannel } from "../../../../lib/cli/doctor/check-channel.ts";

const levels = (channel: string, variables: Readonly<Record<string, string>> = {}) =>
  checkChannel(channel, (name) => variables[name]).map(({ level, text }) => `${level}: ${text}`);

describe("a channel", () => {
  it.each([
    ["feishu:env:HOOK", ["HOOK"]],
    ["webhook:env:HOOK", ["HOOK", "HOOK_SECRET"]],
    ["email:ops@example.com", ["CURFEW_SMTP_URL", "CURFEW_MAIL_FROM"]],
  ])("%s needs %o", (channel, names) => {
    expect(levels(channel)).toEqual(
      names.map((name) => `problem: ${name} is not set, so nobody is told there`),
    );
    const set = Object.fromEntries(names.map((name) => [name, "a-value-that-opens-nothing"]));
    expect(levels(channel, set)).toEqual(["ok: what it needs is set here"]);
  });

  it("is not repeated where it may be a secret itself", () => {
    const found = JSON.stringify(checkChannel("feishu:https://example.com/secret", () => undefined));
    expect(found).not.toContain('secret"');
    expect(found).not.toContain("example.com");
  });
});
