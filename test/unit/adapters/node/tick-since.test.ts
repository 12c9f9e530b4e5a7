import { describe, expect, it } from "vitest";
import { type ClockJump, tickSince } from "../../../../lib/adapters/node/tick-since.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 4, 12, 20, 0, 0);

/** Minutes after the start, on either side of `..`. */
const span = (fromMs: number, toMs: number) =>
  `${(fromMs - START_MS) / MINUTE_MS}..${(toMs - START_MS) / MINUTE_MS}`;

function ticking(onTick: (slotMs: number, sinceMs: number) => Promise<unknown> = async () => undefined) {
  const seen: string[] = [];
  const errors: unknown[] = [];
  const jumps: string[] = [];
  let nowMs = START_MS;
  const tick = tickSince({
    now: () => nowMs,
    sinceMs: START_MS,
    catchUpMs: 15 * MINUTE_MS,
    onJump: ({ kind, fromMs, toMs }: ClockJump) => void jumps.push(`${kind} ${span(fromMs, toMs)}`),
    onError: (error) => void errors.push(error),
    onTick: async (slotMs, sinceMs) => {
      await onTick(slotMs, sinceMs);
      seen.push(span(sinceMs, slotMs));
    },
  });
  return {
    seen,
    errors,
    jumps,
    at: (minutes: number) => {
      nowMs = START_MS + minutes * MINUTE_MS;
      return tick();
    },
  };
}

describe("the ticks of the plain Node host", () => {
  it("cover each minute once, on the minute", async () => {
    const { at, seen } = ticking();
    await at(0);
    await at(1.01);
    await at(1.4);
    await at(2.003);
    expect(seen).toEqual(["0..1", "1..2"]);
  });

  it("cover what a late one would have missed", async () => {
    const { at, seen, jumps } = ticking();
    await at(1);
    await at(7.5);
    await at(22);
    expect(seen).toEqual(["0..1", "1..7", "7..22"]);
    expect(jumps).toEqual([]);
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
});

describe("a clock that is set back", () => {
  it("by a minute or two is waited for", async () => {
    const { at, seen, jumps } = ticking();
    await at(5);
    await at(3);
    await at(6);
    expect(seen).toEqual(["0..5", "5..6"]);
    expect(jumps).toEqual([]);
  });

  it("by hours does not silence the ticks: they go on from where it stands, and it is told once", async () => {
    const { at, seen, jumps } = ticking();
    await at(5);
    await at(-175);
    await at(-174.5);
    await at(-174);
    expect(seen).toEqual(["0..5", "-176..-175", "-175..-174"]);
    expect(jumps).toEqual(["back 5..-176"]);
  });

  it("loses no slot when the first one after it could not be taken in", async () => {
    let isBroken = false;
    const { at, seen, jumps } = ticking(async () => {
      if (isBroken) throw new Error("the disk is full");
    });
    await at(5);
    isBroken = true;
    await at(-175);
    isBroken = false;
    await at(-174);
    expect(seen).toEqual(["0..5", "-176..-174"]);
    expect(jumps).toEqual(["back 5..-176"]);
  });
});

describe("a clock that leaps ahead", () => {
  it("by a night is not made up for: the evening's stops would come in the morning", async () => {
    const { at, seen, jumps } = ticking();
    await at(1);
    await at(600);
    await at(601);
    expect(seen).toEqual(["0..1", "585..600", "600..601"]);
    expect(jumps).toEqual(["gap 1..585"]);
  });

  it("and is then set right again goes on as if nothing had been", async () => {
    const { at, seen, jumps } = ticking();
    await at(600);
    await at(2);
    await at(3);
    expect(seen).toEqual(["585..600", "1..2", "2..3"]);
    expect(jumps).toEqual(["gap 0..585", "back 600..1"]);
  });
});
