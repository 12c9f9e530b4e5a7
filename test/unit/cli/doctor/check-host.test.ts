import { describe, expect, it } from "vitest";
import { checkLogKey, checkNode, NODE_FLOOR } from "../../../../lib/cli/doctor/check-host.ts";
import manifest from "../../../../package.json" with { type: "json" };

describe("checkNode", () => {
  it("has the floor of the package", () => {
    expect(manifest.engines.node).toBe(`>=${NODE_FLOOR.join(".")}`);
  });

  it.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("takes %s", (version) => {
    expect(checkNode(version).level).toBe("ok");
  });

  it.each(["20.18.9", "18.20.0", "6.99.0"])("refuses %s", (version) => {
    expect(checkNode(version)).toMatchObject({ level: "problem", wayOut: expect.stringContaining("20.19") });
  });
});

describe("checkLogKey", () => {
  it("warns of what cannot be known without a key", () => {
    expect(checkLogKey(undefined)).toMatchObject({
      level: "warning",
      text: expect.stringContaining("cannot know"),
    });
  });

  it("takes a key, refuses an empty one, shows neither", () => {
    expect(checkLogKey("visibly-fake-log-key")).toMatchObject({ level: "ok", text: "CURFEW_LOG_KEY is set" });
    expect(checkLogKey("")).toMatchObject({ level: "problem" });
  });
});
