import { expect } from "vitest";
import {
  emptyObjects,
  type MemoryBucketOptions,
  type MemoryObjects,
} from "../../../fixtures/memory-bucket.ts";
import { KEY, openStore, SCRIPT, type ScriptStep } from "./object-histories.ts";

/** Plays the script until the bucket is gone, behind so many changes. Answers the steps that were acknowledged. */
async function playUntil(cut: number, kind: MemoryBucketOptions, last: "done" | "not done") {
  const objects = emptyObjects();
  let changes = 0;
  const store = openStore(objects, {
    ...kind,
    trouble: ({ method }) => {
      if (method === "get" || method === "list") return changes > cut ? "refused" : "none";
      changes += 1;
      if (changes < cut) return "none";
      return changes === cut && last === "done" ? "lost-after" : "refused";
    },
  });
  // Behind the cut there is no reading either: the process is dead.
  const acknowledged = [];
  for (const step of SCRIPT) {
    try {
      await step.act(store);
    } catch {
      break;
    }
    acknowledged.push(step);
  }
  return { objects, acknowledged, changes };
}

/** One that only reads, and one more: nothing acknowledged is missing, and the chain is whole. */
async function expectWhole(
  objects: MemoryObjects,
  kind: MemoryBucketOptions,
  acknowledged: readonly ScriptStep[],
) {
  const store = openStore(objects, kind);
  for (const { run, entries } of acknowledged) {
    const kept = (await store.read(run))?.entries.length ?? 0;
    expect(kept, run).toBeGreaterThanOrEqual(entries);
  }
  expect((await store.verify({ key: KEY })).problems).toEqual([]);
}

/** Dies behind each change of the script, the last write done or not, and goes on with what is left. */
export async function dieEverywhere(kind: MemoryBucketOptions, last: "done" | "not done"): Promise<void> {
  const whole = await playUntil(Number.POSITIVE_INFINITY, kind, last);
  expect(whole.acknowledged).toHaveLength(SCRIPT.length);
  expect([...whole.objects.objects.keys()].some((key) => key.startsWith("cold/log/"))).toBe(true);
  for (let cut = 1; cut <= whole.changes; cut += 1) {
    const { objects, acknowledged } = await playUntil(cut, kind, last);
    await expectWhole(objects, kind, acknowledged);
    const next = openStore(objects, kind);
    for (const step of SCRIPT) await step.act(next);
    const found = await next.verify({ key: KEY });
    expect(found, `cut ${cut}`).toMatchObject({ runs: 4, entries: 12, checkpoints: 4, problems: [] });
  }
}
