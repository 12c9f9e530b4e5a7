import { describe, expect, it } from "vitest";
import { errorsOf, TARGETS, told } from "./load.ts";

describe("keys of later versions", () => {
  it.each([
    ["teams: { vision: { members: [], tell: x } }", "teams.vision.tell", "6:33"],
    [
      "policies: { a: { on: { every: 1h }, resource: notebook, approve: {}, then: stop } }",
      "policies.a.approve",
      "6:57",
    ],
    ["policies: { a: { on: { chat: x }, resource: notebook, then: stop } }", "policies.a.on.chat", "6:24"],
  ])("are refused, never ignored: %s", async (line, path, place) => {
    const errors = await errorsOf(`${TARGETS}${line}\n`);
    const found = errors.find((error) => error.path === path);
    expect(found?.message).toContain("is not available in this version yet");
    expect(`${found?.line}:${found?.column}`).toBe(place);
    expect(found?.hint).toBeDefined();
  });

  it("include the stores of later versions", async () => {
    const errors = await errorsOf(`${TARGETS}store: postgres://host/log\n`);
    expect(errors.map(told)).toEqual([
      "6:8 store must be sqlite:PATH, obs://BUCKET/PREFIX, s3://BUCKET/PREFIX or memory",
    ]);
  });
});
