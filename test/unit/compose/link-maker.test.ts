import { describe, expect, it } from "vitest";
import { linkMakerOf } from "../../../lib/compose/link-maker.ts";

const KEY = "not-a-real-key-0000000000000000000000";
const from = (variables: Record<string, string>) => linkMakerOf((name) => variables[name]);

describe("links in warnings", () => {
  it("are not made where nothing is set", () => {
    expect(from({})).toBeUndefined();
  });

  it("lead to the public address, without a slash too many", () => {
    const made = from({ CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: "https://curfew.example.com/ops/" });
    expect(made).toEqual({ key: KEY, publicUrl: "https://curfew.example.com/ops" });
    const marked = from({ CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: "https://curfew.example.com/?#" });
    expect(marked?.publicUrl).toBe("https://curfew.example.com");
  });

  it.each([
    ["CURFEW_LINK_KEY", { CURFEW_PUBLIC_URL: "https://curfew.example.com" }],
    ["CURFEW_LINK_KEY", { CURFEW_LINK_KEY: "short", CURFEW_PUBLIC_URL: "https://curfew.example.com" }],
    ["CURFEW_PUBLIC_URL", { CURFEW_LINK_KEY: KEY }],
    ["CURFEW_PUBLIC_URL", { CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: "http://curfew.example.com" }],
    ["CURFEW_PUBLIC_URL", { CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: "https://a:b@curfew.example.com" }],
    ["CURFEW_PUBLIC_URL", { CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: "https://:b@curfew.example.com" }],
    ["CURFEW_PUBLIC_URL", { CURFEW_LINK_KEY: KEY, CURFEW_PUBLIC_URL: "curfew" }],
  ])("are refused by the name of what is wrong: %s (%#)", (field, variables: Record<string, string>) => {
    expect(() => from(variables)).toThrow(expect.objectContaining({ code: "invalid-config" }));
    expect(() => from(variables)).toThrow(field);
    expect(() => from(variables)).not.toThrow(KEY);
  });
});
