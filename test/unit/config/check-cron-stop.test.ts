import { describe, expect, it } from "vitest";
import { TARGETS, warningsOf } from "./load.ts";

const text = (on: string, then: string, mode: string) =>
  `${TARGETS}policies:\n  evening: { on: ${on}, resource: notebook, then: ${then}, mode: ${mode} }\n`;
const warnings = async (on: string, then = "stop", mode = "enforce") =>
  (await warningsOf(text(on, then, mode))).filter(({ path }) => path === "policies.evening.on.cron");

describe("a stop at a certain hour", () => {
  it.each(["0 20 * * 1-5", "0 */2 * * *", "0 3 1 * *"])(
    "of %s leaves alone what a cap cuts, and validate says so with the way out",
    async (cron) => {
      expect(await warnings(`{ cron: "${cron}" }`)).toMatchObject([
        {
          severity: "warning",
          message: "what a cap keeps back (limits) is left alone until it comes round again",
          hint: expect.stringContaining("on: { every: 10m }"),
        },
      ]);
    },
  );

  it.each(["*/10 * * * *", "0 * * * *", "0,30 20 * * *"])("of %s comes round soon enough", async (cron) => {
    expect(await warnings(`{ cron: "${cron}" }`)).toEqual([]);
  });

  it("is no matter for what is only observed, disturbs nobody, or comes round by itself", async () => {
    expect(await warnings('{ cron: "0 20 * * *" }', "stop", "observe")).toEqual([]);
    expect(await warnings('{ cron: "0 20 * * *" }', "start")).toEqual([]);
    expect(await warnings("{ every: 10m }")).toEqual([]);
  });
});
