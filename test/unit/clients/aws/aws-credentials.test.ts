import { describe, expect, it } from "vitest";
import { awsCredentials } from "../../../../lib/clients/aws/aws-credentials.ts";

const from = (variables: Record<string, string>) => awsCredentials((name) => variables[name]);
const KEYS = { AWS_ACCESS_KEY_ID: "ASIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "example" };

describe("the credentials of the function itself", () => {
  it("are those that Lambda sets, read anew each time", () => {
    const variables: Record<string, string> = { ...KEYS, AWS_SESSION_TOKEN: "token" };
    const provider = from(variables);
    expect(provider()).toEqual({ accessKey: "ASIAEXAMPLE", secretKey: "example", securityToken: "token" });
    variables["AWS_SESSION_TOKEN"] = "newer";
    expect(provider()).toMatchObject({ securityToken: "newer" });
  });

  it("have no token where none is set", () => {
    expect(from({ ...KEYS, AWS_SESSION_TOKEN: "" })()).toEqual({
      accessKey: "ASIAEXAMPLE",
      secretKey: "example",
    });
  });

  it("are missing where a half of them is", () => {
    expect(from({ AWS_ACCESS_KEY_ID: "ASIAEXAMPLE", AWS_SECRET_ACCESS_KEY: " " })).toThrow(
      expect.objectContaining({
        code: "missing-credentials",
        message: expect.stringContaining("AWS_SECRET_ACCESS_KEY"),
      }),
    );
  });
});
