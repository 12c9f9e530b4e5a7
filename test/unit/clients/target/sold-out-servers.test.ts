import { describe, expect, it } from "vitest";
import type { BuiltModelArtsClient } from "../../../../lib/clients/modelarts/build-client.ts";
import { FLAVORS_LIFE_MS } from "../../../../lib/clients/target/known-facts.ts";
import { soldOutServers } from "../../../../lib/clients/target/sold-out-servers.ts";
import { AutomationError } from "../../../../lib/domain/errors.ts";

interface Line {
  readonly flavor?: string;
  readonly is_sold_out?: boolean | null;
}

/** Asks a list that answers as told, on a clock that the test moves. */
function asking(...answers: readonly (readonly Line[] | Error)[]) {
  const clock = { nowMs: 0 };
  const asked: unknown[] = [];
  const listDevServerFlavors = async (_input: object, options: unknown) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(options);
    if (answer instanceof Error) throw answer;
    return { data: answer };
  };
  const client = { listDevServerFlavors } as unknown as BuiltModelArtsClient;
  const ask = soldOutServers({ client, now: () => clock.nowMs });
  return { clock, asked, soldOut: async () => [...(await ask({}))] };
}

const down = new AutomationError("unavailable", "the service is unavailable");

describe("soldOutServers", () => {
  it("names flavors that cannot be had in any zone", async () => {
    const { soldOut } = asking([
      { flavor: "gone", is_sold_out: true },
      { flavor: "gone", is_sold_out: true },
      { flavor: "one-zone-left", is_sold_out: true },
      { flavor: "one-zone-left", is_sold_out: false },
      { flavor: "not-told", is_sold_out: null },
      { flavor: "silent" },
    ]);
    expect(new Set(await soldOut())).toEqual(new Set(["gone"]));
  });

  it("asks once an hour", async () => {
    const { soldOut, asked, clock } = asking([{ flavor: "a", is_sold_out: true }], []);
    expect(await soldOut()).toEqual(["a"]);
    clock.nowMs = FLAVORS_LIFE_MS - 1;
    expect(await soldOut()).toEqual(["a"]);
    expect(asked).toHaveLength(1);
    clock.nowMs = FLAVORS_LIFE_MS;
    expect(await soldOut()).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  it("takes a list that cannot be read for nothing, and asks again next time", async () => {
    const { soldOut, asked } = asking(down, [{ flavor: "a", is_sold_out: true }]);
    expect(await soldOut()).toEqual([]);
    expect(await soldOut()).toEqual(["a"]);
    expect(asked).toHaveLength(2);
  });

  it("does not hide a broken promise", async () => {
    await expect(asking(new TypeError("a mistake of ours")).soldOut()).rejects.toThrow("a mistake of ours");
  });
});
