import { describe, expect, it } from "vitest";
import { findSecretReferences, parseSecretReference } from "../../../../lib/clients/aws/secret-reference.ts";

describe("a reference to a secret", () => {
  it.each([
    ["secretsmanager:curfew/huawei", { store: "secretsmanager", name: "curfew/huawei", field: null }],
    ["secretsmanager:curfew/huawei#ak", { store: "secretsmanager", name: "curfew/huawei", field: "ak" }],
    ["ssm:/curfew/jira", { store: "ssm", name: "/curfew/jira", field: null }],
    ["ssm:/curfew/jira:3#key", { store: "ssm", name: "/curfew/jira:3", field: "key" }],
  ])("names a store, a secret and a field: %s", (reference, place) => {
    expect(parseSecretReference(reference)).toEqual(place);
  });

  it.each([
    "secretsmanager:",
    "ssm:#ak",
    "ssm:/a b",
    "secretsmanager:a#",
    "secretsmanager:a#b#c",
    "other:a",
    "ssm:/a\n",
  ])("is not %j, and what it is instead is not shown", (text) => {
    const rule = expect.objectContaining({
      code: "invalid-config",
      message: expect.stringMatching(/^a reference/),
    });
    expect(() => parseSecretReference(text)).toThrow(rule);
  });

  it("is found once wherever it stands", () => {
    const config = {
      targets: [{ project: "ssm:/curfew/project", region: "eu-de", prices: null }],
      sources: [{ secrets: ["secretsmanager:curfew/jira", "env:JIRA", "ssm:/curfew/project"] }],
    };
    expect(findSecretReferences(config)).toEqual(["ssm:/curfew/project", "secretsmanager:curfew/jira"]);
  });

  it("may be there fifty times and no more", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `ssm:/curfew/${index}`);
    expect(findSecretReferences(many(50))).toHaveLength(50);
    expect(() => findSecretReferences(many(51))).toThrow(/more than 50/);
  });
});
