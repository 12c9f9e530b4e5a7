import { describe, expect, it } from "vitest";
import { anchorOption, logRequest } from "../../../lib/cli/log-filter.ts";
import { NOON_MS } from "./fake-terminal.ts";

const request = (options: Record<string, unknown>) => logRequest(options, NOON_MS);

describe("logRequest", () => {
  it("asks for the newest 200 entries when nothing is said", () => {
    expect(request({})).toEqual({ filter: {}, limit: 200, follow: false, json: false });
  });

  it("takes every filter", () => {
    const options = { run: "r1", resource: "prod", policy: "p", open: true, since: "2h", until: "1h" };
    expect(request({ ...options, phase: "failed, Unknown,failed", limit: "5" })).toMatchObject({
      filter: {
        run: "r1",
        resource: "prod",
        policy: "p",
        phases: ["failed", "unknown"],
        sinceMs: NOON_MS - 7_200_000,
        untilMs: NOON_MS - 3_600_000,
        open: true,
      },
      limit: 5,
    });
  });

  it.each([
    [{ phase: "succeded" }, /--phase: did you mean "succeeded"\? Phases, separated by commas: received, /],
    [{ phase: "xyzzyxyzzy" }, /--phase: there is no such phase\. Phases/],
    [{ phase: "," }, /--phase: /],
    [{ since: "1h", until: "2h" }, /--since: must be before --until/],
    [{ limit: "0" }, /--limit: a whole number from 1 to 10000/],
    [{ limit: "10001" }, /--limit/],
    [{ anchor: "ab" }, /--anchor: goes with --verify/],
    [{ follow: true, until: "1h" }, /--until: lies in the past/],
  ])("refuses %j and names the way out", (options, message) => {
    expect(() => request(options)).toThrow(message);
  });
});

describe("anchorOption", () => {
  it("takes the head of an earlier check", () => {
    expect(anchorOption({ verify: true, anchor: `${"AB".repeat(32)} ` })).toBe("ab".repeat(32));
    expect(anchorOption({ verify: true })).toBeUndefined();
  });

  it("refuses what is no hash", () => {
    expect(() => anchorOption({ anchor: "head" })).toThrow(/--anchor: the 64 hex characters/);
  });

  it.each(["run", "phase", "follow", "limit"])(
    "refuses --%s, because a check is about the whole log",
    (name) => {
      expect(() => anchorOption({ [name]: "x" })).toThrow(`--${name}: cannot go with --verify`);
    },
  );
});
