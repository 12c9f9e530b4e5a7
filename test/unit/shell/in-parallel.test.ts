import { describe, expect, it } from "vitest";
import { inParallel } from "../../../lib/shell/in-parallel.ts";

/** Work that ends only when it is told to, so that a test decides the order. */
function controlled() {
  const gates = new Map<number, () => void>();
  const started: number[] = [];
  const work = (item: number) => {
    started.push(item);
    return new Promise<string>((resolve) => gates.set(item, () => resolve(`answer ${item}`)));
  };
  const end = async (item: number) => {
    gates.get(item)?.();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { started, work, end };
}

describe("inParallel", () => {
  it("has no more under way than it may, and keeps the order of the items", async () => {
    const { started, work, end } = controlled();
    const answers = inParallel([0, 1, 2, 3], 2, work);
    expect(started).toEqual([0, 1]);
    await end(1);
    expect(started).toEqual([0, 1, 2]);
    await end(2);
    await end(3);
    await end(0);
    expect(await answers).toEqual(["answer 0", "answer 1", "answer 2", "answer 3"]);
  });

  it("does nothing with nothing", async () => {
    expect(await inParallel([], 3, () => Promise.reject(new Error("never called")))).toEqual([]);
  });

  it("fails when one fails", async () => {
    const work = (item: number) => (item === 1 ? Promise.reject(new Error("broken")) : Promise.resolve(item));
    await expect(inParallel([0, 1, 2], 2, work)).rejects.toThrow("broken");
  });
});
