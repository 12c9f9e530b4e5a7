import { beforeAll, describe, expect, it } from "vitest";
import { judgeFunction } from "../../../../lib/cli/doctor/judge-function.ts";
import type { FoundFunction } from "../../../../lib/clients/functiongraph/read-found-stack.ts";
import { type FunctionName, functionOf, type Stack } from "../../../../lib/stack/stack.ts";
import { declaredStack, deployed } from "./deployed.ts";

describe("judgeFunction", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await declaredStack();
  });

  function judge(name: FunctionName, change: (found: FoundFunction) => Partial<FoundFunction>) {
    const found = deployed(stack, name);
    const pair = { declared: functionOf(stack, name), found: { ...found, ...change(found) }, stage: "prod" };
    return judgeFunction(pair, stack).map(({ subject, level, text, wayOut }) => {
      expect(wayOut).toBeTruthy();
      return `${level}: ${subject.replace("function curfew-prod-", "")}: ${text}`;
    });
  }
  const withConfig = (name: FunctionName, config: object) =>
    judge(name, (found) => ({ config: { ...found.config, ...config } }));

  it("has nothing to say of functions that are deployed as declared", () => {
    expect((["webhook", "schedule", "queue"] as const).flatMap((name) => judge(name, () => ({})))).toEqual(
      [],
    );
  });

  it("tells a timeout that was left at the platform's 3 s as a problem, and a shorter one than declared", () => {
    expect(withConfig("schedule", { timeout: 3 })).toEqual([
      expect.stringMatching(/^problem: schedule, timeout: 3 s, the platform's default.*570 s are declared$/),
    ]);
    expect(withConfig("schedule", { timeout: 4 })).toEqual([
      "warning: schedule, timeout: 4 s, but 570 s are declared",
    ]);
    expect(withConfig("schedule", { timeout: 900 })).toEqual([]);
  });

  it.each([
    [{ concurrency: 2 }, "up to 2 at a time"],
    [{ concurrency: -1 }, "any number at a time"],
    [{}, "any number at a time"],
  ])("tells an executor that is not capped at one instance: %o", (strategy_config, words) => {
    expect(withConfig("schedule", { strategy_config })).toEqual([
      expect.stringMatching(new RegExp(`^problem: schedule, instances: ${words}.*has no lock`)),
    ]);
    expect(withConfig("webhook", { strategy_config })).toEqual([]);
  });

  it("tells any function that is switched off", () => {
    expect(withConfig("webhook", { strategy_config: { concurrency: 0 } })).toEqual([
      "problem: webhook, instances: 0: the function is switched off",
    ]);
  });

  it("wants an agency, whichever of the two it is", () => {
    expect(withConfig("queue", { xrole: "", app_xrole: "other" })).toEqual([]);
    expect(withConfig("queue", { xrole: "", app_xrole: null })).toEqual([
      expect.stringMatching(/^problem: queue, agency: none: the function gets no credentials/),
    ]);
  });

  it("counts the environment by characters, names included, and not one more than allowed", () => {
    const filled = (length: number) => judge("queue", () => ({ environment: { A: "x".repeat(length) } }));
    expect(filled(4095)).toEqual([]);
    expect(filled(4096)).toEqual([
      "problem: queue, environment: at least 4097 characters, the limit is 4096",
    ]);
  });

  it("counts the environment by entries, and the declared secrets that the platform does not show", () => {
    const entries = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, "x"]));
    expect(judge("queue", () => ({ environment: entries(20) }))).toEqual([]);
    expect(judge("queue", () => ({ environment: entries(21) }))).toEqual([
      "problem: queue, environment: 21 variables, the limit is 20",
    ]);
    // The webhook's one secret of Jira makes it full.
    expect(judge("webhook", () => ({ environment: entries(20) }))).toEqual([
      "problem: webhook, environment: 21 variables, the limit is 20",
    ]);
  });

  it("tells retries that are not set, because the documents disagree about the default", () => {
    expect(judge("schedule", () => ({ asyncConfig: null }))).toEqual([
      expect.stringMatching(/^warning: schedule, retries: not set, and the documents disagree/),
    ]);
    expect(judge("webhook", () => ({ asyncConfig: null }))).toEqual([]);
  });

  it("tells retries, age and a destination that are not as declared", () => {
    const asyncConfig = { max_async_retry_attempts: 0, max_async_event_age_in_seconds: 3600 };
    expect(judge("queue", () => ({ asyncConfig }))).toEqual([
      "warning: queue, retries: 0 retries within 3600 s, but 3 retries and 86400 s are declared",
      expect.stringMatching(/^warning: queue, retries: events that fail for good go nowhere/),
    ]);
    const older = { ...asyncConfig, max_async_retry_attempts: 1 };
    expect(judge("schedule", () => ({ asyncConfig: older }))).toEqual([
      "warning: schedule, retries: 1 retries within 3600 s, but 1 retries and 600 s are declared",
    ]);
  });
});
