import { describe, expect, it } from "vitest";
import { policyForm } from "../../../../lib/core/trial/policy-form.ts";
import { digest } from "../../../../lib/signing/hash-chain.ts";
import { policy } from "../../../fixtures/policies.ts";

const form = (overrides: Parameters<typeof policy>[0] = {}) => policyForm(policy(overrides), digest);

describe("policyForm", () => {
  it("is another one for everything that a policy can say, its mode included", () => {
    const forms = [
      form(),
      form({ idleMs: 7_200_000 }),
      form({ mode: "observe" }),
      form({ where: "flavor.gpu > 0" }),
      form({ warnMs: [60_000] }),
      form({ action: { verb: "stop", parameters: { hours: 1 } } }),
    ];
    expect(new Set(forms).size).toBe(forms.length);
    for (const one of forms) expect(one).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is the same where a key has its default and where a version did not know it yet", () => {
    const { scarce, ...older } = policy();
    expect(scarce).toBe("ask");
    expect(policyForm(older as ReturnType<typeof policy>, digest)).toBe(form());
    expect(form({ scarce: "stop" })).not.toBe(form());
  });

  it("does not depend on the order in which the policy was put together", () => {
    const idle = { ...policy().idleThresholds, cpuPercent: 9 };
    const { mode, name, idleThresholds, ...rest } = policy({ idleThresholds: idle });
    const { cpuPercent, ...others } = idleThresholds;
    const turned = { ...rest, idleThresholds: { ...others, cpuPercent }, name, mode };
    expect(policyForm(turned, digest)).toBe(form({ idleThresholds: idle }));
  });
});
