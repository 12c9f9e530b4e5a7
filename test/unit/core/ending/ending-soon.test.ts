import { describe, expect, it } from "vitest";
import { type EndingFacts, endingSoon } from "../../../../lib/core/ending/ending-soon.ts";
import type { SeenMachine } from "../../../../lib/domain/frame.ts";
import type { LastVerdict } from "../../../../lib/domain/memory.ts";
import type { NotebookLease, Resource } from "../../../../lib/domain/resource.ts";
import { policy, WIDE_LIMITS } from "../../../fixtures/policies.ts";
import { at, HOUR, hold, NOW, notebook } from "../../../fixtures/resources.ts";

const WEEK = 7 * 24 * HOUR;

function seen(id: string, overrides: Partial<Resource> = {}): SeenMachine {
  const resource = notebook({ id, ...overrides });
  const { ref, status, standing } = resource;
  return { ref, status, standing, owner: "anna", team: "vision", price: null, signals: [], resource };
}

function endings(overrides: Partial<EndingFacts> = {}, machines: readonly SeenMachine[] = []) {
  const config = { policies: [policy({ respectMs: 4 * HOUR })], calendars: {}, limits: WIDE_LIMITS };
  const found = endingSoon({
    ...{ nowMs: NOW, withinMs: WEEK, config, holds: [], lastVerdicts: {} },
    machines: new Map(machines.map((machine) => [machine.ref, machine])),
    ...overrides,
  });
  return found.map(({ kind, owner, name, endsAt }) => `${kind} ${owner} ${name} ${endsAt}`);
}

describe("what ends soon", () => {
  it("is what ends within the time, the next one first, and nothing that has ended or ends later", () => {
    const holds = [
      hold("prod/notebook/nb-1", { until: at(2 * HOUR) }),
      hold("prod/notebook/nb-2", { owner: "olga", until: at(HOUR) }),
      hold("prod/notebook/nb-3", { until: at(WEEK + 1) }),
      hold("prod/notebook/nb-4", { until: at(0) }),
    ];
    expect(endings({ holds }, [seen("nb-1")])).toEqual([
      `hold olga prod/notebook/nb-2 ${at(HOUR)}`,
      `hold anna vision-anna-nb-1 ${at(2 * HOUR)}`,
    ]);
  });

  it("tells notebook leases that will stop a running machine, and no other", () => {
    const lease = (overrides: Partial<NotebookLease> = {}): NotebookLease => ({
      ...{ enabled: true, type: "timing", expiresAtMs: NOW + HOUR },
      ...overrides,
    });
    const machines = [
      seen("timed", { lease: lease() }),
      seen("idle", { lease: lease({ type: "idle" }) }),
      seen("off", { lease: lease({ enabled: false }) }),
      seen("unknown", { lease: lease({ expiresAtMs: null }) }),
      seen("stopped", { lease: lease(), standing: "stopped" }),
    ];
    expect(endings({}, machines)).toEqual([`lease anna vision-anna-timed ${at(HOUR)}`]);
  });

  it("tells starts of persons that a policy respects, from the start where it is remembered", () => {
    const restarted = (restartsMs?: number[]): LastVerdict => ({
      ...{ reason: "restarted", atMs: NOW - HOUR },
      memory: restartsMs ? { restartsMs } : {},
    });
    const verdicts = new Map<string, LastVerdict>([
      ["prod/notebook/nb-1", restarted()],
      ["prod/notebook/nb-2", restarted([NOW - 30 * HOUR, NOW - 2 * HOUR])],
      ["prod/notebook/nb-3", { ...restarted(), reason: "busy" }],
    ]);
    expect(endings({ lastVerdicts: { nights: verdicts } }, [seen("nb-1")])).toEqual([
      `respect null prod/notebook/nb-2 ${at(2 * HOUR)}`,
      `respect anna vision-anna-nb-1 ${at(3 * HOUR)}`,
    ]);
  });

  it("tells calendars and freezes, which end with their last day", () => {
    const calendar = (until: string) => ({
      ...{ version: 1 as const, source: "example", holidays: [], workdays: [] },
      until,
    });
    const config = {
      policies: [],
      calendars: { "cn.yaml": calendar("2026-01-20"), "de.yaml": calendar("2026-12-31") },
      limits: {
        ...WIDE_LIMITS,
        freeze: [{ from: "2026-01-10", to: "2026-01-16", zone: "UTC", why: "release" }],
      },
    };
    expect(endings({ config })).toEqual([
      "freeze null release 2026-01-17T00:00:00.000Z",
      "calendar null cn.yaml 2026-01-21T00:00:00.000Z",
    ]);
  });
});
