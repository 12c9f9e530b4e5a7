import { describe, expect, it } from "vitest";
import { errorsOf, TARGETS, told } from "./load.ts";

const sources = (line: string) => `${TARGETS}sources:\n  ${line}\n`;

describe("sources", () => {
  it("need a scheme when their name is none", async () => {
    expect((await errorsOf(sources("alerts: { secret: env:A }"))).map(told)).toEqual([
      "7:3 alerts is no known scheme, so scheme must say how it signs | for example scheme: standard-webhooks; known are standard-webhooks, jira-cloud, github, gitlab",
    ]);
  });

  it("have their schemes guessed", async () => {
    expect((await errorsOf(sources("a: { scheme: jira-clod, secret: env:A }"))).map(told)).toEqual([
      '7:16 "jira-clod" is no known scheme | did you mean "jira-cloud"?',
    ]);
  });

  it.each(["clock", "cli", "inbox", "cloud-eye", "cts"])("cannot take the name %s", async (name) => {
    const errors = await errorsOf(sources(`${name}: { scheme: github, secret: env:A }`));
    expect(errors.map(told)).toEqual([
      `7:3 ${name} is built in and cannot be a source of your own | choose another name`,
    ]);
  });

  it("must say where the secret is", async () => {
    expect((await errorsOf(sources("github: {}"))).map(told)).toEqual(["7:3 secret is missing"]);
    expect((await errorsOf(sources("github: { secret: [] }"))).map(told)).toEqual([
      "7:21 secret must have at least 1 entry",
    ]);
  });
});
