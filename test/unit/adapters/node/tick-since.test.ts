import { describe, expect, it } from "vitest";
import { tickSince } from "../../../../lib/adapters/node/tick-since.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 4, 12, 20, 0, 0);

function ticking(onTick: (slotMs: number, sinceMs: number) => Promise<unknown>) {
  const seen: string[] = [];
  const errors: unknown[] = [];
  let nowMs = START_MS;
  const tick = tickSince({
    now: () => nowMs,
    sinceMs: START_MS,
    onError: (error) => void errors.push(error),
    onTick: async (slotMs, sinceMs) => {
      await onTick(slotMs, sinceMs);
      seen.push(`${(sinceMs - START_MS) / MINUTE_MS}..${(slotMs - START_MS) / MINUTE_MS}`);
    },
  });
  return {
    seen,
    errors,
    at: (minutes: number) => {
      nowMs = START_MS + minutes * MINUTE_MS;
      return tick();
    },
  };
}

describe("the ticks of the plain Node host", () => {
  it("cover each minute once, on the minute", async () => {
    const { at, seen } = ticking(async () => undefined);
    await at(0);
    await at(1.01);
    await at(1.4);
    await at(2.003);
    expect(seen).toEqual(["0..1", "1..2"]);
  });

  it("cover what a late one would have missed", async () => {
    const { at, seen } = ticking(async () => undefined);
    await at(1);
    await at(7.5);
    expect(seen).toEqual(["0..1", "1..7"]);
  });

  it("cover a slot that could not be taken in with the next one", async () => {
    let isBroken = true;
    const { at, seen, errors } = ticking(async () => {
      if (isBroken) throw new Error("the disk is full");
    });
    await at(1);
    isBroken = false;
    await at(2);
    expect(errors).toEqual([new Error("the disk is full")]);
    expect(seen).toEqual(["0..2"]);
  });

  it("wait for one that takes long, and make up for it", async () => {
    let finish = () => {};
    const first = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const { at, seen } = ticking(async (slotMs) => (slotMs === START_MS + MINUTE_MS ? first : undefined));
    const slow = at(1);
    await at(2);
    finish();
    await slow;
    await at(3);
    expect(seen).toEqual(["0..1", "1..3"]);
  });

  it("stand still while the clock is set back", async () => {
    const { at, seen } = ticking(async () => undefined);
    await at(5);
    await at(3);
    await at(6);
    expect(seen).toEqual(["0..5", "5..6"]);
  });
});
