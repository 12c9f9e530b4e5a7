import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../lib/stack/stack-settings.ts";

function refusal(input: unknown): string {
  try {
    parseSettings(input);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

describe("settings of a stack", () => {
  it("may be left out altogether, and have names or references where names are unknown", () => {
    expect(parseSettings({})).toMatchObject({ stage: "dev", host: "functiongraph", logDays: 30, queues: [] });
    const given = { bucket: "env:CURFEW_BUCKET", project: "0a1b", gateway: { group: "env:GROUP" } };
    expect(parseSettings(given)).toMatchObject(given);
  });

  const BUCKET =
    "stack: bucket: 3 to 63 lower-case letters, digits and hyphens, no period, no hyphen at either end, or env:NAME; " +
    "change it in curfew.stack.json, or call curfew synth with another --bucket";

  it.each(["My_Bucket", "ab", "my.bucket", "-log", "log-", "a".repeat(64), "", "env:", 7, null])(
    "refuse the bucket %j with its rule and the way out",
    (bucket) => {
      expect(refusal({ bucket })).toBe(BUCKET);
    },
  );

  it.each([
    ["stage", "Prod", "a lower-case letter, then up to 15 lower-case letters and digits"],
    ["host", "azure", "one of functiongraph, lambda"],
    ["cloud", "aws", "one of huaweicloud, otc"],
    ["region", "Frankfurt", "a region such as eu-de"],
  ])("name field, rule and option for %s", (field, value, rule) => {
    expect(refusal({ [field]: value })).toBe(
      `stack: ${field}: ${rule}; change it in curfew.stack.json, or call curfew synth with another --${field}`,
    );
  });

  it.each([
    ["project", { project: "a b" }, "1 to 64 letters, digits, - and _, or env:NAME"],
    ["gateway.group", { gateway: { group: "über" } }, "1 to 64 letters, digits, - and _, or env:NAME"],
    ["gateway", { gateway: "g-1" }, "an object of group, instance and environment"],
    ["gateway.grup", { gateway: { grup: "g" } }, "unknown setting"],
    ["code", { code: "" }, "text, not empty"],
    ["queues", { queues: {} }, "a list of triggers, each an object of type and eventData"],
    [
      "queues",
      { queues: Array.from({ length: 11 }, () => ({ type: "SMN", eventData: {} })) },
      "at most 10 triggers, the limit of a function version",
    ],
    ["queues.0.type", { queues: [{ eventData: {} }] }, "mandatory: text"],
    ["queues.0.eventData", { queues: [{ type: "SMN", eventData: "x" }] }, "an object"],
    ["heartbeat", { heartbeat: "yes" }, "true or false"],
    ["logDays", { logDays: 0 }, "1 to 365 days"],
    ["projects", { projects: "eu-de" }, "a list of names of projects"],
  ])("name field and rule for %s", (field, input, rule) => {
    expect(refusal(input)).toBe(`stack: ${field}: ${rule}; change it in curfew.stack.json`);
  });

  it("name a key that nobody knows, and those that are known", () => {
    const text = refusal({ bukcet: "log" });
    expect(text).toMatch(/^stack: bukcet: unknown setting; known are stage, host, cloud, region, .*bucket/);
    expect(text).toMatch(/change it in curfew\.stack\.json$/);
  });

  it("never repeat what was given", () => {
    const password = "hunter2-in-the-open";
    expect(refusal({ queues: [{ type: "KAFKA", eventData: password }] })).not.toContain(password);
    expect(refusal({ bucket: password.toUpperCase() })).not.toContain(password.toUpperCase());
  });
});
