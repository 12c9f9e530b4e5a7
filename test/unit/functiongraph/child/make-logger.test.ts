import { describe, expect, it } from "vitest";
import { makeLogger } from "../../../../lib/functiongraph/child/make-logger.ts";

function logger() {
  const lines: string[] = [];
  const made = makeLogger("req-1", { now: () => 0, emit: (line) => void lines.push(line) });
  return { made, lines };
}

describe("the platform's logger", () => {
  it("writes time, request id, level and message", () => {
    const { made, lines } = logger();
    made.info("hello %s", "you");
    expect(lines).toEqual(["1970-01-01T00:00:00.000Z req-1 INFO hello you"]);
  });

  it.each([
    ["DEBUG", "DEBUG,INFO,WARN,ERROR"],
    ["INFO", "INFO,WARN,ERROR"],
    ["warn", "WARN,ERROR"],
    ["ERROR", "ERROR"],
    ["nonsense", "INFO,WARN,ERROR"],
  ])("at %s lets %s through", (level, through) => {
    const { made, lines } = logger();
    made.setLevel(level);
    made.debug("x");
    made.info("x");
    made.warn("x");
    made.error("x");
    expect(lines.map((line) => line.split(" ")[2]).join()).toBe(through);
  });

  it("splits a record after 92,160 characters, each piece with its own head", () => {
    const { made, lines } = logger();
    made.info("x".repeat(92_161));
    expect(lines.map((line) => line.length)).toEqual([92_160 + 36, 1 + 36]);
  });
});
