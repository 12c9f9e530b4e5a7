import { expect, it } from "vitest";
import { writeCommand } from "../../../../lib/core/chat/write-command.ts";

it("writes a command in the words of its language", () => {
  const said = { word: "hold", names: ["nb-1"], options: { for: "2d", why: "x" } } as const;
  expect(writeCommand({ ...said, language: "en" })).toBe("hold nb-1 2d because x");
  expect(writeCommand({ ...said, language: "zh" })).toBe("保留 nb-1 2d 因为 x");
  const yes = { word: "approve", options: { run: "r1", code: "9f8e7d6c" } } as const;
  expect(writeCommand({ ...yes, language: "zh" })).toBe("批准 r1 9f8e7d6c");
  expect(writeCommand({ word: "help", options: { topic: "stop" }, language: "zh" })).toBe("帮助 停止");
});

it("quotes a name that could be taken for something else", () => {
  const stop = (name: string) => writeCommand({ word: "stop", names: [name], language: "en" });
  expect(stop("my nb")).toBe('stop "my nb"');
  expect(stop('my "nb"')).toBe("stop 'my \"nb\"'");
  expect(stop("because")).toBe('stop "because"');
});
