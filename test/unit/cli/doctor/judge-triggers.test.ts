import { beforeAll, describe, expect, it } from "vitest";
import { judgeTriggers } from "../../../../lib/cli/doctor/judge-triggers.ts";
import type { FoundFunction } from "../../../../lib/clients/functiongraph/read-found-stack.ts";
import { type FunctionName, functionOf, type Stack } from "../../../../lib/stack/stack.ts";
import { declaredStack, deployed } from "./deployed.ts";

type Found = FoundFunction["triggers"][number];
const ENV: Readonly<Record<string, string>> = { KAFKA_INSTANCE: "kafka-1" };

describe("judgeTriggers", () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await declaredStack();
  });

  function judge(name: FunctionName, change: (trigger: Found) => Found | null, env = ENV) {
    const found = deployed(stack, name);
    const triggers = found.triggers.flatMap((one) => change(one) ?? []);
    const pair = { declared: functionOf(stack, name), found: { ...found, triggers }, stage: "prod" };
    return judgeTriggers(pair, (variable) => env[variable]).map(({ level, subject, text }) => {
      return `${level}: ${subject.replace("function curfew-prod-", "")}: ${text}`;
    });
  }

  it("has nothing to say of triggers that are there and on, whatever the gateway added to its own", () => {
    const names = ["webhook", "schedule", "queue"] as const;
    expect(names.flatMap((name) => judge(name, (one) => one))).toEqual([]);
  });

  it("tells a clock that is missing or disabled as a problem", () => {
    expect(judge("schedule", () => null)).toEqual([
      "problem: schedule, trigger TIMER curfew-prod-schedule: missing: nothing is judged and nothing goes on",
    ]);
    for (const trigger_status of ["DISABLED", "DISABLE"]) {
      expect(judge("schedule", (one) => ({ ...one, trigger_status }))).toEqual([
        "problem: schedule, trigger TIMER curfew-prod-schedule: disabled: nothing is judged and nothing goes on",
      ]);
    }
  });

  it("warns of a clock that ticks at another pace", () => {
    const slower = (one: Found) => ({ ...one, event_data: { ...one.event_data, schedule: "1h" } });
    expect(judge("schedule", slower)).toEqual([expect.stringMatching(/^warning: .*not as declared$/)]);
  });

  it("says of Kafka that the platform makes it disabled", () => {
    expect(judge("queue", (one) => ({ ...one, trigger_status: "DISABLED" }))).toEqual([
      expect.stringMatching(
        /^problem: queue, trigger KAFKA kafka-1: disabled: none of its messages comes in; the platform makes/,
      ),
    ]);
  });

  it("compares a queue's data only where its references are known here, and never its password", () => {
    const other = (one: Found) => ({ ...one, event_data: { ...one.event_data, instance_id: "kafka-2" } });
    expect(judge("queue", other)).toEqual([expect.stringMatching(/^warning: .*not as declared$/)]);
    expect(judge("queue", other, {})).toEqual([]);
  });

  it("tells a webhook that nothing leads to", () => {
    expect(judge("webhook", () => null)).toEqual([
      "problem: webhook, trigger APIG curfew_prod_webhook: missing: no webhook comes in",
    ]);
  });
});
