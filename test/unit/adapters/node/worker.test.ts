import { afterEach, describe, expect, it, vi } from "vitest";
import { startWorker, type Worker, type WorkerOptions } from "../../../../lib/adapters/node/worker.ts";

const HOUR_MS = 3_600_000;

const workers: Worker[] = [];

afterEach(async () => {
  vi.useRealTimers();
  for (const worker of workers.splice(0)) await worker.stop();
});

/** Work that ends when the test says so. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

function working(options: Partial<WorkerOptions> = {}) {
  const errors: unknown[] = [];
  const begun: string[] = [];
  const worker = startWorker({
    sweep: async () => undefined,
    everyMs: HOUR_MS,
    stopGraceMs: 0,
    onError: (error) => void errors.push(error),
    ...options,
    advance: async (run) => {
      begun.push(run);
      return options.advance?.(run);
    },
  });
  workers.push(worker);
  return { worker, begun, errors };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("the worker of a server", () => {
  it("goes on with a run as soon as it is told of it", () => {
    const { worker, begun } = working();
    worker.kick("run-1");
    expect(begun).toEqual(["run-1"]);
  });

  it("works on a few runs at once and on each one that waits only once", async () => {
    const { open, opened } = gate();
    const { worker, begun } = working({ atOnceMax: 2, advance: () => opened });
    for (const run of ["run-1", "run-2", "run-3", "run-3", "run-4"]) worker.kick(run);
    expect(begun).toEqual(["run-1", "run-2"]);
    open();
    await settled();
    expect(begun).toEqual(["run-1", "run-2", "run-3", "run-4"]);
  });

  it("has people told after each run and each sweep, and works on meanwhile", async () => {
    const { open, opened } = gate();
    const told: boolean[] = [];
    const tell = ({ open: isOpen }: { readonly open: boolean }) => {
      told.push(isOpen);
      return opened;
    };
    const { worker, begun, errors } = working({ atOnceMax: 1, everyMs: 20, tell });
    for (const run of ["run-1", "run-2"]) worker.kick(run);
    await settled();
    expect(begun).toEqual(["run-1", "run-2"]);
    expect(told).toEqual([false, false]);
    await expect.poll(() => told.at(-1)).toBe(true);
    open();
    expect(errors).toEqual([]);
  });

  it("goes on where people could not be told", async () => {
    const { worker, begun, errors } = working({ tell: () => Promise.reject(new Error("the disk is full")) });
    worker.kick("run-1");
    await settled();
    worker.kick("run-2");
    await settled();
    expect(begun).toEqual(["run-1", "run-2"]);
    expect(errors).toHaveLength(2);
  });

  it("goes on after a pass that broke", async () => {
    const { worker, begun, errors } = working({
      atOnceMax: 1,
      advance: async (run) => {
        if (run === "run-1") throw new Error("the disk is full");
      },
    });
    worker.kick("run-1");
    worker.kick("run-2");
    await settled();
    expect(begun).toEqual(["run-1", "run-2"]);
    expect(errors).toEqual([new Error("the disk is full")]);
  });

  it("sweeps again and again, never two at a time", async () => {
    vi.useFakeTimers();
    let sweeps = 0;
    let gates = gate();
    working({
      everyMs: 1_000,
      sweep: () => {
        sweeps += 1;
        return gates.opened;
      },
    });
    await vi.advanceTimersByTimeAsync(3_500);
    expect(sweeps).toBe(1);
    gates.open();
    gates = gate();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sweeps).toBe(2);
  });

  it("takes up nothing more once it is stopped, and waits for what is under way", async () => {
    const { open, opened } = gate();
    const { worker, begun } = working({ atOnceMax: 1, stopGraceMs: HOUR_MS, advance: () => opened });
    worker.kick("run-1");
    worker.kick("run-2");
    let isStopped = false;
    const stopping = worker.stop().then(() => {
      isStopped = true;
    });
    await settled();
    expect(isStopped).toBe(false);
    open();
    await stopping;
    await settled();
    expect(begun).toEqual(["run-1"]);
  });

  it("does not wait for ever: a pass that hangs is left to the next process", async () => {
    const { worker } = working({ advance: () => new Promise(() => undefined), stopGraceMs: 5 });
    worker.kick("run-1");
    await expect(worker.stop()).resolves.toBeUndefined();
  });
});
