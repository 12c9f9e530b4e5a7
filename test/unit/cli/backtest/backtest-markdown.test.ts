import { describe, expect, it } from "vitest";
import { backtestMarkdown } from "../../../../lib/cli/backtest/backtest-markdown.ts";
import { printBacktest } from "../../../../lib/cli/backtest/print-backtest.ts";
import { readBacktest } from "../../../../lib/cli/backtest/read-backtest.ts";
import { policy, rulebook } from "../../../fixtures/policies.ts";
import { HOUR, NOW, notebook } from "../../../fixtures/resources.ts";
import { frame, play, seen } from "../../core/backtest/logged.ts";
import { fakeTerminal } from "../fake-terminal.ts";

const machine = notebook({ name: "vision-anna-<img src=x>|@all `rm` #12" });
const log = [-2, -1, 0, 1, 2, 3].map((hour) => frame(hour, [seen(machine, hour, hour === 3)]));
const prices = {
  prod: { version: 1 as const, currency: "EUR", source: "example", flavors: { "modelarts.vm.gpu.p100": 3 } },
};
const idle = (hours: number) => ({
  policies: [policy({ name: "idle", idleMs: hours * HOUR, graceMs: 0 })],
  prices,
});
const result = play(log, { after: idle(2), before: idle(12) });

describe("a backtest as a comment", () => {
  it("begins with the difference and says what it rests on", () => {
    const lines = backtestMarkdown(result);
    expect(lines[0]).toBe("### curfew backtest: 1 more stop, 1 of them while busy, 3.00 EUR saved");
    expect(lines).toContain("| idle | 0 → 1 | 0 → 1 | 0.0 → 1.0 | 0 → 3.00 EUR |");
    expect(lines.join("\n")).toContain("a machine that the replay stops is taken as off until");
  });

  it("lets no name of a machine be more than text", () => {
    const row = backtestMarkdown(result).find((line) => line.includes("vision-anna")) ?? "";
    expect(row).not.toMatch(/<img|@all|`|(?<!&)#12/);
    expect(row.split(" | ")).toHaveLength(8);
  });
});

describe("a backtest for people", () => {
  it("tells the difference, the policies, the machines and what is not known", () => {
    const terminal = fakeTerminal();
    printBacktest(result, terminal);
    const text = terminal.text();
    expect(text).toContain("1 more stop, 1 of them while busy, 3.00 EUR saved");
    expect(text).toMatch(/idle +0 → 1/);
    expect(text).toContain("hours have no frame");
  });
});

describe("a log without frames", () => {
  it("is an error that says what to do", async () => {
    const store = {
      find: async () => ({ entries: [], cursor: null }),
      listHolds: async () => [],
    };
    const side = { name: "curfew.yaml", rulebook: rulebook(idle(2)) };
    const options = { fromMs: NOW - 24 * HOUR, untilMs: NOW, everyMs: HOUR, after: side, before: null };
    await expect(readBacktest(store, options)).rejects.toMatchObject({
      code: "usage",
      message: expect.stringContaining("let it observe for a day, then try again"),
    });
  });
});
