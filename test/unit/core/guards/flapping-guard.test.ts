import { describe, expect, it } from "vitest";
import { flappingGuard } from "../../../../lib/core/guards/flapping-guard.ts";
import type { VerbName } from "../../../../lib/domain/verbs.ts";
import { facts, HOUR, NOW, notebook } from "../../../fixtures/resources.ts";
import { candidate } from "./candidate.ts";

const REF = notebook().ref;

type Did = readonly [policy: string, action: VerbName];

const FIGHT: readonly Did[] = [
  ["office", "start"],
  ["idle", "stop"],
  ["office", "start"],
  ["idle", "stop"],
];

/** What happened to the machine, newest first, an hour apart. */
function saidAfter(
  did: readonly Did[],
  parts: Partial<Parameters<typeof candidate>[0]> = {},
  everyMs = HOUR,
) {
  const recent = did.map(([policy, action], index) => ({
    ...{ resource: REF, owner: "anna", policy, action },
    atMs: NOW - (index + 1) * everyMs,
  }));
  return flappingGuard(
    candidate({
      facts: facts({ recent, lastAction: new Map(recent.toReversed().map((one) => [one.resource, one])) }),
      ...parts,
    }),
  );
}

describe("flappingGuard", () => {
  it("ends a fight of two policies with the machine on, and names both", () => {
    expect(saidAfter(FIGHT)).toEqual({
      reason: "flapping",
      text: "idle and office have taken each other's doing back 3 times in 12h, so it stays on; let only one of them mean it",
    });
    expect(saidAfter(FIGHT.slice(0, 3))).toBeUndefined();
  });

  it("sees the fight through the notebook leases that a policy sets in between", () => {
    const leased = FIGHT.flatMap((did): readonly Did[] => [["fallback", "lease"], did]);
    expect(saidAfter(leased)?.reason).toBe("flapping");
    expect(saidAfter([["(direct)", "lease"], ...FIGHT])).toBeUndefined();
  });

  it("forgets it after half a day", () => {
    expect(saidAfter(FIGHT, {}, 3 * HOUR - 1)?.reason).toBe("flapping");
    expect(saidAfter(FIGHT, {}, 3 * HOUR)).toBeUndefined();
  });

  it("never keeps a machine off: starts go on", () => {
    expect(saidAfter(FIGHT, { verb: "start" })).toBeUndefined();
  });

  it("takes what one policy does by turns for its timetable", () => {
    const alone = FIGHT.map(([, action]) => ["hours", action] as const);
    expect(saidAfter([...alone, ...alone])).toBeUndefined();
  });

  it("counts from when a person had a hand in it", () => {
    const [newest, ...others] = FIGHT;
    expect(saidAfter([newest ?? ["office", "start"], ["(direct)", "start"], ...others])).toBeUndefined();
    expect(saidAfter(FIGHT, { person: true })).toBeUndefined();
  });

  it("takes no notice of other machines and of what is no opposite", () => {
    const other = candidate({ resource: notebook({ id: "nb-2" }) });
    expect(saidAfter(FIGHT, { resource: other.resource })).toBeUndefined();
    expect(saidAfter(FIGHT.map(([policy]) => [policy, "stop"]))).toBeUndefined();
  });
});
