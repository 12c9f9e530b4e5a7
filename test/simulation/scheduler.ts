/** Time at which something happens, in milliseconds of the simulation. */
type At = number;

interface Pending {
  readonly at: At;
  /** Order among things of the same moment: first come, first served. */
  readonly order: number;
  readonly run: () => void | Promise<void>;
}

/**
 * A world with one clock and no real time: whatever waits is a pending happening, and the next one is taken by its
 * time. Everything that is random comes from one seeded source, so the same seed is the same history.
 */
export interface Scheduler {
  now(): At;
  /** At least 0 and less than 1. */
  random(): number;
  /** A whole number from `min` to `max`. */
  between(min: number, max: number): number;
  chance(probability: number): boolean;
  after(ms: number, run: () => void | Promise<void>): void;
  /** Runs until nothing is left, the time is up, or so many things have happened. Resolves to what happened. */
  runUntil(bounds: { readonly at: At; readonly happeningsMax: number }): Promise<number>;
}

/** Binary heap by time, then order. */
function createQueue() {
  const heap: Pending[] = [];
  const before = (a: Pending, b: Pending) => a.at < b.at || (a.at === b.at && a.order < b.order);
  const swap = (i: number, j: number) => {
    const [a, b] = [heap[i] as Pending, heap[j] as Pending];
    heap[i] = b;
    heap[j] = a;
  };
  return {
    peek: () => heap[0],
    push: (item: Pending) => {
      heap.push(item);
      for (let index = heap.length - 1; index > 0; ) {
        const parent = (index - 1) >> 1;
        if (!before(heap[index] as Pending, heap[parent] as Pending)) break;
        swap(index, parent);
        index = parent;
      }
    },
    pop: () => {
      const first = heap[0];
      const last = heap.pop();
      if (heap.length > 0 && last) heap[0] = last;
      for (let index = 0; ; ) {
        const [left, right] = [2 * index + 1, 2 * index + 2];
        let least = index;
        if (left < heap.length && before(heap[left] as Pending, heap[least] as Pending)) least = left;
        if (right < heap.length && before(heap[right] as Pending, heap[least] as Pending)) least = right;
        if (least === index) return first;
        swap(index, least);
        index = least;
      }
    },
  };
}

/** Lets everything that waits for a settled promise go on; the next tick comes after all of that, before any real timer. */
function settle(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Starts a world at a moment. */
export function createScheduler(options: { readonly startMs: At; readonly random: () => number }): Scheduler {
  const queue = createQueue();
  const { random } = options;
  let nowMs = options.startMs;
  let order = 0;
  return {
    now: () => nowMs,
    random,
    between: (min, max) => min + Math.floor(random() * (max - min + 1)),
    chance: (probability) => random() < probability,
    after: (ms, run) => {
      order += 1;
      queue.push({ at: nowMs + Math.max(0, ms), order, run });
    },
    runUntil: async ({ at, happeningsMax }) => {
      let happened = 0;
      for (let next = queue.peek(); next && next.at <= at && happened < happeningsMax; next = queue.peek()) {
        queue.pop();
        nowMs = Math.max(nowMs, next.at);
        await next.run();
        await settle();
        happened += 1;
      }
      if (happened < happeningsMax) nowMs = Math.max(nowMs, at);
      return happened;
    },
  };
}
