import { describe, expect, it } from "vitest";
import { archiveRequest, checkKeep, withOption } from "../../../lib/cli/archive-options.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const terminal = fakeTerminal({ cwd: "/logs", env: { USER: "u-101" } });
const DAY_MS = 86_400_000;

describe("archiveRequest", () => {
  it("is about a file here, and keeps 90 days", () => {
    expect(archiveRequest({ archive: "a.jsonl" }, terminal)).toEqual({
      path: "/logs/a.jsonl",
      keepMs: 90 * DAY_MS,
      by: "u-101",
      json: false,
    });
    expect(archiveRequest({ archive: "/x/a", keep: "7d", json: true }, fakeTerminal())).toEqual({
      path: "/x/a",
      keepMs: 7 * DAY_MS,
      by: "unknown",
      json: true,
    });
    expect(archiveRequest({}, terminal)).toBeUndefined();
  });

  it.each([
    [{ keep: "7d" }, /^--keep: goes with --archive/],
    [{ archive: "a", keep: "soon" }, /^--keep: a time span/],
    [{ archive: "a", keep: "23h" }, /^--keep: from 1d/],
    [{ archive: "a", keep: "9999d" }, /^--keep: from 1d/],
    [{ archive: "a", verify: true }, /^--archive: cannot go with --verify/],
    [
      { archive: "a", policy: "nights" },
      /^--policy: cannot go with --archive, which takes the oldest closed runs/,
    ],
    [{ archive: "/" }, /^--archive: the name of a file/],
  ])("refuses %j", (options, message) => {
    expect(() => archiveRequest(options, terminal)).toThrow(message);
  });
});

describe("checkKeep", () => {
  it("keeps what the longest cooldown counts", () => {
    expect(() => checkKeep(7 * DAY_MS, [60_000, 7 * DAY_MS])).not.toThrow();
    expect(() => checkKeep(7 * DAY_MS, [60_000, 8 * DAY_MS])).toThrow(/^--keep: at least .* 8d/);
    expect(() => checkKeep(DAY_MS, [])).not.toThrow();
  });
});

describe("withOption", () => {
  it("takes files here, each once, and only beside a check", () => {
    expect(withOption({ verify: true, with: ["a", "./a", "/b"] }, terminal)).toEqual(["/logs/a", "/b"]);
    expect(withOption({ verify: true }, terminal)).toEqual([]);
    expect(() => withOption({ with: ["a"] }, terminal)).toThrow(/^--with: goes with --verify/);
  });
});
