import { describe, expect, it } from "vitest";
import { createSecretEnvironment } from "../../../../lib/clients/aws/secret-environment.ts";
import { parseSecretReference } from "../../../../lib/clients/aws/secret-reference.ts";
import { environmentCredentials } from "../../../../lib/clients/credentials.ts";
import { resolveReference } from "../../../../lib/compose/references.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";
import { NOW } from "./aws-endpoint.ts";

function environment(
  variables: Record<string, string>,
  stored: Record<string, string>,
  references: string[] = [],
) {
  const asked: (readonly [string, number | undefined])[] = [];
  const secrets = {
    read: async (reference: string, nowMs?: number) => {
      asked.push([reference, nowMs]);
      parseSecretReference(reference);
      const text = stored[reference];
      if (text === undefined) throw new AutomationError("forbidden", `${reference}: forbidden`);
      return text;
    },
  };
  return { asked, stored, env: createSecretEnvironment({ variables, references, secrets, now: () => NOW }) };
}

describe("an environment with references in it", () => {
  it("reads variables, references behind variables, and references themselves", async () => {
    const { asked, env } = environment(
      { PLAIN: "plain", JIRA: "ssm:/curfew/jira" },
      { "ssm:/curfew/jira": "jira-secret", "secretsmanager:curfew/project": "project-1" },
      ["secretsmanager:curfew/project"],
    );
    await env.refresh();
    expect(["PLAIN", "JIRA", "NONE", "secretsmanager:curfew/project"].map(env.read)).toEqual([
      "plain",
      "jira-secret",
      undefined,
      "project-1",
    ]);
    expect(asked).toEqual([
      ["ssm:/curfew/jira", NOW],
      ["secretsmanager:curfew/project", NOW],
    ]);
  });

  it("is what references of the configuration are resolved with", async () => {
    const { env } = environment({ JIRA: "ssm:/curfew/jira" }, { "ssm:/curfew/jira": "jira-secret" });
    await env.refresh();
    expect(resolveReference("env:JIRA", env.read)).toBe("jira-secret");
    expect(resolveReference("ssm:/curfew/jira", env.read)).toBe("jira-secret");
  });

  it("knows no secret before it was read for the first time", () => {
    const { env } = environment({ JIRA: "ssm:/curfew/jira" }, { "ssm:/curfew/jira": "jira-secret" });
    expect(() => env.read("JIRA")).toThrow(/^JIRA: .* refresh\(\) comes first$/);
  });

  it("keeps the failure of one secret for whoever asks for that one", async () => {
    const { env } = environment({ A: "ssm:/a", B: "ssm:/b" }, { "ssm:/a": "one" });
    await env.refresh();
    expect(env.read("A")).toBe("one");
    expect(() => env.read("B")).toThrow(expect.objectContaining({ code: "forbidden" }));
  });

  it("names the variable whose reference is none, and not what stands in it", async () => {
    const { env } = environment({ A: "ssm:private text" }, {});
    await env.refresh();
    expect(() => env.read("A")).toThrow(
      expect.objectContaining({ code: "invalid-config", message: expect.stringMatching(/^A: a reference/) }),
    );
    expect(() => env.read("A")).not.toThrow(/private/);
  });

  it("lets a long run notice new keys", async () => {
    const { env, stored } = environment(
      { HW_ACCESS_KEY: "secretsmanager:hw#ak", HW_SECRET_KEY: "secretsmanager:hw#sk" },
      { "secretsmanager:hw#ak": "a1", "secretsmanager:hw#sk": "s1" },
    );
    const provider = env.refreshing(environmentCredentials({ read: env.read, prefix: "HW" }));
    expect(await provider()).toEqual({ accessKey: "a1", secretKey: "s1" });
    Object.assign(stored, { "secretsmanager:hw#ak": "a2", "secretsmanager:hw#sk": "s2" });
    expect(await provider()).toEqual({ accessKey: "a2", secretKey: "s2" });
  });
});
