import { describe, expect, it } from "vitest";
import { SCHEMES } from "../../../lib/sources/schemes.ts";
import { load, TARGETS, told } from "./load.ts";

const KEY = "0".repeat(64);

async function warned(line: string, prove = true): Promise<readonly string[]> {
  const schemes = SCHEMES.map(({ id }) => id);
  const loaded = await load(`${TARGETS}sources:\n  ${line}\n`, {
    schemes,
    ...(prove ? { prove: () => [] } : {}),
  });
  if (!loaded.ok) throw new Error(loaded.errors.map(told).join("\n"));
  return loaded.warnings.map(told);
}

describe("a chat in which nobody would be answered", () => {
  it.each([
    [
      `discord: { secret: { public-key: "${KEY}" } }`,
      "without a reply-key",
      "reply-key: env:DISCORD_REPLY_KEY",
    ],
    ["discord: { secret: env:DISCORD_KEY }", "without a reply-key", "openssl rand -hex 32"],
    [
      "lark: { scheme: feishu-lark, secret: { encrypt-key: env:A, bot-open-id: ou_1 } }",
      "from an app alone",
      "app-secret: env:",
    ],
    [
      "lark: { scheme: feishu-lark, secret: { encrypt-key: env:A, bot-open-id: ou_1, app-id: cli_1 } }",
      "without app-id and app-secret",
      "app-id: cli_…",
    ],
  ])("is warned of with the way out: %s", async (line, message, hint) => {
    const [warning = "", ...more] = await warned(line);
    expect(more).toEqual([]);
    expect(warning).toContain(message);
    expect(warning.split(" | ")[1]).toContain(hint);
  });

  it.each([
    `discord: { secret: { public-key: "${KEY}", reply-key: env:REPLY } }`,
    "lark: { scheme: feishu-lark, secret: { encrypt-key: env:A, bot-open-id: ou_1, app-id: cli_1, app-secret: env:B } }",
    "slack: { secret: env:A }",
    "github: { secret: env:A }",
    "chat: { scheme: microsoft-teams, secret: env:A }",
  ])("is not one that has what it needs, or needs nothing: %s", async (line) => {
    expect(await warned(line)).toEqual([]);
  });

  it("is warned of where a call of the app cannot be told from a call of a person", async () => {
    const app = "app-id: cli_1, app-secret: env:B";
    const [warning = "", ...more] = await warned(
      `lark: { scheme: feishu-lark, secret: { encrypt-key: env:A, ${app} } }`,
    );
    expect(more).toEqual([]);
    expect(warning).toContain("whether the app is called or a person");
    expect(warning.split(" | ")[1]).toContain("bot-open-id: ou_…");
  });

  it("is told by validate, and not by every command that loads the file", async () => {
    expect(await warned("discord: { secret: env:DISCORD_KEY }", false)).toEqual([]);
  });
});
