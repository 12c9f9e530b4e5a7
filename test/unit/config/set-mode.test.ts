import { describe, expect, it } from "vitest";
import { setMode } from "../../../lib/config/set-mode.ts";

/** A config with one policy, written in a certain way, between a policy before and a comment behind. */
function around(policy: readonly string[], eol = "\n"): string {
  const lines = ["# top", "policies:", "  other: { then: stop, mode: observe } # not this", ...policy];
  return [...lines, "  # below", "budgets: {}", ""].join(eol);
}

function enforced(policy: readonly string[], eol = "\n"): string {
  const set = setMode(around(policy, eol), "nights", "enforce");
  if (!set.ok) throw new Error(set.why);
  return set.text;
}

describe("setMode", () => {
  it.each([
    [
      "a line of its own, with its comment",
      ["  nights:", "    mode:   observe   # for now", "    then: stop"],
      ["  nights:", "    mode:   enforce   # for now", "    then: stop"],
    ],
    [
      "a word in quotes",
      ["  nights:", "    then: stop", "    mode: 'observe'"],
      ["  nights:", "    then: stop", "    mode: 'enforce'"],
    ],
    [
      "a word inside braces",
      ["  nights: { on: { every: 10m }, mode: observe, then: stop }"],
      ["  nights: { on: { every: 10m }, mode: enforce, then: stop }"],
    ],
    [
      "no mode at all, behind the last key and its comment",
      ["  nights:", "    then: stop # and nothing else", "", "  later: { then: stop }"],
      ["  nights:", "    then: stop # and nothing else", "    mode: enforce", "", "  later: { then: stop }"],
    ],
    [
      "no mode behind a mapping in the mapping",
      ["  nights:", "      then: stop", "      idle:", "        for: 2h", "  later: { then: stop }"],
      [
        "  nights:",
        "      then: stop",
        "      idle:",
        "        for: 2h",
        "      mode: enforce",
        "  later: { then: stop }",
      ],
    ],
    [
      "no mode behind a block of text",
      ["  nights:", "    then: stop", "    where: >-", "      flavor.gpu > 0", "      && owner != 'x'"],
      [
        "  nights:",
        "    then: stop",
        "    where: >-",
        "      flavor.gpu > 0",
        "      && owner != 'x'",
        "    mode: enforce",
      ],
    ],
    [
      "no mode behind a list",
      ["  nights:", "    then: stop", "    warn:", "      - 30m", "      - 5m"],
      ["  nights:", "    then: stop", "    warn:", "      - 30m", "      - 5m", "    mode: enforce"],
    ],
    [
      "no mode inside braces over several lines",
      ["  nights:", "    {", "      on: { every: 10m },", "      then: stop, # last", "    }"],
      ["  nights:", "    {", "      on: { every: 10m },", "      then: stop, mode: enforce, # last", "    }"],
    ],
    [
      "no mode among keys in quotes",
      ['  nights: {"on": {"every": "10m"}, "then": "stop"}'],
      ['  nights: {"on": {"every": "10m"}, "then": "stop", "mode": "enforce"}'],
    ],
  ])("changes nothing else where there is %s", (_what, before, after) => {
    expect(enforced(before)).toBe(around(after));
    expect(enforced(before, "\r\n")).toBe(around(after, "\r\n"));
  });

  it("adds the line at the end of a file that ends without a line break", () => {
    expect(setMode("policies:\n  nights:\n    then: stop", "nights", "enforce")).toEqual({
      ok: true,
      text: "policies:\n  nights:\n    then: stop\n    mode: enforce",
      change: { line: 4, before: null, after: "    mode: enforce" },
    });
  });

  it("tells the line before and after", () => {
    const set = setMode(around(["  nights:", "    mode: observe # now"], "\r\n"), "nights", "enforce");
    expect(set).toMatchObject({
      change: { line: 5, before: "    mode: observe # now", after: "    mode: enforce # now" },
    });
  });

  it("turns back what it wrote", () => {
    const text = around(["  nights:", "    mode: observe # now"]);
    const there = setMode(text, "nights", "enforce");
    expect(there.ok && setMode(there.text, "nights", "observe")).toMatchObject({ ok: true, text });
  });

  it("keeps its hands off what another place of the file says", () => {
    const policies = "policies:\n  a: &a { mode: &m observe }\n";
    expect(setMode(`${policies}  nights: *a\n`, "nights", "enforce")).toEqual({
      ok: false,
      why: "it is a reference to another place of the file",
    });
    expect(setMode(`${policies}  nights: { mode: *m }\n`, "nights", "enforce")).toEqual({
      ok: false,
      why: "its mode is not written as a plain word",
    });
    expect(setMode(policies, "nights", "enforce")).toEqual({
      ok: false,
      why: "it is not written as a mapping",
    });
  });
});
