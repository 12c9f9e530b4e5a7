import type { StatusEntry } from "../../domain/status.ts";
import { createReadFrame } from "./read-frame.ts";
import type { Tape } from "./tape.ts";

/** A frame of which every piece has come in. */
export interface WholeFrame {
  readonly slotMs: number;
  /** When it was read, milliseconds since the epoch. */
  readonly nowMs: number;
  readonly doubtful: ReadonlySet<string>;
}

/** Puts frames together out of their pieces. */
export interface FrameReader {
  /** Takes in an entry that should hold a piece; calls back when a frame is whole. */
  add(entry: StatusEntry): void;
  /** No more is to come: what there is of the last frame is taken as it is. */
  end(): void;
  readonly unreadable: () => number;
}

/** Begins with no frame. The machines go to the tape as they come in. */
export function createFrameReader(tape: Tape, onWhole: (frame: WholeFrame) => void): FrameReader {
  const read = createReadFrame();
  let open: WholeFrame | null = null;
  let lastMs = 0;
  let unreadable = 0;
  const end = (): void => {
    if (open === null) return;
    const frame = open;
    open = null;
    lastMs = frame.slotMs;
    onWhole(frame);
  };
  return {
    unreadable: () => unreadable,
    end,
    add: ({ details, at }) => {
      const frame = read(details);
      if (frame === undefined) {
        unreadable += 1;
        return;
      }
      const { slot, doubtful, machines } = frame;
      const slotMs = Date.parse(slot);
      if (open !== null && open.slotMs !== slotMs) end();
      // Told again by a pass that took up another's work: it was played already.
      if (slotMs <= lastMs) return;
      open ??= { slotMs, nowMs: Math.max(slotMs, Date.parse(at)), doubtful: new Set(doubtful) };
      for (const machine of machines) tape.see(machine, slotMs);
      if (details["last"] === true) end();
    },
  };
}
