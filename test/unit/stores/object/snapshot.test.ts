import { describe, expect, it } from "vitest";
import { emptyObjectState } from "../../../../lib/stores/object/object-state.ts";
import { Snapshot, snapshotOf, stateOfSnapshot } from "../../../../lib/stores/object/snapshot.ts";

const read = (verdicts: readonly object[]) => {
  const text = JSON.stringify({ ...snapshotOf(emptyObjectState()), verdicts });
  return stateOfSnapshot(Snapshot.parse(JSON.parse(text)), "snapshots/1").lastVerdicts;
};

describe("a snapshot", () => {
  it("brings back what policies have in mind", () => {
    const state = emptyObjectState();
    const memory = { restartsMs: [7] };
    state.lastVerdicts.set("idle", new Map([["a/notebook/1", { reason: "warned", atMs: 5, memory }]]));
    expect(read(snapshotOf(state).verdicts)).toEqual(state.lastVerdicts);
  });

  it("of an older version is read: of its verdicts only the reason is known", () => {
    const known = { atMs: 9, reason: "held", memory: { restartsMs: "none" } } as const;
    const kept = read([
      { policy: "idle", resource: "a/notebook/1", reason: "busy" },
      { policy: "idle", resource: "a/notebook/2", ...known },
    ]);
    expect(kept.get("idle")).toEqual(
      new Map([
        ["a/notebook/1", { reason: "busy", atMs: 0, memory: {} }],
        ["a/notebook/2", { ...known, memory: {} }],
      ]),
    );
  });
});
