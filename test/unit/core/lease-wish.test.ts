import { describe, expect, it } from "vitest";
import { announceLease, leaseWish, withLeaseType } from "../../../lib/core/lease-wish.ts";
import type { AutomationEvent } from "../../../lib/domain/event.ts";
import type { NotebookLease } from "../../../lib/domain/resource.ts";
import type { CloudName } from "../../../lib/domain/target.ts";
import { intent, leasePolicy, policy, request, rulebook, tick } from "../../fixtures/policies.ts";
import { HOUR, NOW, notebook } from "../../fixtures/resources.ts";

const TIMED: NotebookLease = { enabled: true, type: "timing", expiresAtMs: NOW + HOUR };

function typeOf(
  event: AutomationEvent,
  machine: Partial<Parameters<typeof notebook>[0]> = {},
  { cloud = "huaweicloud", type }: { readonly cloud?: CloudName; readonly type?: string } = {},
) {
  const parameters = { hours: 8, ...(type !== undefined && { type }) };
  const own = leasePolicy({ on: policy().on, action: { verb: "lease", parameters } });
  const asked = event.type === "action.request" ? request({ verb: "lease", parameters }) : event;
  const meant = intent(asked, rulebook({ policies: [own] }));
  return leaseWish(withLeaseType(meant, notebook(machine), cloud)).type;
}

describe("the type of a notebook lease that nobody has written", () => {
  it.each<[string, Parameters<typeof typeOf>, string | undefined]>([
    ["idle where the cloud has a detector", [tick()], "idle"],
    ["idle also where a timed one stands", [tick(), { lease: TIMED }], "idle"],
    ["none where the cloud goes by time alone", [tick(), { kind: "legacy-notebook" }], undefined],
    ["none where no detector is known", [tick(), {}, { cloud: "otc" }], undefined],
    ["what is written, where something is", [tick(), {}, { type: "timing" }], "timing"],
    ["idle for a person as well", [request()], "idle"],
    ["timed for a person who wants more of a timed one", [request(), { lease: TIMED }], "timing"],
    ["timed for a person where there is nothing else", [request(), {}, { cloud: "otc" }], "timing"],
  ])("is %s", (_what, parts, expected) => {
    expect(typeOf(...parts)).toBe(expected);
  });
});

it("is announced in words", () => {
  expect(announceLease({ type: "idle", hours: 2 })).toBe(
    "the cloud itself will stop it once it has been idle for 2 hours",
  );
  expect(announceLease({ type: "timing", hours: 1 })).toBe(
    "the cloud itself will stop it 1 hour from then, whatever runs on it",
  );
});
