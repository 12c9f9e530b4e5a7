import { describe, expect, it } from "vitest";
import {
  environmentCredentials,
  profileCredentials,
  staticCredentials,
} from "../../../lib/clients/credentials.ts";
import { FAKE_CREDENTIALS } from "../../fixtures/fake-credentials.ts";

const from = (variables: Record<string, string>) => (name: string) => variables[name];
const missing = (text: RegExp) =>
  expect.objectContaining({ code: "missing-credentials", message: expect.stringMatching(text) });

describe("environmentCredentials", () => {
  it("reads the names of the SDK on Huawei Cloud", () => {
    const read = from({
      HUAWEICLOUD_SDK_AK: " ak ",
      HUAWEICLOUD_SDK_SK: "sk",
      HUAWEICLOUD_SDK_SECURITY_TOKEN: "token",
    });
    expect(environmentCredentials({ read, cloud: "huaweicloud" })()).toEqual({
      accessKey: "ak",
      secretKey: "sk",
      securityToken: "token",
    });
  });

  it.each([
    [{ OTC_SDK_AK: "ak", OTC_SDK_SK: "sk" }],
    [{ OS_ACCESS_KEY: "ak", OS_SECRET_KEY: "sk" }],
    [{ OS_ACCESS_KEY_ID: "ak", OS_ACCESS_KEY_SECRET: "sk" }],
    [{ OS_AK: "ak", OS_SK: "sk" }],
    [{ OTC_SDK_AK: "", OTC_SDK_SK: " ", OS_AK: "ak", OS_SK: "sk" }],
    [{ OTC_SDK_AK: "other", OS_AK: "ak", OS_SK: "sk" }],
  ])("reads %j on Open Telekom Cloud", (variables) => {
    const read = from(variables as unknown as Record<string, string>);
    expect(environmentCredentials({ read, cloud: "otc" })()).toEqual({ accessKey: "ak", secretKey: "sk" });
  });

  it("never joins a key with the secret of another family, and takes no key of AWS", () => {
    const read = from({
      OTC_SDK_AK: "ak",
      OS_SECRET_KEY: "sk",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "s",
    });
    expect(() => environmentCredentials({ read, cloud: "otc" })()).toThrow(
      missing(/OTC_SDK_AK and OTC_SDK_SK, or OS_ACCESS_KEY\|OS_ACCESS_KEY_ID\|OS_AK and OS_SECRET_KEY/),
    );
  });

  it("reads a prefix of one's own, and names it when it is not there", () => {
    const read = from({ LAB_ACCESS_KEY: "ak", LAB_SECRET_KEY: "sk", LAB_SECURITY_TOKEN: "" });
    expect(environmentCredentials({ read, prefix: "LAB" })()).toEqual({ accessKey: "ak", secretKey: "sk" });
    expect(() => environmentCredentials({ read, prefix: "PROD" })()).toThrow(
      missing(/set PROD_ACCESS_KEY and PROD_SECRET_KEY$/),
    );
  });

  it("reads anew each time, so that keys may be renewed", () => {
    const variables: Record<string, string> = { A_ACCESS_KEY: "old", A_SECRET_KEY: "sk" };
    const provider = environmentCredentials({ read: from(variables), prefix: "A" });
    expect(provider()).toMatchObject({ accessKey: "old" });
    variables["A_ACCESS_KEY"] = "new";
    expect(provider()).toMatchObject({ accessKey: "new" });
  });
});

describe("profileCredentials", () => {
  const profile = (text: string, section?: string) =>
    profileCredentials({
      path: "/home/example/credentials",
      readFile: async () => text,
      ...(section === undefined ? {} : { section }),
    })();

  it("reads a section of an INI file, comments and other sections aside", async () => {
    const text = [
      "# example",
      "[global]",
      "ak = other",
      "sk = other",
      "[basic]",
      "; note",
      "ak = EXAMPLE=KEY",
      " sk=example-secret ",
      "security_token = t",
      "nonsense",
      "[lab]",
      "ak = lab",
      "sk = lab-secret",
    ].join("\r\n");
    expect(await profile(text)).toEqual({
      accessKey: "EXAMPLE=KEY",
      secretKey: "example-secret",
      securityToken: "t",
    });
    expect(await profile(text, "lab")).toEqual({ accessKey: "lab", secretKey: "lab-secret" });
  });

  it.each([
    ["", /section \[basic\] must hold ak and sk/],
    ["[basic]\nak = hidden-key", /section \[basic\] must hold ak and sk/],
    ["ak = a\nsk = hidden-key", /section \[basic\]/],
    ["x".repeat(70_000), /too long/],
  ])("says what is missing in %j", async (text, message) => {
    const attempt = profile(text);
    await expect(attempt).rejects.toEqual(missing(message));
    await expect(attempt).rejects.not.toThrow(/hidden-key/);
  });

  it("says which file cannot be read", async () => {
    const provider = profileCredentials({
      path: "/nowhere",
      readFile: () => Promise.reject(new Error("ENOENT")),
    });
    await expect(provider()).rejects.toEqual(missing(/^\/nowhere: the profile cannot be read$/));
  });
});

describe("staticCredentials", () => {
  it("answers what it was given", () => {
    expect(staticCredentials(FAKE_CREDENTIALS)()).toEqual(FAKE_CREDENTIALS);
  });

  it.each([[{ accessKey: "", secretKey: "s" }], [{ accessKey: "a", secretKey: "" }]])(
    "refuses %j",
    (given) => {
      expect(() => staticCredentials(given)).toThrow(missing(/must not be empty/));
    },
  );
});
