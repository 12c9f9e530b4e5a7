import { describe, expect, it } from "vitest";
import { inTurn } from "../../../lib/functiongraph/in-turn.ts";

describe("work in turn", () => {
  it("never overlaps and keeps its order, also after a failure", async () => {
    const turn = inTurn();
    const seen: string[] = [];
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await Promise.resolve();
      seen.push(`${name} ends`);
      if (name === "a") throw new Error("a failed");
      return name;
    };
    const [a, b] = await Promise.allSettled([turn(work("a")), turn(work("b"))]);
    expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
    expect([a.status, b]).toEqual(["rejected", { status: "fulfilled", value: "b" }]);
  });

  it("refuses what would wait behind too many, and takes again later", async () => {
    const turn = inTurn(1);
    const first = turn(async () => 1);
    await expect(turn(async () => 2)).rejects.toMatchObject({ code: "throttled" });
    await first;
    await expect(turn(async () => 3)).resolves.toBe(3);
  });
});
