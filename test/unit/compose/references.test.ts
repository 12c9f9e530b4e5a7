import { describe, expect, it } from "vitest";
import { resolveReference } from "../../../lib/compose/references.ts";

const from = (variables: Record<string, string>) => (name: string) => variables[name];
const missing = (text: string) => expect.objectContaining({ code: "missing-credentials", message: text });

describe("a reference", () => {
  it("to a variable is its value", () => {
    expect(resolveReference("env:NAME", from({ NAME: "value" }))).toBe("value");
  });

  it("to a variable that is not set, or empty, names the variable", () => {
    expect(() => resolveReference("env:NAME", from({}))).toThrow(
      missing("NAME: the environment variable is not set"),
    );
    expect(() => resolveReference("env:NAME", from({ NAME: "" }))).toThrow(
      missing("NAME: the environment variable is empty"),
    );
  });

  it("into a store of secrets is resolved by the host that has one", () => {
    expect(resolveReference("ssm:/a/b", from({ "ssm:/a/b": "value" }))).toBe("value");
  });

  it.each(["ssm:/a/b", "secretsmanager:a#b"])(
    "into a store is refused where there is none: %s",
    (reference) => {
      expect(() => resolveReference(reference, from({}))).toThrow(
        missing(`${reference}: only a function on AWS Lambda reads this store`),
      );
    },
  );

  it("that is none is taken as it stands", () => {
    expect(resolveReference("https://one.example.com", from({}))).toBe("https://one.example.com");
  });
});
