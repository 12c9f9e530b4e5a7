import { describe, expect, it } from "vitest";
import { type JudgeInput, judgeMachine } from "../../../../lib/cli/scan/judge-machine.ts";
import {
  HOUR,
  idleSignals,
  MINUTE,
  measurement,
  NOW,
  notebook,
  server,
} from "../../../fixtures/resources.ts";

function judge(input: Partial<JudgeInput> = {}) {
  return judgeMachine({
    resource: notebook(),
    cloud: "huaweicloud",
    measurements: idleSignals(),
    failed: null,
    idleMs: 2 * HOUR,
    nowMs: NOW,
    ...input,
  });
}

describe("judgeMachine", () => {
  it("calls idle what rests by every signal, and says how low they were", () => {
    expect(judge()).toMatchObject({ reason: "idle", text: "gpu 0.5 %, cpu 0.5 %, network 0.5 kbit/s" });
  });

  it("says when the cloud's own notebook lease will stop it anyway", () => {
    const lease = { enabled: true, type: "timing", expiresAtMs: NOW + 58 * MINUTE } as const;
    expect(judge({ resource: notebook({ lease }) }).text).toContain("its notebook lease stops it in 58m");
    expect(judge({ resource: notebook({ lease: { ...lease, enabled: false } }) }).text).not.toContain(
      "lease",
    );
  });

  it("names only the signals that are busy, with their limits", () => {
    const measurements = [measurement("cpu"), measurement("gpu", { max: 91.2 })];
    expect(judge({ measurements })).toMatchObject({ reason: "busy", text: "gpu 91.2 % > 1" });
  });

  it("waits until a change is older than idleness has to be", () => {
    const resource = notebook({ updatedAtMs: NOW - 40 * MINUTE });
    expect(judge({ resource })).toMatchObject({
      reason: "just-started",
      text: "changed 40m ago, and idle has to last 2h",
    });
  });

  it("takes silence for no evidence, never for idleness", () => {
    expect(judge({ measurements: [] })).toMatchObject({
      reason: "no-evidence",
      text: "nothing was reported for cpu and gpu",
    });
    expect(judge({ resource: server(), measurements: [] }).text).toContain("monitoring agent");
  });

  it("says how many points are missing", () => {
    const measurements = [measurement("cpu", { points: 9 }), measurement("gpu")];
    expect(judge({ measurements })).toMatchObject({ reason: "no-evidence", text: "cpu has 9 of 22 points" });
  });

  it("says how many GPUs are silent, and what figures cannot be", () => {
    const gpu = measurement("gpu", { devices: { known: 1, seen: 8 } });
    const cpu = measurement("cpu", { impossible: 1 });
    expect(judge({ measurements: [cpu, gpu] })).toMatchObject({
      reason: "no-evidence",
      text: "cpu has 1 point above what there can be; gpu has only 1 of 8 GPUs",
    });
  });

  it("says so when every point is there and the newest one is old", () => {
    const measurements = [measurement("cpu", { newestAtMs: NOW - HOUR }), measurement("gpu")];
    expect(judge({ measurements })).toMatchObject({
      reason: "no-evidence",
      text: "the newest point of cpu is 1h old",
    });
  });

  it.each([
    [{ cloud: "otc" } as const, "Open Telekom Cloud has no metrics of notebooks"],
    [{ resource: server({ kind: "supernode", hardware: "HPS" }) }, "no metrics of a supernode"],
    [{ resource: server({ hardware: "HPS" }) }, "no metrics of supernode nodes"],
  ])("says where there are no metrics at all", (input, text) => {
    const verdict = judge(input);
    expect(verdict.reason).toBe("no-metrics");
    expect(verdict.text).toContain(text);
  });

  it("blames the service, not the machine, when signals could not be read", () => {
    expect(judge({ measurements: [], failed: "QueryRange: throttled" })).toMatchObject({
      reason: "signals-failed",
      text: "QueryRange: throttled",
    });
  });

  it("still judges a machine whose signals came before the service failed", () => {
    expect(judge({ failed: "QueryRange: throttled" }).reason).toBe("idle");
  });
});
