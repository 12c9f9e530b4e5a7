import { describe, expect, it } from "vitest";
import type { AccessRule } from "../../../../lib/domain/access.ts";
import { chat, chatSource, rule } from "../../../fixtures/chats.ts";
import { policy } from "../../../fixtures/policies.ts";
import { notebook } from "../../../fixtures/resources.ts";
import { createWorld } from "../world.ts";

const CLEAN_UP = policy({
  name: "clean-up",
  on: { kind: "chat", source: "slack", when: 'event.text == "clean up" || event.text == "stop everything"' },
  resources: ["notebook"],
  idleMs: null,
  action: { verb: "stop", parameters: {} },
  mode: "enforce",
});

async function said(text: string, rules: readonly AccessRule[]) {
  const sources = [chatSource({ rules: [...rules] })];
  const world = createWorld({ machines: [notebook()], config: { sources, policies: [CLEAN_UP] } });
  const { run } = await world.take(chat(text));
  await world.finish(run);
  return { lines: await world.lines(run), effects: world.cloud.effects.map(({ verb }) => verb) };
}

describe("words that a policy waits for", () => {
  it("set it off for who may do what it does", async () => {
    expect((await said("clean up", [rule()])).effects).toEqual(["stop"]);
  });

  it("do nothing for anybody else", async () => {
    const { effects, lines } = await said("clean up", []);
    expect(effects).toEqual([]);
    expect(lines.join("\n")).toContain("not-permitted");
  });

  it("are not understood where no policy waits for them", async () => {
    const { effects, lines } = await said("tidy up", [rule()]);
    expect(effects).toEqual([]);
    expect(lines.join("\n")).toContain("not-understood");
  });

  it("cannot take a command's words for something else", async () => {
    const { lines, effects } = await said("stop everything", [rule()]);
    expect(effects).toEqual([]);
    expect(lines.join("\n")).not.toContain("clean-up");
  });
});
