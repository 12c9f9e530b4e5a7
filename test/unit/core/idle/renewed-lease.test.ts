import { describe, expect, it } from "vitest";
import { leasesOf, leasesSinceMs, renewedMs } from "../../../../lib/core/idle/renewed-lease.ts";
import type { RecentAction } from "../../../../lib/domain/facts.ts";
import type { Resource } from "../../../../lib/domain/resource.ts";
import { policy } from "../../../fixtures/policies.ts";
import { HOUR, MINUTE, NOW, notebook } from "../../../fixtures/resources.ts";

const LEASE = { enabled: true, type: "timing", expiresAtMs: NOW + HOUR, setAtMs: NOW - HOUR } as const;

function renewed(parts: Partial<Resource>, oursMs: readonly number[] = []) {
  const machine = notebook({ lease: LEASE, ...parts });
  return renewedMs(machine, new Map([[machine.ref, oursMs]]));
}

describe("a notebook lease that a person set", () => {
  it("is one that was set after everything that sets one by itself", () => {
    expect(renewed({})).toBe(NOW - HOUR);
    expect(renewed({ lease: { ...LEASE, enabled: false } })).toBe(NOW - HOUR);
    expect(renewed({ updatedAtMs: null })).toBe(NOW - HOUR);
  });

  it.each<readonly [string, Partial<Resource>]>([
    ["there is none", { lease: null }],
    ["the cloud does not say when", { lease: { enabled: true, type: "timing", expiresAtMs: NOW } }],
    ["it came with the creation", { createdAtMs: NOW - HOUR, updatedAtMs: null }],
    ["it came with a start that took a minute", { updatedAtMs: NOW - 59 * MINUTE }],
    ["it came with a start whose end was told first", { updatedAtMs: NOW - HOUR - 30_000 }],
  ])("is not told where %s", (_why, parts) => {
    expect(renewed(parts)).toBeUndefined();
  });

  it("is not one that our own entry stands beside, and is one that came after it", () => {
    for (const aside of [-5 * MINUTE, 0, 5 * MINUTE]) {
      expect(renewed({}, [NOW - 9 * HOUR, NOW - HOUR + aside])).toBeUndefined();
    }
    expect(renewed({}, [NOW - HOUR - 5 * MINUTE - 1])).toBe(NOW - HOUR);
  });
});

describe("our own leases", () => {
  const sent = (action: RecentAction["action"], policyName: string, hour: number): RecentAction => {
    return { resource: `nb-${hour % 2}`, action, owner: null, atMs: NOW - hour * HOUR, policy: policyName };
  };

  it("are those that rules set, by lease or by start", () => {
    const asked = policy({ name: "asked", on: { kind: "request", verbs: ["lease"], from: ["inbox"] } });
    const said = policy({ name: "said", on: { kind: "chat", source: "slack", when: null } });
    const found = leasesOf(
      [
        sent("lease", "fallback", 1),
        sent("start", "mornings", 3),
        sent("stop", "idle", 5),
        sent("lease", "(direct)", 7),
        sent("lease", "asked", 9),
        sent("lease", "said", 11),
        sent("lease", "asked before", 2),
      ],
      [asked, said, policy({ name: "fallback" })],
    );
    expect([...found]).toEqual([
      ["nb-1", [NOW - HOUR, NOW - 3 * HOUR]],
      ["nb-0", [NOW - 2 * HOUR]],
    ]);
  });

  it("are looked for as far back as any window of a notebook can ever reach", () => {
    const rule = (idleMs: number) => ({ idleMs, idleAcceleratedMs: 8 * HOUR, graceMs: 0, jupyter: false });
    const asked = (kinds: readonly Resource["kind"][]) =>
      leasesSinceMs({ measurements: [{ policy: "a", kinds, rule: rule(2 * HOUR) }] });
    expect(asked(["notebook", "dev-server"])).toBe(4 * 8 * HOUR + 5 * MINUTE);
    expect(asked(["dev-server"])).toBe(0);
  });
});
