import { expect, it } from "vitest";
import { finishLine, startLine } from "../../../lib/functiongraph/wrapper-lines.ts";

it("writes the lines around a call the way the platform does", () => {
  expect(startLine("req-1", "latest", 0)).toBe(
    "1970-01-01T00:00:00.000Z Start invoke request 'req-1', version: latest",
  );
  expect(
    finishLine("req-1", { durationMs: 65.8281, rssBytes: 22_516_072, memoryMb: 128, nowMs: 1_000 }),
  ).toBe(
    "1970-01-01T00:00:01.000Z Finish invoke request 'req-1', duration: 65.828ms, billing duration: 66ms, " +
      "memory used: 21.473MB, billing memory: 128MB",
  );
});
