/** What a worker does and how it is bounded. */
export interface WorkerOptions {
  /** Goes on with one run. */
  readonly advance: (run: string) => Promise<unknown>;
  /** Goes on with every run that has not ended. */
  readonly sweep: () => Promise<unknown>;
  /**
   * Tells people what is new, after a run and after a sweep; then with `open`, so that what could not be delivered is tried
   * again. It takes none of the places in which runs are worked on. Default: nobody is told.
   */
  readonly tell?: (options: { readonly open: boolean }) => Promise<unknown>;
  /** Milliseconds between two sweeps. */
  readonly everyMs: number;
  /** Runs worked on at once. Default 4. */
  readonly atOnceMax?: number;
  /**
   * How long stopping waits for what is under way, in milliseconds. A cloud that does not answer may hold a pass up
   * for minutes, and a pass that is left behind is gone on with by the next process. Default 10,000.
   */
  readonly stopGraceMs?: number;
  readonly onError: (error: unknown) => void;
}

/** Works on runs in the background of a process that also answers requests. */
export interface Worker {
  /** Goes on with a run soon. Naming one that waits already changes nothing. */
  kick(run: string): void;
  /** Stops taking up work and waits a while for what is under way. */
  stop(): Promise<void>;
}

const STOP_GRACE_MS = 10_000;

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

/**
 * A small work queue over the store: an accepted event is worked on at once, and every so often whatever is open is
 * gone on with. Nothing depends on it: what it forgets, the next sweep or the next process finds in the store.
 */
export function startWorker(options: WorkerOptions): Worker {
  const waiting = new Set<string>();
  const busy = new Set<Promise<unknown>>();
  const atOnceMax = options.atOnceMax ?? 4;
  let sweeping = false;
  let stopped = false;

  const telling = new Set<Promise<unknown>>();

  /** Beside the work: an address that does not answer must not keep a run from its turn. */
  function tell(open: boolean): void {
    if (!options.tell) return;
    const tracked = options
      .tell({ open })
      .catch(options.onError)
      .finally(() => telling.delete(tracked));
    telling.add(tracked);
  }

  function start(work: Promise<unknown>, isSweep = false): void {
    const tracked = work.catch(options.onError).finally(() => {
      busy.delete(tracked);
      tell(isSweep);
      next();
    });
    busy.add(tracked);
  }

  function next(): void {
    for (const run of waiting) {
      if (stopped || busy.size >= atOnceMax) return;
      waiting.delete(run);
      start(options.advance(run));
    }
  }

  const timer = setInterval(() => {
    // A sweep that takes longer than its interval is not joined by a second one.
    if (sweeping || stopped) return;
    sweeping = true;
    start(
      options.sweep().finally(() => {
        sweeping = false;
      }),
      true,
    );
  }, options.everyMs);

  return {
    kick: (run) => {
      waiting.add(run);
      next();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      const all = async () => {
        await Promise.all(busy);
        await Promise.all(telling);
      };
      await within(options.stopGraceMs ?? STOP_GRACE_MS, all());
    },
  };
}
