import { describe, expect, it } from "vitest";
import { secretCredentials } from "../../../../lib/clients/aws/secret-credentials.ts";

const REFERENCE = "secretsmanager:curfew/huawei";
const from = (text: string) => secretCredentials(REFERENCE, { read: async () => text });

describe("credentials that lie in a secret", () => {
  it.each([
    ['{"access_key":" ak ","secret_key":"sk","more":1}', { accessKey: "ak", secretKey: "sk" }],
    ['{"ak":"ak","sk":"sk"}', { accessKey: "ak", secretKey: "sk" }],
    ['{"ak":"ak","sk":"sk","security_token":"t"}', { accessKey: "ak", secretKey: "sk", securityToken: "t" }],
  ])("are read from JSON: %s", async (text, credentials) => {
    expect(await from(text)()).toEqual(credentials);
  });

  it.each([
    "private-text",
    "{}",
    '{"access_key":"private-text"}',
    '{"ak":"private-text","sk":" "}',
    '["private-text"]',
  ])("are missing in %j, of which nothing is shown", async (text) => {
    const error: unknown = await Promise.resolve()
      .then(from(text))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "missing-credentials", details: { field: REFERENCE } });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("private-text");
  });

  it("are asked for every time, so that new ones count", async () => {
    const texts = ['{"ak":"a1","sk":"s1"}', '{"ak":"a2","sk":"s2"}'];
    const provider = secretCredentials(REFERENCE, { read: async () => texts.shift() ?? "" });
    expect([await provider(), await provider()]).toMatchObject([{ accessKey: "a1" }, { accessKey: "a2" }]);
  });
});
