import { describe, expect, it } from "vitest";
import { targetForm } from "../../../../lib/core/trial/target-form.ts";
import { digest } from "../../../../lib/signing/hash-chain.ts";

const TARGET = {
  cloud: "huaweicloud",
  region: "cn-north-4",
  project: "env:PROJECT",
  endpoint: null,
} as const;

const form = (overrides: Partial<Parameters<typeof targetForm>[0]> = {}, project = "p1") =>
  targetForm(
    { ...TARGET, ...overrides },
    {
      digest,
      resolve: (reference) => (reference === "env:PROJECT" ? project : reference),
    },
  );

describe("targetForm", () => {
  it("is another one for another cloud, region, project or stand-in", () => {
    const forms = [
      form(),
      form({ cloud: "otc" }),
      form({ region: "cn-south-1" }),
      form({}, "p2"),
      form({ endpoint: "http://127.0.0.1:9000" }),
    ];
    expect(new Set(forms).size).toBe(forms.length);
    for (const one of forms) expect(one).toMatch(/^[0-9a-f]{16}$/);
  });

  it("goes by the project and not by where its id is written", () => {
    expect(form({ project: "p1" })).toBe(form());
  });
});
